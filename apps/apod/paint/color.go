package paint

import "math"

// A color is light in three parts, linear: twice the number is twice the light.
// Half the precision of the rest is plenty, and halves the memory that a canvas takes.
type color struct{ r, g, b float32 }

func (c color) plus(d color) color { return color{c.r + d.r, c.g + d.g, c.b + d.b} }
func (c color) times(share float64) color {
	s := float32(share)
	return color{c.r * s, c.g * s, c.b * s}
}

// hex reads a color as people write it: 0xff8800, as seen on a screen.
func hex(rgb uint32) color {
	linear := func(shift uint) float32 { return float32(math.Pow(float64(rgb>>shift&0xff)/255, 2.2)) }
	return color{linear(16), linear(8), linear(0)}
}

func mix(a, b color, share float64) color {
	s := float32(share)
	return color{a.r + (b.r-a.r)*s, a.g + (b.g-a.g)*s, a.b + (b.b-a.b)*s}
}

// A palette runs from its first color at 0 to its last at 1.
type palette []color

func newPalette(colors ...uint32) palette {
	p := make(palette, len(colors))
	for i, rgb := range colors {
		p[i] = hex(rgb)
	}
	return p
}

func (p palette) at(position float64) color {
	position = clamp(position) * float64(len(p)-1)
	low := min(int(position), len(p)-2)
	return mix(p[low], p[low+1], position-float64(low))
}

// starlight is the color of a star: 0 is a red one, 1 a blue one.
func starlight(heat float64) color { return starColors.at(heat) }

var starColors = newPalette(0xffb27a, 0xffd9b0, 0xfff3e4, 0xe6ecff, 0xb4c8ff)

func square(x float64) float64 { return x * x }

func cube(x float64) float64 { return x * x * x }

func clamp(x float64) float64 { return min(1, max(0, x)) }

// smooth goes from 0 at low to 1 at high without a corner. It goes down when low is above high.
func smooth(low, high, x float64) float64 {
	t := clamp((x - low) / (high - low))
	return t * t * (3 - 2*t)
}
