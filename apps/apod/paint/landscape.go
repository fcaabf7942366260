package paint

import "math"

// A landscape stands at the foot of the two pictures that are taken on the ground.
type landscape struct {
	horizon float64
	hasLake bool
	seed    uint32
	haze    color
}

func newLandscape(rng *random, haze color) landscape {
	return landscape{rng.between(0.76, 0.82), rng.chance(0.6), rng.seed(), haze}
}

// paint draws three ranges of hills, each nearer and darker, and a lake that mirrors the sky.
func (l landscape) paint(c *canvas) {
	ridge := func(x float64, layer int) float64 {
		near := float64(layer)
		shape := ridges(x*(1.1+0.5*near)+near*13, near*3.3, 5, l.seed+uint32(layer)*17)
		return l.horizon + 0.045*near - (0.19-0.045*near)*shape + 0.015
	}
	if l.hasLake {
		l.mirror(c)
	}
	pixel := 1 / float64(c.height)
	tops := make([][3]float64, c.width)
	for column := range tops {
		for layer := range 3 {
			tops[column][layer] = ridge(float64(column)*pixel, layer)
		}
	}
	shades := [3]color{mix(hex(0x0a101c), l.haze, 0.06), mix(hex(0x060a12), l.haze, 0.018), hex(0x03050a)}
	shore := l.horizon + 0.045
	c.each(func(x, y float64, old color) color {
		column := min(c.width-1, int(x/pixel))
		for layer, top := range tops[column] {
			if l.hasLake && layer == 2 {
				// The nearest range is only the bank that you stand on.
				top = 1.0 - 0.035*ridges(x*1.6, 9.1, 4, l.seed+77)
			}
			cover := smooth(top-pixel, top+pixel, y)
			if l.hasLake && layer < 2 {
				cover *= smooth(shore+pixel, shore-pixel, y)
			}
			old = mix(old, shades[layer].times(1-0.4*smooth(top, top+0.12, y)), cover)
		}
		return old
	})
}

// mirror turns the sky over into the lake, with a ripple, and the far hills with it.
func (l landscape) mirror(c *canvas) {
	shore := l.horizon + 0.045
	first := int(shore * float64(c.height))
	above := append([]color(nil), c.light[:first*c.width]...)
	rows(c.height-first, func(below int) {
		depth := float64(below) / float64(c.height)
		for column := range c.width {
			x := float64(column) / float64(c.height)
			ripple := noise(x*7, depth*220, l.seed+31) * depth * 0.10
			from := first - 1 - int((depth*1.6+0.02+ripple)*float64(c.height))
			sideways := min(c.width-1, max(0, column+int(ripple*0.35*float64(c.height))))
			light := above[max(0, from)*c.width+sideways]
			hills := smooth(0.11, 0.05, depth+0.25*ripple+0.05*ridges(x*1.1, 0, 4, l.seed)-0.02)
			light = mix(light.times(0.62), hex(0x060a14), 0.85*hills)
			c.light[(first+below)*c.width+column] = light.plus(hex(0x04070e))
		}
	})
}

func paintMilkyWay(c *canvas) {
	seed := c.rng.seed()
	lean, middle := c.rng.between(0.55, 1.0)*[]float64{-1, 1}[c.rng.pick(2)], c.aspect()*c.rng.between(0.4, 0.6)
	night, afterglow := hex(0x0a1330), []color{hex(0xd9783f), hex(0x3f8f6a), hex(0x8a4a6a), hex(0x4a78a8)}[c.rng.pick(4)]
	warm := []color{hex(0xffd9b0), hex(0xf2c8d8), hex(0xd8dcff)}[c.rng.pick(3)]
	sin, cos := math.Sincos(math.Pi/2 + 0.62*lean)
	band := func(x, y float64) (along, across float64) {
		dx, dy := x-middle, y-0.36
		return dx*cos + dy*sin, dy*cos - dx*sin
	}

	c.soft(func(x, y float64) color {
		along, across := band(x, y)
		across += 0.06 * clouds(along*2, across*2, 3, seed)
		light := night.times(0.35 + 0.5*y).plus(afterglow.times(0.24 * cube(smooth(0.22, 0.92, y))))
		body := math.Exp(-across * across / 0.022)
		texture := clouds(along*3.2, across*4.5, 6, seed+1)
		glow := body * (0.55 + 0.55*texture) * (0.75 + 0.5*math.Exp(-square(along-0.2)*9))
		rift := math.Exp(-square((across - 0.02 + 0.05*clouds(along*2.5, 4, 3, seed+2)) / 0.055))
		dark := smooth(-0.2, 0.45, clouds(along*4.2+9, across*7, 6, seed+3)+0.75*rift-0.30)
		light = light.plus(warm.times(0.95 * max(0, glow) * (1 - 0.85*dark)))
		blush := square(clamp(clouds(along*6, across*6+3, 4, seed+4)*1.2)) * body
		return light.plus(hex(0xd84f8a).times(0.35 * blush))
	})
	c.stars(6500, 1.3, func(x, y float64) float64 {
		_, across := band(x, y)
		return 0.35 + 0.65*math.Exp(-across*across/0.03)
	})
	for range 4 {
		c.bright(c.rng.between(0.05, 0.95)*c.aspect(), c.rng.between(0.05, 0.55), c.rng.between(0.025, 0.05), starlight(c.rng.between(0, 1)))
	}
	newLandscape(c.rng, afterglow).paint(c)
}

func paintAurora(c *canvas) {
	seed := c.rng.seed()
	night := []color{hex(0x071028), hex(0x06141f), hex(0x100e2a)}[c.rng.pick(3)]
	foot := []color{hex(0x3dff9a), hex(0x5dffc0), hex(0x9dff6a)}[c.rng.pick(3)]
	crown := []color{hex(0x8a4dff), hex(0xff4d9a), hex(0x4d7dff)}[c.rng.pick(3)]
	c.soft(func(x, y float64) color {
		return night.times(0.5 + 0.6*y).plus(foot.times(0.02 * smooth(0.2, 0.8, y)))
	})
	c.stars(1900, 1.5, everywhere)

	for curtain := range 3 {
		offset, base := c.rng.between(0, 50), c.rng.between(0.40, 0.66)
		height, strength := c.rng.between(0.12, 0.24), []float64{0.62, 0.36, 0.2}[curtain]
		c.soft(func(x, y float64) color {
			sway := clouds(x*0.9+offset, y*0.35, 3, seed+uint32(curtain))
			line := base + 0.16*sway + 0.05*math.Sin(x*3+offset)
			up := line - y // how far above the curtain's lower edge
			fold := x + 0.18*sway + 0.10*up
			rays := 0.30 + 0.9*square(clamp(0.5+clouds(fold*9+offset, 0.4*up, 4, seed+5+uint32(curtain))))
			tall := height * (0.6 + 0.9*clamp(0.5+clouds(fold*3, offset, 2, seed+9)))
			body := smooth(-0.018, 0.012, up) * math.Exp(-max(0, up)/tall)
			tone := mix(foot, crown, smooth(0.05, 0.55, max(0, up)))
			return tone.times(strength * rays * body)
		})
	}
	newLandscape(c.rng, foot.times(0.3)).paint(c)
}
