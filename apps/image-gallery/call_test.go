// A service that does not answer costs the first visitors their time, and the others nothing.
package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// openSlowly leaves a test time to look while a breaker is open.
const openSlowly = "BREAKER_OPEN_MS=60000"

func TestPagesDoNotWaitForASilentService(t *testing.T) {
	tests := map[string]func(g *gallery){
		"iotd":      func(g *gallery) { g.iotd.answerWith(hang) },
		"accesslog": func(g *gallery) { g.accesslog.answerWith(hang) },
		"both":      func(g *gallery) { g.iotd.answerWith(hang); g.accesslog.answerWith(hang) },
	}
	for name, silence := range tests {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t, openSlowly, "CALL_TIMEOUT_MS=200")
			silence(g)
			for range failuresToOpen + 1 {
				g.get(t, "/")
			}
			eventually(t, "what is silent left alone", func() bool { return silentIsLeftAlone(g, name) })
			asked := silentAsked(g, name)

			started := time.Now()
			for range 50 {
				g.get(t, "/")
			}

			if took := time.Since(started); took > 5*time.Second {
				t.Errorf("50 pages took %s, want them at once: 50 waits are 10s", took)
			}
			if more := silentAsked(g, name) - asked; more != 0 {
				t.Errorf("asked what is silent %d times more, want not at all", more)
			}
		})
	}
}

func silentAsked(g *gallery, name string) int {
	asked := map[string]int{"iotd": len(g.iotd.asked()), "accesslog": len(g.accesslog.asked())}
	asked["both"] = asked["iotd"] + asked["accesslog"]
	return asked[name]
}

func silentIsLeftAlone(g *gallery, name string) bool {
	iotd, accesslog := g.calls.image.breaker.state() == "open", g.calls.accessLog.breaker.state() == "open"
	return (iotd || name == "accesslog") && (accesslog || name == "iotd")
}

func TestTheBreakerClosesByItself(t *testing.T) {
	g := newGallery(t, "BREAKER_OPEN_MS=300")
	working := g.iotd.answer
	g.iotd.answerWith(fail)
	for range failuresToOpen {
		g.get(t, "/")
	}
	g.iotd.answerWith(working)
	if _, page := g.get(t, "/"); !strings.Contains(page, "No picture right now") {
		t.Fatalf("got a page with a picture, want the breaker open:\n%s", page)
	}

	eventually(t, "the picture back", func() bool {
		_, page := g.get(t, "/")
		return strings.Contains(page, "<img")
	})
}

func TestDatesThatVisitorsChooseDoNotTakeThePicture(t *testing.T) {
	g := newGallery(t, openSlowly)
	working := g.iotd.answer
	g.iotd.answerWith(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("date") {
			fail(w, r)
			return
		}
		working(w, r)
	})

	for range 2 * failuresToOpen {
		g.get(t, "/picture/2001-01-01")
	}

	expectState(t, g.calls.imageOfDate.breaker, "open")
	if _, page := g.get(t, "/"); !strings.Contains(page, "<img") {
		t.Errorf("got a page without its picture, want it there:\n%s", page)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		g := newGallery(t)
		g.iotd.answerWith(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "5")
			w.WriteHeader(status)
		})

		for range 3 {
			g.get(t, "/")
		}

		if got := len(g.iotd.asked()); got != 1 {
			t.Errorf("asked %d times within what %d asked for, want once", got, status)
		}
	}
}

func TestWhoHasNoTimeSaysNothingAboutAService(t *testing.T) {
	tests := map[string]func() (context.Context, context.CancelFunc){
		"the visitor leaves": func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(20*time.Millisecond, cancel)
			return ctx, cancel
		},
		"the page's time is over": func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 20*time.Millisecond)
		},
	}
	for name, begin := range tests {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t, "CALL_TIMEOUT_MS=5000")
			g.iotd.answerWith(hang)
			address, _ := url.Parse(g.iotd.URL + "/image")

			for range 2 * failuresToOpen {
				ctx, cancel := begin()
				g.calls.getJSON(ctx, g.calls.image, address, new(dayImage))
				cancel()
			}

			expectState(t, g.calls.image.breaker, "closed")
			for _, line := range g.callLines(t, "/image") {
				if line.Result != "abandoned" {
					t.Errorf("got line %+v, want a call that was abandoned", line)
				}
			}
		})
	}
}

