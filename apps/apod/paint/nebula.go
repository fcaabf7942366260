package paint

import "math"

// A nebula's gas runs from dark to bright; its dust only takes light away.
type nebulaColors struct {
	gas   palette
	other color // a second gas, where the first one is thin
}

var nebulae = []nebulaColors{
	{newPalette(0x05060f, 0x241440, 0x7a2a6a, 0xd8607c, 0xffc9a3), hex(0x2a62b8)}, // rose
	{newPalette(0x04080e, 0x0b2a3c, 0x12687a, 0x4fb8b0, 0xe8f3cf), hex(0xa8472f)}, // teal
	{newPalette(0x080504, 0x3a150d, 0x8f3a16, 0xe08a36, 0xffe7b4), hex(0x1f6f8a)}, // ember
	{newPalette(0x04050e, 0x121c4e, 0x2c54a8, 0x79a8ec, 0xeaf2ff), hex(0x8a3f7c)}, // blue
	{newPalette(0x060408, 0x33102a, 0x8c1f3f, 0xd8524a, 0xffd29b), hex(0x2d8f8a)}, // crimson
	{newPalette(0x040706, 0x0f2b2a, 0x2d6b58, 0x9cc08a, 0xfff0c4), hex(0x7a3a8c)}, // sea
}

func paintNebula(c *canvas) {
	colors := nebulae[c.rng.pick(len(nebulae))]
	seed, size := c.rng.seed(), c.rng.between(1.25, 1.9)
	heartX, heartY := c.aspect()*c.rng.between(0.35, 0.65), c.rng.between(0.38, 0.62)
	ox, oy := c.rng.between(0, 90), c.rng.between(0, 90)

	c.soft(func(x, y float64) color {
		px, py := x*size+ox, y*size+oy
		// The place looked up is itself moved by clouds, twice: that makes folds and wisps.
		wx, wy := clouds(px*0.8, py*0.8, 4, seed), clouds(px*0.8+5.2, py*0.8+1.3, 4, seed+1)
		vx, vy := clouds(px+0.9*wx, py+0.9*wy, 5, seed+2), clouds(px+0.9*wx+8, py+0.9*wy+3, 4, seed+3)
		density := clouds(px*1.3+0.8*vx, py*1.3+0.8*vy, 7, seed+4)*0.62 + 0.45

		away := math.Hypot((x-heartX)*0.8, y-heartY)
		heart := math.Exp(-away * away * 5.5)
		gas := clamp(density*(0.40+0.75*heart) + 0.22*heart - 0.04 + 0.22*wx)
		light := colors.gas.at(gas).times(0.35 + 1.2*gas*gas)
		light = light.plus(colors.other.times(0.55 * square(clamp(vx*0.9+0.25)) * (1.05 - heart)))

		threads := ridges(px*1.6+0.5*vx, py*1.6+0.5*vy, 5, seed+5)
		light = light.plus(colors.gas.at(0.85).times(0.34 * cube(threads) * (0.15 + heart)))
		dust := smooth(0.08, 0.55, clouds(px*1.4+0.9*wy+30, py*1.4+0.7*vx, 6, seed+6))
		return light.times(1 - 0.88*dust).plus(hex(0x04050a))
	})

	c.stars(1500, 1.8, everywhere)
	// The young stars that make the gas shine stay near its heart.
	for range 3 + c.rng.pick(4) {
		x, y := heartX+c.rng.bell()*0.24, heartY+c.rng.bell()*0.18
		c.bright(x, y, c.rng.between(0.04, 0.15), starlight(c.rng.between(0.5, 1)))
	}
}
