package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// metrics are written by hand in Prometheus' text format: its client library, at 2.5 MB, would be
// a quarter of this image, for two metrics of our own.
type metrics struct {
	mu        sync.Mutex
	requests  map[requestLabels]int
	durations map[requestLabels]*histogram // their status is 0: one histogram per route and method
	readings  []reading
	sections  []func(io.Writer)
}

type requestLabels struct {
	route, method string
	status        int
}

// A reading is asked for its value when somebody asks for the metrics.
type reading struct {
	name, kind, help string
	read             func() int64
}

var bucketSeconds = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

type histogram struct {
	buckets    []int
	count      int
	sumSeconds float64
}

func newMetrics() *metrics {
	return &metrics{requests: map[requestLabels]int{}, durations: map[requestLabels]*histogram{}}
}

func (m *metrics) read(name, kind, help string, read func() int64) {
	m.readings = append(m.readings, reading{name, kind, help, read})
}

// also lets others add lines of their own.
func (m *metrics) also(write func(io.Writer)) { m.sections = append(m.sections, write) }

func (m *metrics) request(route, method string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests[requestLabels{route, method, status}]++

	labels := requestLabels{route, method, 0}
	if m.durations[labels] == nil {
		m.durations[labels] = &histogram{buckets: make([]int, len(bucketSeconds))}
	}
	durations := m.durations[labels]
	durations.count++
	durations.sumSeconds += took.Seconds()
	for i, limit := range bucketSeconds {
		if took.Seconds() <= limit {
			durations.buckets[i]++
		}
	}
}

func (m *metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.mu.Lock()
	defer m.mu.Unlock()

	describe(w, "http_requests_total", "counter", "Requests answered.")
	for _, labels := range sorted(m.requests) {
		fmt.Fprintf(w, "http_requests_total{%s,status=\"%d\"} %d\n", labels, labels.status, m.requests[labels])
	}
	describe(w, "http_request_duration_seconds", "histogram", "Time from a request's headers to its answer's end.")
	for _, labels := range sorted(m.durations) {
		m.durations[labels].write(w, "http_request_duration_seconds", labels.String())
	}
	for _, reading := range m.readings {
		describe(w, reading.name, reading.kind, reading.help)
		fmt.Fprintf(w, "%s %d\n", reading.name, reading.read())
	}
	for _, write := range m.sections {
		write(w)
	}
}

func (h *histogram) write(w io.Writer, name, labels string) {
	for i, limit := range bucketSeconds {
		fmt.Fprintf(w, "%s_bucket{%s,le=\"%s\"} %d\n", name, labels, strconv.FormatFloat(limit, 'g', -1, 64), h.buckets[i])
	}
	fmt.Fprintf(w, "%s_bucket{%s,le=\"+Inf\"} %d\n", name, labels, h.count)
	fmt.Fprintf(w, "%s_sum{%s} %g\n", name, labels, h.sumSeconds)
	fmt.Fprintf(w, "%s_count{%s} %d\n", name, labels, h.count)
}

func (l requestLabels) String() string {
	return fmt.Sprintf("route=%q,method=%q", l.route, l.method)
}

func describe(w io.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func sorted[V any](all map[requestLabels]V) []requestLabels {
	return slices.SortedFunc(maps.Keys(all), func(a, b requestLabels) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), a.status-b.status)
	})
}
