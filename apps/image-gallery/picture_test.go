// The picture comes from this origin, and nothing but pictures that iotd named does.
package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestPictureIsServed(t *testing.T) {
	g := newGallery(t)

	response, body := g.get(t, "/picture/2026-11-23")

	if response.StatusCode != http.StatusOK || !strings.HasPrefix(body, "\x89PNG") {
		t.Fatalf("got status %d and %d bytes, want 200 and a PNG", response.StatusCode, len(body))
	}
	for name, want := range map[string]string{"Content-Type": "image/png", "Cache-Control": "public, max-age=86400"} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("got %s: %s, want %s", name, got, want)
		}
	}
	again, _ := g.get(t, "/picture/2026-11-23", "If-None-Match", response.Header.Get("Etag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("got status %d for a known ETag, want 304", again.StatusCode)
	}
	if got := len(g.upstream.asked()); got != 1 {
		t.Errorf("fetched the picture %d times, want once", got)
	}
}

func TestPictureIsRefused(t *testing.T) {
	tests := map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"not a picture": {answerOf("image/png", "<!doctype html><title>no</title>"), `looks like "text/html`},
		"not called a picture": {func(w http.ResponseWriter, r *http.Request) {
			servePNG(&renamed{w}, r)
		}, `"text/plain", which looks like "image/png"`},
		"SVG, which can hold scripts": {answerOf("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"/>`), "not a picture that a page can show"},
		"too large":                   {answerOf("image/png", "\x89PNG\r\n\x1a\n"+strings.Repeat("x", pictureMaxBytes)), "more than 10000000 bytes"},
		"missing":                     {http.NotFound, "it answered 404"},
		"going round in circles": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		}, "more than 3 redirects"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t)
			g.upstream.answerWith(test.answer)

			response, _ := g.get(t, "/picture/2026-11-23")

			if response.StatusCode != http.StatusBadGateway {
				t.Errorf("got status %d, want 502", response.StatusCode)
			}
			if log := strings.ReplaceAll(g.log.String(), `\"`, `"`); !strings.Contains(log, test.want) {
				t.Errorf("got this log, want %q in it:\n%s", test.want, log)
			}
		})
	}
}

func TestPictureThatFailedIsFetchedAgain(t *testing.T) {
	g := newGallery(t)
	g.upstream.answerWith(fail)
	g.get(t, "/picture/2026-11-23")

	g.upstream.answerWith(servePNG)

	eventually(t, "the picture", func() bool {
		response, _ := g.get(t, "/picture/2026-11-23")
		return response.StatusCode == http.StatusOK
	})
}

func TestPictureOfNoDate(t *testing.T) {
	g := newGallery(t)
	for _, path := range []string{"/picture/today", "/picture/2026-13-01", "/picture/http:%2F%2Fexample.test%2Fx.png"} {
		if response, _ := g.get(t, path); response.StatusCode != http.StatusNotFound {
			t.Errorf("got status %d for %s, want 404", response.StatusCode, path)
		}
	}
	if asked := g.iotd.asked(); len(asked) != 0 {
		t.Errorf("asked iotd %d times, want not at all", len(asked))
	}

	g.iotd.answerWith(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadRequest) })
	if response, _ := g.get(t, "/picture/1850-01-01"); response.StatusCode != http.StatusNotFound {
		t.Errorf("got status %d for a date that iotd refuses, want 404", response.StatusCode)
	}
}

func TestVisitorsShareOneFetch(t *testing.T) {
	g := newGallery(t)
	g.upstream.answerWith(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(50 * time.Millisecond)
		servePNG(w, r)
	})

	var visitors sync.WaitGroup
	for range 20 {
		visitors.Go(func() { g.get(t, "/picture/2026-11-23") })
	}
	visitors.Wait()

	if got := len(g.upstream.asked()); got != 1 {
		t.Errorf("fetched the picture %d times for 20 visitors, want once", got)
	}
}

func TestOldPicturesAreForgotten(t *testing.T) {
	large := answerOf("image/png", "\x89PNG\r\n\x1a\n"+strings.Repeat("x", 9_000_000))
	upstream := newFakeService(t, large)
	store := newPictureStore(newGallery(t).calls)

	for _, date := range []string{"2026-11-20", "2026-11-21", "2026-11-22"} {
		if _, err := store.get(t.Context(), date, upstream.URL); err != nil {
			t.Fatal(err)
		}
	}

	eventually(t, "the oldest forgotten", func() bool { return store.known("2026-11-20") == nil })
	if store.known("2026-11-21") == nil {
		t.Error("two pictures of 9 MB fit into 24 MB, want them kept")
	}
}

func answerOf(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Write([]byte(body))
	}
}

// renamed calls everything plain text.
type renamed struct{ http.ResponseWriter }

func (r *renamed) Write(body []byte) (int, error) {
	r.Header().Set("Content-Type", "text/plain")
	return r.ResponseWriter.Write(body)
}
