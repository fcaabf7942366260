package paint

import "math"

func paintGalaxy(c *canvas) {
	c.sky(1100)
	seed := c.rng.seed()
	x0, y0 := c.aspect()*c.rng.between(0.45, 0.55), c.rng.between(0.46, 0.54)
	roll, flat := c.rng.between(-0.9, 0.9), c.rng.between(0.34, 0.85)
	arms, pitch := float64(2+c.rng.pick(2)), c.rng.between(0.25, 0.40)
	hand := []float64{-1, 1}[c.rng.pick(2)]
	size := c.rng.between(0.50, 0.62)
	cool := []color{hex(0x7fa4ff), hex(0x8fc4ff), hex(0xa79bff)}[c.rng.pick(3)]
	turn := c.rng.between(0, 2*math.Pi)

	// disc leads from the picture to the galaxy's own plane, seen from above, its edge at 1.
	disc := func(x, y float64) (px, py, radius float64) {
		place := vector{x - x0, y - y0, 0}.rolled(-roll)
		px, py = place.x/size, place.y/size/flat
		return px, py, math.Hypot(px, py)
	}
	arm := func(px, py, radius, shift float64) float64 {
		wander := clouds(px*2.6, py*2.6, 4, seed)
		phase := arms * (hand*math.Atan2(py, px) - math.Log(radius+0.03)/math.Tan(pitch) + turn + shift + 0.55*wander)
		return math.Cos(phase)*0.5 + 0.5
	}

	c.soft(func(x, y float64) color {
		px, py, radius := disc(x, y)
		if radius > 1.6 {
			return color{}
		}
		grain := clouds(px*9, py*9, 5, seed+3)
		crest := square(arm(px, py, radius, 0))
		fade := math.Exp(-radius*2.7) * smooth(1.5, 0.7, radius)
		stars := fade * (0.20 + 1.9*crest*smooth(0.04, 0.25, radius)) * (0.75 + 0.7*grain)
		dust := smooth(0.55, 1, arm(px, py, radius, 0.42)) * smooth(-0.25, 0.5, grain+0.3*clouds(px*20, py*20, 3, seed+4))
		light := mix(hex(0xffe0b0), cool, smooth(0.06, 0.5, radius)).times(1.7 * max(0, stars))
		birth := square(clamp(clouds(px*13, py*13, 3, seed+5)*1.3)) * crest * fade
		light = light.plus(hex(0xff6a8f).times(1.6 * birth * smooth(0.12, 0.3, radius)))
		light = light.times(1 - 0.72*dust*smooth(0.03, 0.14, radius)*smooth(1.2, 0.5, radius))
		core := math.Exp(-radius*radius*190)*2.2 + 0.95*math.Exp(-radius*11)
		return light.plus(hex(0xffd9a0).times(core))
	})

	// Its brightest stars can be told apart.
	for range 2600 {
		radius, angle := math.Abs(c.rng.bell())*0.45, c.rng.between(0, 2*math.Pi)
		px, py := math.Cos(angle)*radius, math.Sin(angle)*radius
		heat, strength := c.rng.between(0.5, 1), c.rng.between(0.04, 0.34)
		if c.rng.between(0, 1) < square(arm(px, py, radius, 0)) {
			place := vector{px * size, py * size * flat, 0}.rolled(roll)
			c.star(x0+place.x, y0+place.y, strength, starlight(heat))
		}
	}
	for range 1 + c.rng.pick(3) {
		c.bright(c.rng.between(0, c.aspect()), c.rng.between(0, 1), c.rng.between(0.03, 0.07), starlight(c.rng.between(0.1, 0.9)))
	}
}
