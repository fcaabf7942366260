package paint

import "math"

type worldColors struct {
	sea, shore, land, height, air color
	clouds                        float64
}

var worlds = []worldColors{
	{hex(0x0c2f5e), hex(0x1f6f86), hex(0x4d6b3a), hex(0xa89468), hex(0x6fb4ff), 0.9},  // water
	{hex(0x5a2a17), hex(0x8c4a26), hex(0xb8693a), hex(0xe3b07c), hex(0xffb27d), 0.25}, // rust
	{hex(0x123a44), hex(0x2d7a78), hex(0x8fb7a8), hex(0xe8f2ee), hex(0x8fe6e0), 0.6},  // frost
	{hex(0x24163f), hex(0x4c2f6e), hex(0x7c5a86), hex(0xd9b8c4), hex(0xc79cff), 0.5},  // violet
}

// paintWorld looks along the edge of a planet so large that only a part of it fits.
func paintWorld(c *canvas) {
	c.sky(1700)
	colors := worlds[c.rng.pick(len(worlds))]
	seed := c.rng.seed()
	side := []float64{-1, 1}[c.rng.pick(2)]
	planet := ball{
		x: c.aspect() * (0.5 - side*c.rng.between(0.05, 0.25)), radius: c.rng.between(0.85, 1.5),
		sun: vector{side * c.rng.between(0.62, 0.8), c.rng.between(-0.62, -0.4), c.rng.between(0.05, 0.3)}.normal(),
	}
	planet.y = c.rng.between(0.36, 0.5) + planet.radius
	pixel := 1 / float64(c.height)

	moon := ball{c.aspect() * (0.5 + side*c.rng.between(0.16, 0.32)), c.rng.between(0.14, 0.26), c.rng.between(0.03, 0.065), planet.sun}
	paintBall(c, moon, palette{hex(0x6f6a66), hex(0xd8d2c8)})

	c.each(func(x, y float64, old color) color {
		dx, dy := (x-planet.x)/planet.radius, (y-planet.y)/planet.radius
		distance := math.Hypot(dx, dy)
		if distance > 1.3 {
			return old
		}
		outward := vector{dx / distance, dy / distance, 0}
		day := smooth(-0.35, 0.75, outward.dot(planet.sun))
		light := old
		if distance > 1-pixel {
			above := distance - 1
			haze := math.Exp(-above*planet.radius*48) + 0.10*math.Exp(-above*planet.radius*16)*smooth(1.28, 1.02, distance)
			light = light.plus(colors.air.times(0.95 * haze * (0.02 + day)))
		}
		point, cover := planet.skin(x, y, pixel)
		if cover == 0 {
			return light
		}
		sunlight := planet.daylight(point)
		ground := colors.ground(point, planet.radius, seed)
		veil := smooth(0.02, 0.62, clouds3(vector{point.x * 3.1, point.y * 4.4, point.z * 3.1}.times(planet.radius).plus(
			vector{clouds3(point.times(3), 3, seed+8), 0, 0}), 6, seed+9))
		ground = mix(ground, color{0.92, 0.94, 0.97}, veil*colors.clouds)
		edge := cube(1 - point.z)
		lit := ground.times(1.35 * sunlight).plus(colors.air.times(edge * (0.03 + 0.85*sunlight)))
		return mix(light, lit.plus(hex(0x020307)), cover)
	})
}

func (w worldColors) ground(point vector, scale float64, seed uint32) color {
	place := point.times(2.1 * scale)
	height := clouds3(place, 7, seed) + 0.35*clouds3(place.times(0.5), 2, seed+4)
	if height < 0.02 {
		return mix(w.sea, w.shore, smooth(-0.28, 0.02, height))
	}
	return mix(w.land, w.height, smooth(0.02, 0.55, height+0.25*noise3(place.times(6), seed+5)))
}
