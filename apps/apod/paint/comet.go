package paint

import "math"

func paintComet(c *canvas) {
	c.sky(2000)
	seed := c.rng.seed()
	side := []float64{-1, 1}[c.rng.pick(2)]
	x0, y0 := c.aspect()*(0.5+side*c.rng.between(0.18, 0.28)), c.rng.between(0.62, 0.76)
	angle := math.Atan2(-c.rng.between(0.45, 0.8), -side)
	bend := side * c.rng.between(0.18, 0.34)
	ion := []color{hex(0x5aa8ff), hex(0x63d0e8), hex(0x8c9bff)}[c.rng.pick(3)]
	dust := []color{hex(0xffdfae), hex(0xfff0d0), hex(0xffc890)}[c.rng.pick(3)]

	c.soft(func(x, y float64) color {
		place := vector{x - x0, y - y0, 0}.rolled(-angle)
		along, across := place.x, place.y
		light := color{}
		if along > -0.05 {
			reach := max(0, along)
			// The gas tail: straight, blue, combed by the solar wind.
			width := 0.012 + 0.075*reach
			wave := 0.02 * reach * math.Sin(reach*9+across*6)
			strands := 0.30 + 1.1*square(clamp(0.5+clouds(reach*1.6, (across+wave)/width*2.3, 4, seed)))
			shape := math.Exp(-square((across+wave)/width)) * math.Exp(-reach*1.5)
			light = light.plus(ion.times(1.0 * shape * strands * smooth(-0.02, 0.06, along)))
			// The dust tail: broad, bent, golden.
			off := across + bend*math.Pow(reach, 1.55)
			width = 0.016 + 0.20*math.Pow(reach, 1.15)
			wide := math.Exp(-square(off/width)*(1.6-0.7*math.Copysign(1, off*bend))) * math.Exp(-reach*2.0)
			streaks := 0.85 + 0.35*clouds(reach*1.2+3, off/width*3.5, 3, seed+4)
			light = light.plus(dust.times(0.85 * wide * streaks * smooth(-0.02, 0.07, along)))
		}
		distance := math.Hypot(along, across)
		green := math.Exp(-distance*distance*900) + 0.35*math.Exp(-distance*26)
		return light.plus(hex(0x9fe8c8).times(0.75 * green))
	})
	c.glow(x0, y0, 0.0085, color{3.2, 3.2, 3.0})
	c.glow(x0, y0, 0.022, hex(0xe8fff2).times(1.1))
	for range 2 {
		c.bright(c.rng.between(0.05, 0.95)*c.aspect(), c.rng.between(0.05, 0.45), c.rng.between(0.03, 0.06), starlight(c.rng.between(0, 1)))
	}
}
