// Each key has so many requests an hour, and hears how many are left.
package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRateLimit(t *testing.T) {
	s := newService(t, "RATE_LIMIT=2")
	const question = "/planetary/apod?api_key=DEMO_KEY"

	for _, want := range []string{"1", "0"} {
		response, _ := s.do(t, "GET", question)
		if got := response.Header.Get("X-RateLimit-Remaining"); response.StatusCode != 200 || got != want {
			t.Errorf("got status %d with %s left, want 200 with %s", response.StatusCode, got, want)
		}
		if got := response.Header.Get("X-RateLimit-Limit"); got != "2" {
			t.Errorf("got limit %s, want 2", got)
		}
	}
	s.clock.forward(20 * time.Minute)
	refused, body := s.do(t, "GET", question)
	if refused.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, `"code":"OVER_RATE_LIMIT"`) {
		t.Errorf("got status %d and %s, want 429 and OVER_RATE_LIMIT", refused.StatusCode, body)
	}
	if got := refused.Header.Get("Retry-After"); got != "2401" {
		t.Errorf("got Retry-After %s, want 2401: what is left of the hour", got)
	}
	if other, _ := s.do(t, "GET", "/planetary/apod?api_key="+strings.Repeat("a", 40)); other.StatusCode != 200 {
		t.Errorf("got status %d for another key, want 200", other.StatusCode)
	}
	s.clock.forward(40 * time.Minute)
	if later, _ := s.do(t, "GET", question); later.StatusCode != 200 {
		t.Errorf("got status %d an hour later, want 200", later.StatusCode)
	}
}

func TestPicturesAreNotLimited(t *testing.T) {
	s := newService(t, "RATE_LIMIT=0")

	if response, _ := s.do(t, "HEAD", "/image/2026-11-23.jpg"); response.StatusCode != 200 {
		t.Errorf("got status %d, want 200", response.StatusCode)
	}
}

func TestTheLimiterForgetsKeys(t *testing.T) {
	now := today.time()
	l := newLimiter(5, func() time.Time { return now })

	for i := range 3 * keysMax {
		l.take(fmt.Sprint("key", i))
	}

	if got := len(l.used); got > keysMax {
		t.Errorf("got %d keys kept, want at most %d", got, keysMax)
	}
}
