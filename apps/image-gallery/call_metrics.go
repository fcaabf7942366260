package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"
)

// callMetrics count what became of outgoing calls. All hosts that have pictures are one: their names
// come from outside, and whoever can invent names can fill the memory.
type callMetrics struct {
	peers []*peer
	mu    sync.Mutex
	calls map[callLabels]callTotal
}

type callLabels struct{ peer, result string }

type callTotal struct {
	count   int
	seconds float64
}

func newCallMetrics(peers ...*peer) *callMetrics {
	return &callMetrics{peers: peers, calls: map[callLabels]callTotal{}}
}

func (m *callMetrics) count(name, result string, took time.Duration) {
	if !slices.ContainsFunc(m.peers, func(p *peer) bool { return p.name == name }) {
		name = "pictures"
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	total := m.calls[callLabels{name, result}]
	m.calls[callLabels{name, result}] = callTotal{total.count + 1, total.seconds + took.Seconds()}
}

func (m *callMetrics) write(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	labels := slices.SortedFunc(maps.Keys(m.calls), func(a, b callLabels) int {
		return cmp.Or(cmp.Compare(a.peer, b.peer), cmp.Compare(a.result, b.result))
	})
	describe(w, "outgoing_calls_total", "counter", "Attempts to call another service, by what came of them.")
	for _, l := range labels {
		fmt.Fprintf(w, "outgoing_calls_total{peer=%q,result=%q} %d\n", l.peer, l.result, m.calls[l].count)
	}
	describe(w, "outgoing_call_seconds_total", "counter", "Time spent in them.")
	for _, l := range labels {
		fmt.Fprintf(w, "outgoing_call_seconds_total{peer=%q,result=%q} %g\n", l.peer, l.result, m.calls[l].seconds)
	}
	describe(w, "breaker_open", "gauge", "1 while another service is left alone, 0.5 while one call finds out, else 0.")
	for _, p := range m.peers {
		fmt.Fprintf(w, "breaker_open{peer=%q} %s\n", p.name, openness[p.breaker.state()])
	}
}

var openness = map[string]string{"closed": "0", "half-open": "0.5", "open": "1"}
