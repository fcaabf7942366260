package paint

import "math"

var giants = []palette{
	newPalette(0x8a6f52, 0xd9bd92, 0xf1e0bd, 0xb98a5e, 0xe7cfa2, 0x9c7350), // sand
	newPalette(0x2f5f86, 0x7fb2cf, 0xcfe6ee, 0x4c86ad, 0xa9cfdf, 0x3a6d94), // ice
	newPalette(0x7a3f2c, 0xcb7f52, 0xf0c79b, 0xa3563a, 0xe2a878, 0x6b3527), // copper
	newPalette(0x4d4a78, 0x9a8fc0, 0xdcd3ea, 0x6d64a0, 0xbfb3da, 0x55508a), // lilac
	newPalette(0x2d6a63, 0x77b5a2, 0xd6ead2, 0x458a7d, 0xabd3b9, 0x356f68), // jade
}

func paintRingedPlanet(c *canvas) {
	c.sky(1500)
	bands := giants[c.rng.pick(len(giants))]
	seed := c.rng.seed()
	roll, tilt := c.rng.between(-0.5, 0.5), c.rng.between(0.10, 0.42)
	planet := ball{
		x: c.aspect() * c.rng.between(0.42, 0.58), y: c.rng.between(0.45, 0.55),
		radius: c.rng.between(0.23, 0.29), sun: sunFrom(c.rng, 0.25, 0.62),
	}
	// All that follows is worked out in the frame of the rings, which lie level in it.
	sun := planet.sun.rolled(-roll)
	rings := newRings(c.rng, tilt, bands)
	stripes, waves := c.rng.between(7, 11), c.rng.between(0.25, 0.6)
	pixel := 1 / float64(c.height)

	c.each(func(x, y float64, old color) color {
		at := vector{x - planet.x, y - planet.y, 0}.rolled(-roll)
		point, cover := ball{0, 0, planet.radius, sun}.skin(at.x, at.y, pixel)
		v := at.y / math.Sin(tilt)
		ringLight, ringCover := rings.at(vector{at.x, v, 0}, planet.radius, sun)
		inFront := at.y > 0
		light := old
		if !inFront {
			light = mix(light, ringLight, ringCover)
		}
		if cover > 0 {
			latitude := point.y*math.Cos(tilt) - point.z*math.Sin(tilt)
			swirl := clouds3(vector{point.x * 2.2, latitude * 9, point.z * 2.2}, 4, seed)
			lane := clouds(latitude*stripes*0.5+waves*0.55*swirl, 3.7, 4, seed+7)*0.75 + 0.5
			skin := bands.at(lane).times(0.92 + 0.22*swirl)
			skin = skin.times(1.25 * ball{sun: sun}.daylight(point) * (0.55 + 0.45*math.Sqrt(max(0, point.z))))
			skin = skin.times(1 - 0.75*rings.shadowOn(point, sun))
			light = mix(light, skin.plus(hex(0x030408)), cover)
		}
		if inFront {
			light = mix(light, ringLight, ringCover)
		}
		return light
	})

	for range 2 + c.rng.pick(3) {
		angle, distance := c.rng.between(0, 2*math.Pi), c.rng.between(0.42, 0.8)
		place := vector{math.Cos(angle) * distance, math.Sin(angle) * distance * math.Sin(tilt) * 1.2, 0}.rolled(roll)
		paintBall(c, ball{planet.x + place.x, planet.y + place.y, c.rng.between(0.006, 0.016), planet.sun},
			palette{hex(0x8c8680), hex(0xe3ddd2)})
	}
}

// rings lie flat around a planet of radius 1, with gaps and grooves.
type rings struct {
	tilt, inner, outer float64
	seed               uint32
	dust               palette
}

func newRings(rng *random, tilt float64, bands palette) rings {
	inner := rng.between(1.25, 1.45)
	return rings{tilt, inner, rng.between(2.05, 2.4), rng.seed(), palette{bands.at(0.2), bands.at(0.45), bands.at(0.4)}}
}

// thickness is how much of the light does not get through, at a distance from the planet's centre.
func (r rings) thickness(distance float64) float64 {
	t := (distance - r.inner) / (r.outer - r.inner)
	if t <= 0 || t >= 1 {
		return 0
	}
	grooves := 0.55 + 0.5*clouds(t*9, 0.5, 2, r.seed) + 0.35*clouds(t*60, 7.5, 2, r.seed+3)
	gap := smooth(0.008, 0.022, math.Abs(t-0.64)) * (0.25 + 0.75*smooth(0.14, 0.22, t))
	return clamp(grooves*gap*1.15) * smooth(0, 0.03, t) * smooth(1, 0.985, t) * 0.95
}

// at is the light of the rings at a place in their own plane, and how much is behind them.
func (r rings) at(place vector, radius float64, sun vector) (color, float64) {
	distance := math.Hypot(place.x, place.y) / radius
	thickness := r.thickness(distance)
	if thickness == 0 {
		return color{}, 0
	}
	spot := vector{place.x, place.y * math.Sin(r.tilt), place.y * math.Cos(r.tilt)}.times(1 / radius)
	along := spot.dot(sun)
	lit := 1.0
	if along < 0 {
		lit = smooth(0.97, 1.03, spot.minus(sun.times(along)).length()) // in the planet's shadow or past it
	}
	light := r.dust.at((distance - r.inner) / (r.outer - r.inner)).times(0.25 + 0.75*thickness)
	return light.times(0.04 + 0.9*lit), thickness
}

// shadowOn is how much the rings darken a point of the planet.
func (r rings) shadowOn(point, sun vector) float64 {
	normal := vector{0, -math.Cos(r.tilt), math.Sin(r.tilt)}
	steps := -point.dot(normal) / sun.dot(normal)
	if steps <= 0 {
		return 0
	}
	return r.thickness(point.plus(sun.times(steps)).length())
}

// paintBall is a small moon, too far away for more than light and shade.
func paintBall(c *canvas, b ball, skin palette) {
	seed, pixel := c.rng.seed(), 1/float64(c.height)
	c.each(func(x, y float64, old color) color {
		if math.Abs(x-b.x) > b.radius*1.2 || math.Abs(y-b.y) > b.radius*1.2 {
			return old
		}
		point, cover := b.skin(x, y, pixel)
		if cover == 0 {
			return old
		}
		patches := clouds3(point.times(2.4), 4, seed)*0.6 + 0.5
		return mix(old, skin.at(patches).times(b.daylight(point)).plus(hex(0x020305)), cover)
	})
}
