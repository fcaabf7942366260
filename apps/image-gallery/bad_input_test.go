// A path is taken as it is written: what only cleans up to a route is none.
package main

import "testing"

func TestAPathHasOneSpelling(t *testing.T) {
	for _, path := range []string{"//health", "/a/../health", "/picture/../health", "/./", "/a/../nothing", "/a/%2e%2e/health"} {
		t.Run(path, func(t *testing.T) {
			response, got := newGallery(t).do(t, "GET", path)

			if response.StatusCode != 404 || response.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("got %d %s: %s, want a 404", response.StatusCode, response.Header.Get("Content-Type"), got)
			}
			if location := response.Header.Get("Location"); location != "" {
				t.Errorf("got Location: %s, want none", location)
			}
		})
	}
}
