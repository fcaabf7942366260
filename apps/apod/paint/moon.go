package paint

import "math"

// paintMoon: craters are pressed into a map of heights, and the light does the rest.
func paintMoon(c *canvas) {
	c.sky(900)
	tint := []color{{1, 0.97, 0.92}, {0.93, 0.96, 1}, {1, 0.88, 0.76}}[c.rng.pick(3)]
	seed := c.rng.seed()
	moon := ball{
		x: c.aspect() * c.rng.between(0.40, 0.60), y: c.rng.between(0.46, 0.54),
		radius: c.rng.between(0.38, 0.43), sun: sunFrom(c.rng, 0.12, 0.5),
	}
	heights := make([]float32, c.width*c.height)
	fresh := make([]float32, c.width*c.height) // bright dust around young craters
	for range 2600 {
		pressCrater(c, moon, heights, fresh)
	}
	pixel := 1 / float64(c.height)
	at := func(x, y float64) float64 {
		column, row := int(x/pixel), int(y/pixel)
		if column < 0 || row < 0 || column >= c.width || row >= c.height {
			return 0
		}
		return float64(heights[row*c.width+column])
	}
	c.each(func(x, y float64, old color) color {
		point, cover := moon.skin(x, y, pixel)
		if cover == 0 {
			return old
		}
		plain := smooth(-0.05, 0.4, clouds3(point.times(1.5), 4, seed))
		rough := 0.010 * (1 - 0.6*plain)
		slopeX := (at(x+pixel, y) - at(x-pixel, y)) / (2 * pixel / moon.radius)
		slopeY := (at(x, y+pixel) - at(x, y-pixel)) / (2 * pixel / moon.radius)
		slopeX += rough * clouds3(point.times(34), 3, seed+3) * 24
		slopeY += rough * clouds3(point.times(34), 3, seed+5) * 24
		normal := vector{point.x - slopeX, point.y - slopeY, point.z}.normal()
		albedo := 0.62 - 0.34*plain + 0.10*clouds3(point.times(9), 4, seed+6)
		albedo += 0.28 * float64(fresh[min(c.height-1, int(y/pixel))*c.width+min(c.width-1, int(x/pixel))])
		// A full moon is not dark at its rim: dust sends light back where it came from.
		sunlight := math.Pow(max(0, normal.dot(moon.sun)), 0.72) * smooth(-0.02, 0.10, point.dot(moon.sun))
		return mix(old, tint.times(1.15*albedo*sunlight).plus(hex(0x04050a)), cover)
	})
}

// pressCrater adds one crater: a bowl, a rim, and for a few a splash of bright dust.
func pressCrater(c *canvas, moon ball, heights, fresh []float32) {
	z := c.rng.between(0, 1)
	angle := c.rng.between(0, 2*math.Pi)
	side := math.Sqrt(1 - z*z)
	centre := vector{math.Cos(angle) * side, math.Sin(angle) * side, z}
	size := 0.008 * math.Pow(c.rng.between(0.0004, 1), -0.40)
	isYoung := c.rng.chance(0.012)
	seed := c.rng.seed()
	reach := size * 1.6
	if isYoung {
		reach = size*2 + 0.28
	}
	scale := float64(c.height)
	cx, cy := moon.x+centre.x*moon.radius, moon.y+centre.y*moon.radius
	box := reach * moon.radius * 1.05
	for row := max(0, int((cy-box)*scale)); row < min(c.height, int((cy+box)*scale)+1); row++ {
		for column := max(0, int((cx-box)*scale)); column < min(c.width, int((cx+box)*scale)+1); column++ {
			point, cover := moon.skin((float64(column)+0.5)/scale, (float64(row)+0.5)/scale, 0.0001)
			if cover == 0 {
				continue
			}
			away := point.minus(centre)
			distance := away.length()
			if distance > reach {
				continue
			}
			i := row*c.width + column
			if r := distance / size; r < 1.6 {
				bowl := min(r*r, 1)*0.9 - 0.9
				rim := 0.30 * math.Exp(-(r-1)*(r-1)*20)
				heights[i] += float32((bowl*smooth(1.05, 0.8, r) + rim) * size * 0.28)
			}
			if isYoung {
				direction := math.Atan2(away.y, away.x)
				rays := square(clamp(0.5 + noise(math.Cos(direction)*5, math.Sin(direction)*5, seed)))
				fresh[i] += float32(rays * math.Exp(-distance*11))
			}
		}
	}
}
