// What the tests share: the service on a day that does not pass.
package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const today day = "2026-11-23"

type service struct {
	*httptest.Server
	clock *clock
	log   *lockedBuffer
}

func newService(t *testing.T, env ...string) *service {
	t.Helper()
	config, err := readConfig(envOf(env...))
	if err != nil {
		t.Fatal(err)
	}
	s := &service{clock: &clock{now: today.time().Add(12 * time.Hour)}, log: &lockedBuffer{}}
	s.Server = httptest.NewServer(newHandler(config, s.clock.read, slog.New(slog.NewJSONHandler(s.log, nil)), newMetrics()))
	t.Cleanup(s.Close)
	return s
}

func (s *service) do(t *testing.T, method, path string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// ask asks the service with a key, and reads its answer.
func ask[T any](t *testing.T, s *service, query string) T {
	t.Helper()
	response, body := s.do(t, "GET", "/planetary/apod?api_key=DEMO_KEY&"+query)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("got status %d for %s, want 200: %s", response.StatusCode, query, body)
	}
	var answer T
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("got %s for %s: %v", body, query, err)
	}
	return answer
}

func envOf(pairs ...string) func(string) string {
	values := map[string]string{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return func(name string) string { return values[name] }
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
