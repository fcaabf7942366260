package paint

import "math"

func paintEclipse(c *canvas) {
	c.stars(260, 1.1, everywhere)
	seed := c.rng.seed()
	x0, y0 := c.aspect()*c.rng.between(0.46, 0.54), c.rng.between(0.47, 0.53)
	radius := c.rng.between(0.15, 0.19)
	axis := c.rng.between(-0.5, 0.5)
	dusk := []color{hex(0x0b1430), hex(0x151030), hex(0x071a26)}[c.rng.pick(3)]

	c.soft(func(x, y float64) color {
		place := vector{x - x0, y - y0, 0}.rolled(-axis)
		distance := math.Hypot(place.x, place.y) / radius
		cos, sin := place.x/(distance*radius), place.y/(distance*radius)
		// Rays follow the sun's field: long at its equator, short plumes at its poles.
		stretch := math.Log(max(distance, 0.9))
		broad := clouds(cos*1.5+0.3*stretch, sin*1.5, 3, seed)
		rays := ridges(cos*4.5+0.25*stretch, sin*4.5-0.2*stretch, 4, seed+1)
		fine := clouds(cos*17+0.5*stretch, sin*17, 3, seed+2)
		reach := 3.3 + 1.3*math.Abs(sin) - 1.1*broad
		corona := math.Exp(-reach*stretch) * (0.65 + 0.75*rays + 0.30*fine)
		corona += 0.045 * math.Exp(-1.5*stretch) * (0.5 + 1.2*rays)
		low := smooth(0.55, 1.1, y)
		return dusk.times(0.55).plus(hex(0xff9a5a).times(0.05 * low)).plus(hex(0xf2f4ff).times(0.95 * max(0, corona)))
	})

	pixel := 1 / float64(c.height)
	moon := ball{x: x0, y: y0, radius: radius}
	c.each(func(x, y float64, old color) color {
		point, cover := moon.skin(x, y, pixel)
		length := math.Hypot(x-x0, y-y0)
		distance := length / radius
		if distance > 1.2 {
			return old
		}
		flame := square(clamp(noise((x-x0)/length*6, (y-y0)/length*6, seed+5)*1.6 - 0.35))
		old = old.plus(hex(0xff4f6a).times(3 * flame * math.Exp(-math.Abs(distance-1)*60)))
		if cover == 0 {
			return old
		}
		earthshine := hex(0x1a2030).times(0.16 * (1 + 0.7*clouds3(point.times(2), 4, seed+7)))
		return mix(old, earthshine, cover)
	})

	// The last bead of sun, through a valley at the moon's edge.
	angle := c.rng.between(-2.4, -0.7)
	x, y := x0+math.Cos(angle)*radius, y0+math.Sin(angle)*radius
	if c.rng.chance(0.75) {
		c.bright(x, y, 0.22, hex(0xfff6e8))
		c.glow(x, y, 0.028, color{2.5, 2.4, 2.2})
		c.glow(x, y, 0.10, hex(0xfff0dd).times(0.35))
	}
}