// callLine is what the log says of an attempt.
type callLine struct {
	Msg, TraceID, SpanID, Peer, Method, Path, Result, Breaker string
	Attempt                                                   int
	DurationMs                                                *float64
}

func (g *gallery) callLines(t *testing.T, path string) []callLine {
	t.Helper()
	var lines []callLine
	for text := range strings.Lines(g.log.String()) {
		var line callLine
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("got log line %s, want JSON: %v", text, err)
		}
		if line.Msg == "call" && line.Path == path {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestEachAttemptIsLogged(t *testing.T) {
	g := newGallery(t, openSlowly)
	g.iotd.answerWith(fail)

	g.get(t, "/", "Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	g.get(t, "/")
	g.get(t, "/")

	asked, lines := g.iotd.asked(), g.callLines(t, "/image")
	want := []struct {
		attempt         int
		result, breaker string
	}{{1, "503", "closed"}, {2, "503", "closed"}, {1, "503", "closed"}, {2, "not made", "open"}, {1, "not made", "open"}}
	if len(asked) != 3 || len(lines) != len(want) {
		t.Fatalf("got %d calls and %d lines, want 3 and %d:\n%s", len(asked), len(lines), len(want), g.log)
	}
	for i, line := range lines {
		if line.Attempt != want[i].attempt || line.Result != want[i].result || line.Breaker != want[i].breaker {
			t.Errorf("got line %+v, want %+v", line, want[i])
		}
		if line.Peer != "127.0.0.1" || line.Method != "GET" || line.DurationMs == nil || len(line.SpanID) != 16 {
			t.Errorf("got line %+v, want who was called, and its span", line)
		}
	}
	if got, want := asked[1].Header.Get("Traceparent"), "00-"+lines[1].TraceID+"-"+lines[1].SpanID+"-01"; got != want {
		t.Errorf("the second call came with %s, want its own span, as in the log: %s", got, want)
	}
	if lines[0].SpanID == lines[1].SpanID {
		t.Error("got one span for two attempts, want one each")
	}
}

func TestMetricsOfCalls(t *testing.T) {
	g := newGallery(t, openSlowly)
	g.iotd.answerWith(fail)
	for range failuresToOpen {
		g.get(t, "/")
	}

	_, got := g.get(t, "/metrics")

	for _, want := range []string{
		`outgoing_calls_total\{peer="127.0.0.1",result="503"\} 3`,
		`outgoing_calls_total\{peer="127.0.0.1",result="not made"\} 2`,
		`outgoing_calls_total\{peer="127.0.0.1",result="201"\} 3`,
		`outgoing_call_seconds_total\{peer="127.0.0.1",result="503"\} 0\.\d+`,
		`breaker_open\{peer="127.0.0.1"\} 1`,
		`breaker_open\{peer="127.0.0.1/date"\} 0`,
	} {
		if !regexp.MustCompile(`(?m)^` + want + `$`).MatchString(got) {
			t.Errorf("got these metrics, want %s in them:\n%s", want, got)
		}
	}
}

func TestFewHostsOfPicturesAreRemembered(t *testing.T) {
	calls := newGallery(t).calls
	first := calls.picturePeer("first.test")

	for i := range 3 * picturePeersMax {
		calls.picturePeer(string(rune('a'+i)) + ".test")
	}

	if got := len(calls.pictures); got != picturePeersMax {
		t.Errorf("got %d hosts, want %d", got, picturePeersMax)
	}
	if calls.picturePeer("first.test") == first {
		t.Error("the oldest host is still remembered, want it forgotten")
	}
}
