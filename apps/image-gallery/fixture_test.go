// What the tests share: a gallery with real small services around it, over real connections.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// gallery is the service under test, the log it wrote, and the services it calls.
type gallery struct {
	*httptest.Server
	calls     *caller
	visits    *visitQueue
	log       *lockedBuffer
	iotd      *fakeService
	accesslog *fakeAccessLog
	upstream  *fakeService // where pictures come from
}

func newGallery(t *testing.T, env ...string) *gallery {
	t.Helper()
	g := &gallery{log: &lockedBuffer{}, accesslog: newFakeAccessLog(t)}
	g.upstream = newFakeService(t, servePNG)
	g.iotd = newFakeService(t, nil)
	g.answerImage(func(*dayImage) {})
	config, err := readConfig(envOf(append([]string{
		"IMAGE_API_URL=" + g.iotd.URL + "/image",
		"ACCESS_API_URL=" + g.accesslog.URL + "/access-log",
		"STATS_API_URL=" + g.accesslog.URL + "/stats",
		"BREAKER_OPEN_MS=100",
	}, env...)...))
	if err != nil {
		t.Fatal(err)
	}
	logger := loggerTo(g.log)
	metrics := newMetrics()
	g.calls = newCaller(config, logger, metrics)
	g.visits = newVisitQueue(config, g.calls, logger, metrics)
	t.Cleanup(g.visits.stop)
	g.Server = httptest.NewServer(newHandler(config, g.calls, g.visits, logger, metrics))
	t.Cleanup(g.Server.Close)
	return g
}

func (g *gallery) get(t *testing.T, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	return g.do(t, http.MethodGet, path, headers...)
}

func (g *gallery) do(t *testing.T, method, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, g.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
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

// fakeService answers as it is told to, and remembers what it was asked.
type fakeService struct {
	*httptest.Server
	mu       sync.Mutex
	answer   http.HandlerFunc
	requests []*http.Request
}

func newFakeService(t *testing.T, answer http.HandlerFunc) *fakeService {
	f := &fakeService{answer: answer}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.requests = append(f.requests, r)
		answer := f.answer
		f.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(f.Server.Close)
	return f
}

func (f *fakeService) answerWith(answer http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

func (f *fakeService) asked() []*http.Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*http.Request(nil), f.requests...)
}

// fakeAccessLog counts each id once, as the real one does.
type fakeAccessLog struct {
	*fakeService
	mu   sync.Mutex
	logs map[string]visit
}

func newFakeAccessLog(t *testing.T) *fakeAccessLog {
	f := &fakeAccessLog{logs: map[string]visit{}}
	f.fakeService = newFakeService(t, f.serve)
	return f
}

func (f *fakeAccessLog) serve(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Method == http.MethodGet {
		fmt.Fprintf(w, `{"logs":%d}`, len(f.logs))
		return
	}
	var v visit
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	f.logs[v.ID] = v
	w.WriteHeader(http.StatusCreated)
	json.NewEncoder(w).Encode(v)
}

func (f *fakeAccessLog) entries() []visit {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []visit
	for _, v := range f.logs {
		all = append(all, v)
	}
	return all
}

func servePNG(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "image/png")
	png.Encode(w, image.NewGray(image.Rect(0, 0, 4, 4)))
}

// answerImage lets iotd answer as usual, but for one change.
func (g *gallery) answerImage(change func(*dayImage)) {
	image := dayImage{
		Date: "2026-11-23", URL: g.upstream.URL + "/m31.png", Title: "Andromeda",
		Caption: "A neighbour.", Copyright: "Ada Vera",
	}
	change(&image)
	g.iotd.answerWith(func(w http.ResponseWriter, r *http.Request) { json.NewEncoder(w).Encode(image) })
}

// hang answers nothing until the caller gives up.
func hang(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body) // only then does the server notice that the caller left
	<-r.Context().Done()
}

func fail(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }

func loggerTo(log *lockedBuffer) *slog.Logger { return slog.New(slog.NewJSONHandler(log, nil)) }

func envOf(pairs ...string) func(string) string {
	values := map[string]string{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return func(name string) string { return values[name] }
}

// eventually waits for what happens in the background, and says what did not.
func eventually(t *testing.T, what string, isTrue func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if isTrue() {
			return
		}
	}
	t.Fatalf("waited 5s, and still not: %s", what)
}

type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
