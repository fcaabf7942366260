// What the proxy answers in the name of its target is what it was told to, and it is in its log.
package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

type answering struct {
	*httptest.Server
	answers *answers
	log     *bytes.Buffer // to be read once the server is closed
}

func newAnswering(t *testing.T) *answering {
	t.Helper()
	log := new(bytes.Buffer)
	a := newAnswers(slog.New(slog.NewJSONHandler(log, nil)))
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return &answering{server, a, log}
}

func (a *answering) tell(t *testing.T, body string) int {
	t.Helper()
	recorder := httptest.NewRecorder()
	a.answers.set(recorder, httptest.NewRequest(http.MethodPut, "/answer", strings.NewReader(body)))
	return recorder.Code
}

func (a *answering) ask(t *testing.T) (*http.Response, string, error) {
	t.Helper()
	response, err := http.Get(a.URL + "/image")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, string(body), err
}

func TestAnswers(t *testing.T) {
	tests := map[string]struct {
		told       string
		status     int
		body       string
		retryAfter string
	}{
		"nothing told":   {"", 503, "", ""},
		"a status":       {`{"status":429,"headers":{"Retry-After":"7"}}`, 429, "", "7"},
		"200 by default": {`{"body":"{}"}`, 200, "{}", ""},
		"padded":         {`{"body":"{}","padToBytes":5}`, 200, "{}   ", ""},
		"longer already": {`{"body":"12345","padToBytes":2}`, 200, "12345", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := newAnswering(t)
			if test.told != "" && a.tell(t, test.told) != http.StatusNoContent {
				t.Fatal("the answer was not taken")
			}

			response, body, err := a.ask(t)

			if err != nil || response.StatusCode != test.status || body != test.body {
				t.Errorf("got status %d, body %q and error %v, want %d and %q", response.StatusCode, body, err, test.status, test.body)
			}
			if got := response.Header.Get("Retry-After"); got != test.retryAfter {
				t.Errorf("got Retry-After %q, want %q", got, test.retryAfter)
			}
		})
	}
}

func TestAnAnswerThatIsNoneIsRefused(t *testing.T) {
	if got := newAnswering(t).tell(t, "429"); got != http.StatusBadRequest {
		t.Errorf("got status %d, want 400", got)
	}
}

func TestAnAnswerIsCutOffInTheMiddle(t *testing.T) {
	a := newAnswering(t)
	a.tell(t, `{"body":"0123456789","cutAfterBytes":4}`)

	response, body, err := a.ask(t)

	if err == nil || body != "0123" || response.ContentLength != 10 {
		t.Errorf("got %q of %d bytes and error %v, want 4 of 10 and an end in the middle", body, response.ContentLength, err)
	}
}

func TestAnAnswerIsLate(t *testing.T) {
	a := newAnswering(t)
	a.tell(t, `{"delayMs":100}`)

	started := time.Now()
	a.ask(t)

	if took := time.Since(started); took < 100*time.Millisecond {
		t.Errorf("took %s, want 100ms at least", took)
	}
}

func TestEachAnswerIsLogged(t *testing.T) {
	a := newAnswering(t)
	request, _ := http.NewRequest(http.MethodGet, a.URL+"/image?date=x", nil)
	request.Header.Set("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")

	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	a.Close()

	for _, want := range []string{`"traceId":"4bf92f3577b34da6a3ce929d0e0e4736"`, `"method":"GET"`, `"path":"/image"`, `"status":503`, `"durationMs":`} {
		if !strings.Contains(a.log.String(), want) {
			t.Errorf("got log %s, want %s in it", a.log, want)
		}
	}
}

func TestNoTraceIsNoTrace(t *testing.T) {
	for _, header := range []string{"", "nonsense", "00-4bf9"} {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.Header.Set("Traceparent", header)
		if got := traceID(request); got != "" {
			t.Errorf("got trace %q for %q, want none", got, header)
		}
	}
}
