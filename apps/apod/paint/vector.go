package paint

import "math"

// A vector points in space: x to the right, y down as on a screen, z towards you.
type vector struct{ x, y, z float64 }

func (v vector) plus(w vector) vector   { return vector{v.x + w.x, v.y + w.y, v.z + w.z} }
func (v vector) minus(w vector) vector  { return vector{v.x - w.x, v.y - w.y, v.z - w.z} }
func (v vector) times(f float64) vector { return vector{v.x * f, v.y * f, v.z * f} }
func (v vector) dot(w vector) float64   { return v.x*w.x + v.y*w.y + v.z*w.z }
func (v vector) length() float64        { return math.Sqrt(v.dot(v)) }
func (v vector) normal() vector         { return v.times(1 / v.length()) }

// rolled turns a vector around the line of sight.
func (v vector) rolled(angle float64) vector {
	sin, cos := math.Sincos(angle)
	return vector{v.x*cos - v.y*sin, v.x*sin + v.y*cos, v.z}
}

// A ball is what planets and moons are. Where its skin is seen is worked out per pixel.
type ball struct {
	x, y, radius float64
	sun          vector // direction to the light
}

// skin is the point of the ball seen at (x, y), on a ball of radius 1, and how much of the pixel
// the ball covers: less than all of it only at the edge.
func (b ball) skin(x, y, pixel float64) (point vector, cover float64) {
	dx, dy := (x-b.x)/b.radius, (y-b.y)/b.radius
	square := dx*dx + dy*dy
	distance := math.Sqrt(square)
	cover = smooth(1+pixel/b.radius, 1-pixel/b.radius, distance)
	if cover == 0 {
		return vector{}, 0
	}
	if square >= 1 {
		return vector{dx / distance, dy / distance, 0}, cover
	}
	return vector{dx, dy, math.Sqrt(1 - square)}, cover
}

// daylight is how much sun a skin with this normal gets: the border of day and night is soft.
func (b ball) daylight(normal vector) float64 {
	return smooth(-0.06, 0.9, normal.dot(b.sun))*0.75 + max(0, normal.dot(b.sun))*0.25
}

// sunFrom picks a light that comes from one side, a little from the front or from behind.
func sunFrom(rng *random, lowestZ, highestZ float64) vector {
	angle := rng.between(-0.7, 0.7)
	if rng.chance(0.5) {
		angle += math.Pi
	}
	z := rng.between(lowestZ, highestZ)
	side := math.Sqrt(1 - z*z)
	return vector{math.Cos(angle) * side, math.Sin(angle) * side, z}
}
