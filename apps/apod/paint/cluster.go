package paint

import "math"

func paintCluster(c *canvas) {
	c.sky(900)
	x0, y0 := c.aspect()*c.rng.between(0.44, 0.56), c.rng.between(0.45, 0.55)
	size := c.rng.between(0.10, 0.16)
	c.glow(x0, y0, size*2.6, hex(0xffd9a8).times(0.08))
	c.glow(x0, y0, size*1.1, hex(0xffe2b8).times(0.30))
	c.glow(x0, y0, size*0.5, hex(0xfff0d8).times(0.45))

	for range 9000 {
		// Plummer's law: crowded in the middle, thin far out.
		radius := size / math.Sqrt(math.Pow(c.rng.between(0.02, 1), -2.0/3)-1+1e-6)
		if radius > 1.2 {
			continue
		}
		z := c.rng.between(-1, 1)
		angle := c.rng.between(0, 2*math.Pi)
		flat := radius * math.Sqrt(1-z*z)
		strength := 0.05 + 1.5*math.Pow(c.rng.between(0, 1), 6)
		c.star(x0+flat*math.Cos(angle), y0+flat*math.Sin(angle), strength, starlight(clamp(0.42+0.26*c.rng.bell())))
	}
	// Old giants, red or gold, and a few blue ones that should be dead by now.
	for range 26 {
		heat := []float64{0.02, 0.12, 0.2, 1}[c.rng.pick(4)]
		c.bright(x0+c.rng.bell()*size*1.5, y0+c.rng.bell()*size*1.3, c.rng.between(0.018, 0.045), starlight(heat))
	}
	c.bright(c.rng.between(0.1, 0.9)*c.aspect(), c.rng.between(0.1, 0.9), c.rng.between(0.08, 0.13), starlight(0.9))
}
