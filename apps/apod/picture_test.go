// Every date has a picture of its own, and always the same one.
package main

import (
	"image/jpeg"
	"strings"
	"testing"

	"drydock/apod/paint"
)

func TestPicture(t *testing.T) {
	s := newService(t)

	response, body := s.do(t, "GET", "/image/2026-11-23.jpg")

	picture, err := jpeg.DecodeConfig(strings.NewReader(body))
	if err != nil {
		t.Fatalf("got status %d and no JPEG: %v", response.StatusCode, err)
	}
	if picture.Width != 1280 || picture.Height != 800 {
		t.Errorf("got %d x %d, want 1280 x 800", picture.Width, picture.Height)
	}
	if len(body) > 400_000 {
		t.Errorf("got %d bytes, want at most 400000", len(body))
	}
	if got := response.Header.Get("Content-Type"); got != "image/jpeg" {
		t.Errorf("got content type %s, want image/jpeg", got)
	}
	_, again := newService(t).do(t, "GET", "/image/2026-11-23.jpg")
	if body != again {
		t.Error("got another picture from another instance, want the same bytes")
	}
}

func TestPicturesThatDoNotExist(t *testing.T) {
	s := newService(t)
	for _, name := range []string{"2026-11-24.jpg", "1995-06-15.jpg", "2026-11-23.png", "2026-11-23", "x.jpg", "-large.jpg"} {
		if response, _ := s.do(t, "GET", "/image/"+name); response.StatusCode != 404 {
			t.Errorf("got status %d for %s, want 404", response.StatusCode, name)
		}
	}
}

func TestSubjectsTakeTurns(t *testing.T) {
	// Rounds of ten days are counted from 1970: go back to where this one began.
	d := day("2026-11-23")
	for (d.time().Unix()/86400)%10 != 0 {
		d = d.after(-1)
	}

	seen := map[paint.Subject]bool{}
	for i := range 10 {
		seen[d.after(i).subject()] = true
	}

	if len(seen) != 10 {
		t.Errorf("got %d subjects in ten days, want 10: %v", len(seen), seen)
	}
}

func TestEverySubjectHasWords(t *testing.T) {
	for _, subject := range paint.Subjects {
		words := subjectWords[subject]
		for _, list := range [][]string{words.titles, words.openings, words.middles, words.endings} {
			if len(list) < 3 {
				t.Errorf("got %d variants for %q, want at least 3: %q", len(list), subject, list)
			}
		}
	}
}

func TestNoMarkupInTexts(t *testing.T) {
	for d := today; d > "2026-01-01"; d = d.after(-1) {
		text := textOf(d)
		if strings.ContainsAny(text.title+text.explanation+text.copyright, "<>&{}") {
			t.Errorf("got %+v for %s, want plain words", text, d)
		}
	}
}
