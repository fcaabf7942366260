// What a stranger may send neither fools the service nor costs it its memory.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAPathHasOneSpelling(t *testing.T) {
	for _, path := range []string{"//health", "/a/../health", "/image/../health", "/./health", "/a/../nothing", "/a/%2e%2e/health"} {
		t.Run(path, func(t *testing.T) {
			response, got := newService(t).do(t, "GET", path)

			if response.StatusCode != 404 || response.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("got %d %s: %s, want a 404", response.StatusCode, response.Header.Get("Content-Type"), got)
			}
			if location := response.Header.Get("Location"); location != "" {
				t.Errorf("got Location: %s, want none", location)
			}
		})
	}
}

func TestEveryDayThereIsIsWrittenDayByDay(t *testing.T) {
	now := func() time.Time { return today.time().Add(12 * time.Hour) }
	handler := newHandler(config{rateLimit: 1}, now, slog.New(slog.DiscardHandler), newMetrics())
	sizes := &sizeRecorder{ResponseRecorder: httptest.NewRecorder()}

	handler.ServeHTTP(sizes, httptest.NewRequest("GET", "/planetary/apod?api_key=DEMO_KEY&start_date="+string(firstDay), nil))

	if days := strings.Count(sizes.Body.String(), `"date":`); days < 11_000 {
		t.Errorf("got %d days, want all", days)
	}
	if sizes.largest > 10_000 {
		t.Errorf("got %d bytes at once, want one day's", sizes.largest)
	}
}

func TestACallerWithoutAHostGetsAddressesThatWork(t *testing.T) {
	s := newService(t)
	connection, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()

	fmt.Fprint(connection, "GET /planetary/apod?api_key=DEMO_KEY HTTP/1.0\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)

	if want := `"url":"` + s.URL + `/image/`; !strings.Contains(string(body), want) {
		t.Errorf("got %s, want %s in it", body, want)
	}
}

// sizeRecorder remembers the most that was written at once: so much was in memory.
type sizeRecorder struct {
	*httptest.ResponseRecorder
	largest int
}

func (s *sizeRecorder) Write(body []byte) (int, error) {
	s.largest = max(s.largest, len(body))
	return s.ResponseRecorder.Write(body)
}
