// Every route answers as the services' shared contract says.
package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestRoutes(t *testing.T) {
	tests := map[string]struct {
		method, path      string
		status            int
		contentType, want string
	}{
		"health":         {"GET", "/health", 200, "application/json", `{"status":"ok"}`},
		"metrics":        {"GET", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "http_requests_total"},
		"no such path":   {"GET", "/nothing", 404, "application/problem+json", `"detail":"there is nothing at /nothing"`},
		"no such video":  {"GET", "/video/2026-11-23", 404, "application/problem+json", `"status":404`},
		"wrong method":   {"POST", "/planetary/apod", 405, "application/problem+json", `"status":405`},
		"question, head": {"HEAD", "/planetary/apod?api_key=DEMO_KEY", 200, "application/json", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			response, got := newService(t).do(t, test.method, test.path)

			if response.StatusCode != test.status || response.Header.Get("Content-Type") != test.contentType {
				t.Errorf("got %d %s, want %d %s", response.StatusCode, response.Header.Get("Content-Type"), test.status, test.contentType)
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %s, want %s in it", got, test.want)
			}
			if allow := response.Header.Get("Allow"); (test.status == 405) != (allow == "GET, HEAD") {
				t.Errorf("got Allow: %q with status %d", allow, test.status)
			}
		})
	}
}

func TestOneLogLinePerRequest(t *testing.T) {
	s := newService(t)
	s.do(t, "GET", "/health")
	s.Close() // waits until the request is over, its log line included

	var line struct {
		Msg, TraceID, Method, Path string
		Status                     int
		DurationMs                 *float64
	}
	if err := json.Unmarshal([]byte(s.log.String()), &line); err != nil {
		t.Fatalf("got log %s, want one line of JSON: %v", s.log, err)
	}
	if line.Msg != "request" || len(line.TraceID) != 32 || line.Method != "GET" || line.Path != "/health" ||
		line.Status != 200 || line.DurationMs == nil {
		t.Errorf("got log line %s", s.log)
	}
}

func TestTraceIDs(t *testing.T) {
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	if got := traceIDOf("00-" + id + "-00f067aa0ba902b7-01"); got != id {
		t.Errorf("got %s, want the caller's %s", got, id)
	}
	for _, header := range []string{"", "00-" + id + "-0000000000000000-01", "01-" + id + "-00f067aa0ba902b7-01"} {
		if got := traceIDOf(header); got == id || len(got) != 32 {
			t.Errorf("got %s for %q, want a new one", got, header)
		}
	}
}

func TestWrongConfiguration(t *testing.T) {
	tests := map[string]string{
		"PORT=eighty":           `PORT="eighty" is not a whole number from 0 to 65535`,
		"RATE_LIMIT=-1":         `RATE_LIMIT="-1" is not a whole number from 0 to 1000000`,
		"VIDEO_DATES=yesterday": `VIDEO_DATES="yesterday" is not a list of dates`,
	}
	for pair, want := range tests {
		err := run(t.Context(), &lockedBuffer{}, envOf(pair))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got error %v for %s, want %s", err, pair, want)
		}
	}
}

func TestRunStopsWhenTold(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	log := &lockedBuffer{}

	if err := run(ctx, log, envOf("PORT=0")); err != nil {
		t.Errorf("got error %v, want none", err)
	}
	if !strings.Contains(log.String(), `"msg":"listening"`) || !strings.Contains(log.String(), `"msg":"stopped"`) {
		t.Errorf("got this log, want listening and stopped in it:\n%s", log)
	}
}
