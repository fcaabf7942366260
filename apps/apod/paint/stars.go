package paint

import "math"

// stars scatters many faint stars and a few bright ones. Where says how likely a star is: 0 to 1.
func (c *canvas) stars(count int, brightest float64, where func(x, y float64) float64) {
	for range count {
		x, y := c.rng.between(0, c.aspect()), c.rng.between(0, 1)
		faint := c.rng.between(0.04, 0.16)
		strength := brightest * math.Pow(c.rng.between(0, 1), 9)
		light := starlight(clamp(0.55 + 0.28*c.rng.bell()))
		isThere := c.rng.between(0, 1) < where(x, y)
		if isThere {
			c.star(x, y, faint+strength, light)
		}
	}
}

func everywhere(x, y float64) float64 { return 1 }

// star is a point of light; a bright one gets a glow, as in a telescope.
func (c *canvas) star(x, y, strength float64, light color) {
	pixel := 1 / 800.0 // the same picture in every size
	c.glow(x, y, pixel*(0.66+0.20*min(3, strength)), light.times(strength))
	if strength > 1.3 {
		c.glow(x, y, pixel*(1.6+1.1*strength), light.times(0.035*strength))
	}
}

// bright is a star with the cross that a mirror telescope draws.
func (c *canvas) bright(x, y, size float64, light color) {
	white := mix(light, color{1, 1, 1}, 0.6)
	c.glow(x, y, size*0.045, white.times(5))
	c.glow(x, y, size*0.16, light.times(0.5))
	c.glow(x, y, size*0.5, light.times(0.07))
	thin := max(size*0.012, 0.6/float64(c.height))
	reach := size * 0.9
	scale := float64(c.height)
	for row := max(0, int((y-reach)*scale)); row < min(c.height, int((y+reach)*scale)+1); row++ {
		for column := max(0, int((x-reach)*scale)); column < min(c.width, int((x+reach)*scale)+1); column++ {
			dx, dy := math.Abs((float64(column)+0.5)/scale-x), math.Abs((float64(row)+0.5)/scale-y)
			spike := math.Exp(-dx*dx/(thin*thin)-dy/(reach*0.19)) + math.Exp(-dy*dy/(thin*thin)-dx/(reach*0.19))
			if spike > 0.002 {
				i := row*c.width + column
				c.light[i] = c.light[i].plus(light.times(spike * 0.9))
			}
		}
	}
}

// sky is what lies behind everything: not quite black, with stars and a breath of distant gas.
func (c *canvas) sky(count int) {
	seed, tint := c.rng.seed(), nebulae[c.rng.pick(len(nebulae))].gas.at(0.45)
	offset := c.rng.between(0, 40)
	c.soft(func(x, y float64) color {
		gas := max(0, clouds(x*1.3+offset, y*1.3, 4, seed)+0.15)
		return hex(0x05070d).plus(tint.times(0.10 * gas * gas))
	})
	c.stars(count, 2.2, func(x, y float64) float64 {
		return 0.55 + 0.6*clouds(x*2+offset, y*2, 3, seed+9)
	})
}
