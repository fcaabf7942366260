// Pictures follow from subject and seed, and none is empty.
package paint

import (
	"bytes"
	"image"
	"testing"
)

func TestSubjects(t *testing.T) {
	for _, subject := range Subjects {
		t.Run(string(subject), func(t *testing.T) {
			picture := draw(subject, 1)

			if again := draw(subject, 1); !bytes.Equal(picture.Pix, again.Pix) {
				t.Error("got two pictures from one seed, want the same twice")
			}
			if other := draw(subject, 2); bytes.Equal(picture.Pix, other.Pix) {
				t.Error("got one picture from two seeds, want two")
			}
			dark, light := extremes(picture)
			if dark > 60 || light < 200 {
				t.Errorf("got brightness from %d to %d, want night and light in it", dark, light)
			}
		})
	}
}

func TestEverySubjectHasAPainter(t *testing.T) {
	if len(painters) != len(Subjects) {
		t.Errorf("got %d painters for %d subjects", len(painters), len(Subjects))
	}
}

// The same picture in another size shows the same thing: its average color hardly changes.
func TestSizeDoesNotChangeThePicture(t *testing.T) {
	for _, subject := range Subjects {
		small, large := average(draw(subject, 5)), average(Draw(subject, 5, 480, 300).(*image.RGBA))
		for i := range small {
			if difference := small[i] - large[i]; difference < -9 || difference > 9 {
				t.Errorf("got average color %v small and %v large for %q", small, large, subject)
				break
			}
		}
	}
}

func TestNoiseStaysWithinBounds(t *testing.T) {
	for i := range 20_000 {
		x, y := float64(i)*0.137, float64(i%331)*0.71
		for name, got := range map[string]float64{
			"noise": noise(x, y, 7), "noise3": noise3(vector{x, y, x - y}, 7), "clouds": clouds(x, y, 6, 7),
		} {
			if got < -2 || got > 2 || got != got {
				t.Fatalf("got %s %f at %f, %f, want it between -2 and 2", name, got, x, y)
			}
		}
	}
}

func draw(subject Subject, seed uint64) *image.RGBA {
	return Draw(subject, seed, 320, 200).(*image.RGBA)
}

func extremes(picture *image.RGBA) (dark, light int) {
	dark = 255
	for i := 0; i < len(picture.Pix); i += 4 {
		brightness := (int(picture.Pix[i]) + int(picture.Pix[i+1]) + int(picture.Pix[i+2])) / 3
		dark, light = min(dark, brightness), max(light, brightness)
	}
	return dark, light
}

func average(picture *image.RGBA) [3]int {
	var sum [3]int
	for i := 0; i < len(picture.Pix); i += 4 {
		for part := range sum {
			sum[part] += int(picture.Pix[i+part])
		}
	}
	for part := range sum {
		sum[part] /= len(picture.Pix) / 4
	}
	return sum
}
