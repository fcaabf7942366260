package paint

import (
	"image"
	"math"
	"runtime"
	"sync"
)

// A canvas collects light: as much as there is, in linear units. What is too bright for a screen
// is settled at the very end, in develop. Lengths in this package are in units of the height.
type canvas struct {
	width, height int
	light         []color
	rng           *random
}

func newCanvas(width, height int, rng *random) *canvas {
	return &canvas{width: width, height: height, light: make([]color, width*height), rng: rng}
}

func (c *canvas) aspect() float64 { return float64(c.width) / float64(c.height) }

// each asks for every pixel's new light, a few rows at a time on each processor.
// x runs from 0 to the aspect ratio, y from 0 at the top to 1.
func (c *canvas) each(pixel func(x, y float64, old color) color) {
	unit := 1 / float64(c.height)
	rows(c.height, func(row int) {
		line := c.light[row*c.width : (row+1)*c.width]
		y := (float64(row) + 0.5) * unit
		for column := range line {
			line[column] = pixel((float64(column)+0.5)*unit, y, line[column])
		}
	})
}

// soft is each for what has no fine detail: worked out for every second pixel, blended between.
func (c *canvas) soft(pixel func(x, y float64) color) {
	small := newCanvas(c.width/2+2, c.height/2+2, nil)
	unit := 2 / float64(c.height)
	rows(small.height, func(row int) {
		for column := range small.width {
			small.light[row*small.width+column] = pixel(float64(column)*unit, float64(row)*unit)
		}
	})
	rows(c.height, func(row int) {
		above, share := row/2, float64(row%2)/2
		for column := range c.width {
			left, part := column/2, float64(column%2)/2
			at := above*small.width + left
			top := mix(small.light[at], small.light[at+1], part)
			bottom := mix(small.light[at+small.width], small.light[at+small.width+1], part)
			i := row*c.width + column
			c.light[i] = c.light[i].plus(mix(top, bottom, share))
		}
	})
}

// glow adds a round light that fades as a bell curve.
func (c *canvas) glow(x, y, radius float64, light color) {
	scale := float64(c.height)
	reach := radius * 3 * scale
	x, y = x*scale, y*scale
	for row := max(0, int(y-reach)); row < min(c.height, int(y+reach)+2); row++ {
		for column := max(0, int(x-reach)); column < min(c.width, int(x+reach)+2); column++ {
			dx, dy := (float64(column)+0.5-x)/scale, (float64(row)+0.5-y)/scale
			share := math.Exp(-(dx*dx + dy*dy) / (radius * radius))
			i := row*c.width + column
			c.light[i] = c.light[i].plus(light.times(share))
		}
	}
}

// develop turns light into a picture: bright parts roll off as on film, the corners darken a
// little, and a grain too fine to see keeps dark gradients from showing steps.
func (c *canvas) develop() *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, c.width, c.height))
	grain := c.rng.seed()
	middle := c.aspect() / 2
	rows(c.height, func(row int) {
		for column := range c.width {
			dx := (float64(column)/float64(c.height) - middle) / middle
			dy := (float64(row)/float64(c.height) - 0.5) * 2
			vignette := 1 - 0.16*(dx*dx+dy*dy)
			light := c.light[row*c.width+column]
			noise := unit(hash(int32(column), int32(row), 0, grain)) - 0.5
			at := picture.PixOffset(column, row)
			picture.Pix[at+0] = expose(float64(light.r)*vignette, noise)
			picture.Pix[at+1] = expose(float64(light.g)*vignette, noise)
			picture.Pix[at+2] = expose(float64(light.b)*vignette, noise)
			picture.Pix[at+3] = 255
		}
	})
	return picture
}

const lightMax = 4.0

// curve goes from light to a byte. Its index is the square root of light, which gives the dark
// tones their share of the table.
var curve = func() (table [4096]float64) {
	for i := range table {
		root := float64(i) / 4095
		table[i] = 255 * math.Pow(1-math.Exp(-1.35*lightMax*root*root), 1/2.2)
	}
	return table
}()

func expose(light, noise float64) uint8 {
	at := math.Sqrt(clamp(light/lightMax)) * 4094
	low := int(at)
	value := curve[low] + (curve[low+1]-curve[low])*(at-float64(low))
	return uint8(min(255, max(0, value+noise*1.6+0.5)))
}

func rows(height int, row func(int)) {
	workers := runtime.GOMAXPROCS(0)
	var done sync.WaitGroup
	for worker := range workers {
		done.Go(func() {
			for y := worker; y < height; y += workers {
				row(y)
			}
		})
	}
	done.Wait()
}
