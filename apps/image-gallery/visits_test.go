// Each visit reaches access-log once, however access-log behaves meanwhile.
package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestEachPageIsOneVisit(t *testing.T) {
	g := newGallery(t)

	for range 5 {
		g.get(t, "/")
	}
	g.do(t, http.MethodHead, "/")
	g.get(t, "/health")
	g.get(t, "/picture/2026-11-23")

	entries := g.accesslog.entries()
	if len(entries) != 5 {
		t.Fatalf("got %d visits, want 5", len(entries))
	}
	if got := entries[0].ClientIP; got != "127.0.0.1" {
		t.Errorf("got client address %q, want 127.0.0.1", got)
	}
}

func TestVisitsWaitForAccessLog(t *testing.T) {
	outages := map[string]http.HandlerFunc{
		"answers 503": fail,
		"answers 429": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		"hangs":       hang,
		"breaks off":  func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		// Somebody else in its place: none of these says that the visit was written.
		"is a page":         func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") },
		"is half an answer": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"id":"`) },
		"means another":     func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"id":"another"}`) },
		"is without an end": func(w http.ResponseWriter, r *http.Request) { w.Write(bytes.Repeat([]byte("x"), 1<<20)) },
	}
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t, "CALL_TIMEOUT_MS=100")
			g.accesslog.answerWith(outage)
			for range 20 {
				g.get(t, "/")
			}

			g.accesslog.answerWith(g.accesslog.serve)

			eventually(t, "all 20 visits delivered", func() bool { return g.visits.undelivered.Load() == 0 })
			if got := len(g.accesslog.entries()); got != 20 {
				t.Errorf("got %d visits, want 20", got)
			}
		})
	}
}

func TestAVisitWhoseAnswerIsLostKeepsItsID(t *testing.T) {
	g := newGallery(t, "CALL_TIMEOUT_MS=100")
	g.accesslog.answerWith(func(w http.ResponseWriter, r *http.Request) {
		g.accesslog.serve(w, r)
		panic(http.ErrAbortHandler) // counted, but nobody hears it
	})
	g.get(t, "/")
	eventually(t, "a second attempt", func() bool { return len(g.accesslog.asked()) > 2 })

	g.accesslog.answerWith(g.accesslog.serve)

	eventually(t, "the visit delivered", func() bool { return g.visits.undelivered.Load() == 0 })
	if got := len(g.accesslog.entries()); got != 1 {
		t.Errorf("got %d visits, want 1", got)
	}
}

func TestPageDoesNotWaitForAKnownOutage(t *testing.T) {
	g := newGallery(t)
	g.accesslog.Close()
	g.get(t, "/")
	eventually(t, "the outage noticed", g.visits.isFailing.Load)

	started := time.Now()
	g.get(t, "/")

	if took := time.Since(started); took > 500*time.Millisecond {
		t.Errorf("took %s, want no wait for what is known not to answer", took)
	}
}

func TestAPageShowsNoNumberWithoutItsOwnVisit(t *testing.T) {
	g := newGallery(t)
	isRefused := true
	g.accesslog.answerWith(func(w http.ResponseWriter, r *http.Request) {
		if isRefused && r.Method == http.MethodPost {
			isRefused = false
			fail(w, r)
			return
		}
		g.accesslog.serve(w, r)
	})

	_, before := g.get(t, "/")
	eventually(t, "the visit delivered", func() bool { return g.visits.undelivered.Load() == 0 })
	_, after := g.get(t, "/")

	if strings.Contains(before, "<data") {
		t.Errorf("got a number before the visit was in it:\n%s", before)
	}
	if !strings.Contains(after, `<data value="2"`) {
		t.Errorf("got a page without both visits, want them in:\n%s", after)
	}
}

func TestARefusedVisitDoesNotStopTheOthers(t *testing.T) {
	g := newGallery(t)
	g.accesslog.answerWith(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadRequest) })
	g.get(t, "/")
	eventually(t, "the visit dropped", func() bool { return g.visits.dropped.Load() == 1 })

	g.accesslog.answerWith(g.accesslog.serve)
	g.get(t, "/")

	if got := len(g.accesslog.entries()); got != 1 {
		t.Errorf("got %d visits, want 1", got)
	}
	if !strings.Contains(g.log.String(), "access-log refused it") {
		t.Errorf("got this log, want the refusal in it:\n%s", g.log)
	}
}

func TestTheQueueIsBounded(t *testing.T) {
	g := newGallery(t, "VISITS_MAX=3", "CALL_TIMEOUT_MS=50")
	g.accesslog.Close()

	for range visitSenders + 3 + 2 {
		g.get(t, "/")
	}

	if kept, dropped := g.visits.undelivered.Load(), g.visits.dropped.Load(); kept != visitSenders+3 || dropped != 2 {
		t.Errorf("got %d visits kept and %d dropped, want %d and 2", kept, dropped, visitSenders+3)
	}
	if _, metrics := g.get(t, "/metrics"); !strings.Contains(metrics, "visits_dropped_total 2\n") {
		t.Errorf("got these metrics, want visits_dropped_total 2:\n%s", metrics)
	}
}

func TestDrainDeliversWhatItCan(t *testing.T) {
	g := newGallery(t, openSlowly)
	g.accesslog.answerWith(fail)
	for range 10 {
		g.get(t, "/")
	}
	eventually(t, "access-log left alone for long", func() bool { return g.calls.accessLog.breaker.state() == "open" })
	g.accesslog.answerWith(g.accesslog.serve)

	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	started := time.Now()
	lost := g.visits.drain(ctx)

	if took := time.Since(started); took > 500*time.Millisecond {
		t.Errorf("took %s, want no patience at the end", took)
	}
	if got := len(g.accesslog.entries()); lost != 0 || got != 10 {
		t.Errorf("got %d visits and %d lost, want 10 and 0", got, lost)
	}
}

func TestDrainEndsInTimeAndSaysWhatIsLost(t *testing.T) {
	g := newGallery(t)
	g.accesslog.answerWith(hang)
	g.get(t, "/")

	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	started := time.Now()
	lost := g.visits.drain(ctx)

	if took := time.Since(started); took > time.Second {
		t.Errorf("took %s, want about 200ms", took)
	}
	if lost != 1 {
		t.Errorf("got %d visits lost, want 1", lost)
	}
}
