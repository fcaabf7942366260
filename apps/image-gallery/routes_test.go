// Every route answers as the services' shared contract says.
package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestRoutes(t *testing.T) {
	tests := map[string]struct {
		method, path      string
		status            int
		contentType, want string
	}{
		"health":              {"GET", "/health", 200, "application/json", `{"status":"ok"}`},
		"metrics":             {"GET", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "visits_undelivered 0"},
		"style":               {"GET", "/style.css", 200, "text/css; charset=utf-8", "prefers-color-scheme: dark"},
		"icon":                {"GET", "/icon.svg", 200, "image/svg+xml", "<svg"},
		"no such path":        {"GET", "/nothing", 404, "application/problem+json", `"detail":"there is nothing at /nothing"`},
		"wrong method":        {"DELETE", "/health", 405, "application/problem+json", `"detail":"/health answers GET, HEAD only"`},
		"wrong method, page":  {"POST", "/", 405, "application/problem+json", `"status":405`},
		"a page has one name": {"GET", "/index.html", 404, "application/problem+json", `"title":"Not Found"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t)

			response, got := g.do(t, test.method, test.path)

			if response.StatusCode != test.status {
				t.Errorf("got status %d, want %d", response.StatusCode, test.status)
			}
			if contentType := response.Header.Get("Content-Type"); contentType != test.contentType {
				t.Errorf("got content type %q, want %q", contentType, test.contentType)
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

func TestMetricsCountRequestsByRoute(t *testing.T) {
	g := newGallery(t)
	g.get(t, "/")
	g.get(t, "/picture/nonsense")
	g.get(t, "/invented")
	g.get(t, "/also//invented")
	g.do(t, "BREW", "/health")

	_, got := g.get(t, "/metrics")

	for _, want := range []string{
		`http_requests_total{route="/",method="GET",status="200"} 1`,
		`http_requests_total{route="/picture/{date}",method="GET",status="404"} 1`,
		`http_requests_total{route="none",method="other",status="405"} 1`,
		`http_request_duration_seconds_bucket{route="/",method="GET",le="+Inf"} 1`,
		`http_request_duration_seconds_count{route="/",method="GET"} 1`,
		"# TYPE http_request_duration_seconds histogram",
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("got these metrics, want %s in them:\n%s", want, got)
		}
	}
	for _, wantNot := range []string{"invented", "BREW"} {
		if strings.Contains(got, wantNot) {
			t.Errorf("got %q in the metrics, want nothing that a visitor made up:\n%s", wantNot, got)
		}
	}
}

func TestOneLogLinePerRequest(t *testing.T) {
	g := newGallery(t)

	g.get(t, "/health", "Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")

	eventually(t, "the log line", func() bool { return g.log.String() != "" })
	var line struct {
		Time, Level, Msg, TraceID, Method, Path string
		Status                                  int
		DurationMs                              *float64
	}
	if err := json.Unmarshal([]byte(g.log.String()), &line); err != nil {
		t.Fatalf("got log %s, want one line of JSON: %v", g.log, err)
	}
	if line.Msg != "request" || line.TraceID != "4bf92f3577b34da6a3ce929d0e0e4736" || line.Method != "GET" ||
		line.Path != "/health" || line.Status != 200 || line.DurationMs == nil {
		t.Errorf("got log line %s", g.log)
	}
}

func TestTraceIsPassedOn(t *testing.T) {
	const caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	g := newGallery(t)

	g.get(t, "/", "Traceparent", caller)

	calls := append(append(g.iotd.asked(), g.accesslog.asked()...), g.upstream.asked()...)
	if len(calls) != 4 {
		t.Fatalf("got %d outgoing calls, want 4: image, picture, visit, stats", len(calls))
	}
	for _, call := range calls {
		got := call.Header.Get("Traceparent")
		if !strings.HasPrefix(got, "00-4bf92f3577b34da6a3ce929d0e0e4736-") || !strings.HasSuffix(got, "-01") || got == caller {
			t.Errorf("got traceparent %q to %s, want the same trace with a new parent", got, call.URL.Path)
		}
	}
}

func TestInvalidTraceIsReplaced(t *testing.T) {
	id := regexp.MustCompile(`^[0-9a-f]{32}$`)
	for _, header := range []string{
		"", "nonsense",
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
		"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902bg-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
	} {
		got := continueTrace(header)
		if !id.MatchString(got.id) || strings.Contains(header, got.id) || got.flags != "00" {
			t.Errorf("got trace %q for %q, want a new one", got.id, header)
		}
	}
}

func TestABugIsAnsweredAndLogged(t *testing.T) {
	log := &lockedBuffer{}
	handler := observe(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("out of ink") }), loggerTo(log), newMetrics())
	service := newFakeService(t, handler.ServeHTTP)

	response, err := http.Get(service.URL)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()

	if response.StatusCode != http.StatusInternalServerError {
		t.Errorf("got status %d, want 500", response.StatusCode)
	}
	eventually(t, "the bug in the log", func() bool { return strings.Contains(log.String(), `"error":"out of ink"`) })
}
