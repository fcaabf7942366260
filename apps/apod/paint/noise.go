package paint

import "math"

// A random is a short, fast and always equal sequence: the same seed draws the same picture on
// every machine and with every version of Go.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *random) seed() uint32 { return uint32(r.next()) }

// between is a number from low up to high.
func (r *random) between(low, high float64) float64 {
	return low + (high-low)*float64(r.next()>>11)/(1<<53)
}

func (r *random) chance(share float64) bool { return r.between(0, 1) < share }

func (r *random) pick(count int) int { return int(r.next() % uint64(count)) }

// bell is a number around 0 that is mostly within 1 and hardly ever beyond 3.
func (r *random) bell() float64 {
	return math.Sqrt(-2*math.Log(1-r.between(0, 1))) * math.Cos(r.between(0, 2*math.Pi))
}

func hash(x, y, z int32, seed uint32) uint32 {
	h := uint32(x)*0x27d4eb2d ^ uint32(y)*0x165667b1 ^ uint32(z)*0x9e3779b1 ^ seed
	h = (h ^ h>>15) * 0x85ebca6b
	return h ^ h>>13
}

func unit(h uint32) float64 { return float64(h) / (1 << 32) }

// noise is smooth and without direction: about -1 to 1, with bumps one unit wide.
func noise(x, y float64, seed uint32) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int32(fx), int32(fy)
	x, y = x-fx, y-fy
	u, v := fade(x), fade(y)
	top := blend(slope(hash(ix, iy, 0, seed), x, y), slope(hash(ix+1, iy, 0, seed), x-1, y), u)
	low := blend(slope(hash(ix, iy+1, 0, seed), x, y-1), slope(hash(ix+1, iy+1, 0, seed), x-1, y-1), u)
	return blend(top, low, v)
}

// noise3 is noise on the skin of a ball, where flat noise would have seams.
func noise3(p vector, seed uint32) float64 {
	fx, fy, fz := math.Floor(p.x), math.Floor(p.y), math.Floor(p.z)
	ix, iy, iz := int32(fx), int32(fy), int32(fz)
	x, y, z := p.x-fx, p.y-fy, p.z-fz
	u, v := fade(x), fade(y)
	near, far := [2]float64{}, [2]float64{}
	for k := range int32(2) {
		dz := z - float64(k)
		near[k] = blend(slope3(hash(ix, iy, iz+k, seed), x, y, dz), slope3(hash(ix+1, iy, iz+k, seed), x-1, y, dz), u)
		far[k] = blend(slope3(hash(ix, iy+1, iz+k, seed), x, y-1, dz), slope3(hash(ix+1, iy+1, iz+k, seed), x-1, y-1, dz), u)
	}
	return blend(blend(near[0], far[0], v), blend(near[1], far[1], v), fade(z))
}

// clouds adds ever smaller noise to noise: about -1 to 1.
func clouds(x, y float64, octaves int, seed uint32) float64 {
	sum, share := 0.0, 0.5
	for i := range octaves {
		sum += share * noise(x, y, seed+uint32(i)*101)
		x, y, share = x*2.03+17.1, y*2.03+5.3, share/2
	}
	return sum * 1.5
}

func clouds3(p vector, octaves int, seed uint32) float64 {
	sum, share := 0.0, 0.5
	for i := range octaves {
		sum += share * noise3(p, seed+uint32(i)*101)
		p, share = p.times(2.03).plus(vector{17.1, 5.3, 9.7}), share/2
	}
	return sum * 1.5
}

// ridges are clouds folded at zero: bright threads, 0 to 1.
func ridges(x, y float64, octaves int, seed uint32) float64 {
	sum, share := 0.0, 0.5
	for i := range octaves {
		fold := 1 - math.Abs(noise(x, y, seed+uint32(i)*101))*1.6
		sum += share * max(0, fold) * max(0, fold)
		x, y, share = x*2.07+7.7, y*2.07+3.1, share/2
	}
	return sum
}

func fade(t float64) float64            { return t * t * t * (t*(t*6-15) + 10) }
func blend(a, b, share float64) float64 { return a + (b-a)*share }

// slopes are the directions in which a bump can rise.
var slopes = [16]vector{
	{1, 1, 0}, {-1, 1, 0}, {1, -1, 0}, {-1, -1, 0}, {1, 0, 1}, {-1, 0, 1}, {1, 0, -1}, {-1, 0, -1},
	{0, 1, 1}, {0, -1, 1}, {0, 1, -1}, {0, -1, -1}, {1, 1, 0}, {-1, 1, 0}, {0, -1, 1}, {0, -1, -1},
}

var flatSlopes = [8][2]float64{{1, 1}, {-1, 1}, {1, -1}, {-1, -1}, {1.4, 0}, {-1.4, 0}, {0, 1.4}, {0, -1.4}}

func slope(h uint32, x, y float64) float64 {
	s := &flatSlopes[h&7]
	return s[0]*x + s[1]*y
}

func slope3(h uint32, x, y, z float64) float64 {
	s := &slopes[h&15]
	return s.x*x + s.y*y + s.z*z
}
