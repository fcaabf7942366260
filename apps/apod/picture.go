package main

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"drydock/apod/paint"
)

const (
	quality     = 88
	picturesMax = 24 // kept in memory, about 100 kB each
)

// gallery draws pictures when they are asked for, one at a time, and keeps the latest.
type gallery struct {
	drawing sync.Mutex
	mu      sync.Mutex
	kept    []drawn // oldest first
}

type drawn struct {
	name string
	jpeg []byte
}

func newGallery() *gallery { return &gallery{} }

// handlePicture serves /image/2026-11-23.jpg, and /image/2026-11-23-large.jpg for a larger one.
func handlePicture(c calendar, g *gallery) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		date, isJPEG := strings.CutSuffix(name, ".jpg")
		date, isLarge := strings.CutSuffix(date, "-large")
		d, err := readDay(c, date)
		if err != nil || !isJPEG {
			writeProblem(w, http.StatusNotFound, fmt.Sprintf("there is no picture %q", name))
			return
		}
		w.Header().Set("Content-Type", "image/jpeg")
		w.Header().Set("Cache-Control", "public, max-age=86400")
		w.Header().Set("Etag", `"`+name+`"`) // the name says all that the picture depends on
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(g.picture(name, d, isLarge)))
	}
}

func (g *gallery) picture(name string, d day, isLarge bool) []byte {
	if found := g.find(name); found != nil {
		return found
	}
	g.drawing.Lock()
	defer g.drawing.Unlock()
	if found := g.find(name); found != nil {
		return found // drawn for somebody else meanwhile
	}
	width, height := 1280, 800
	if isLarge {
		width, height = 1600, 1000
	}
	var encoded bytes.Buffer
	picture := paint.Draw(d.subject(), d.seed("picture"), width, height)
	if err := jpeg.Encode(&encoded, picture, &jpeg.Options{Quality: quality}); err != nil {
		panic(err) // writing to memory cannot fail
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.kept) == picturesMax {
		g.kept = slices.Delete(g.kept, 0, 1)
	}
	g.kept = append(g.kept, drawn{name, encoded.Bytes()})
	return encoded.Bytes()
}

func (g *gallery) find(name string) []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, picture := range g.kept {
		if picture.name == name {
			return picture.jpeg
		}
	}
	return nil
}
