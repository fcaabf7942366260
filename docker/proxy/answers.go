package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

const padding = 32 << 10 // bytes written at a time

// answer is what every request gets while the proxy answers in the name of its target.
type answer struct {
	Status        int               `json:"status"`
	Headers       map[string]string `json:"headers"`
	Body          string            `json:"body"`
	PadToBytes    int               `json:"padToBytes"`    // spaces after the body
	DelayMs       int               `json:"delayMs"`       // before the first byte
	CutAfterBytes int               `json:"cutAfterBytes"` // of the body, then the connection ends; 0 is never
}

type answers struct {
	current atomic.Pointer[answer]
	logger  *slog.Logger
}

func newAnswers(logger *slog.Logger) *answers {
	a := &answers{logger: logger}
	a.current.Store(&answer{Status: http.StatusServiceUnavailable})
	return a
}

func (a *answers) set(w http.ResponseWriter, r *http.Request) {
	next := answer{Status: http.StatusOK}
	if err := json.NewDecoder(r.Body).Decode(&next); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.current.Store(&next)
	w.WriteHeader(http.StatusNoContent)
}

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	answer := a.current.Load()
	defer func() {
		a.logger.Info("request", "traceId", traceID(r), "method", r.Method, "path", r.URL.Path,
			"status", answer.Status, "durationMs", float64(time.Since(started).Microseconds())/1000)
	}()
	io.Copy(io.Discard, r.Body)
	select {
	case <-time.After(time.Duration(answer.DelayMs) * time.Millisecond):
	case <-r.Context().Done(): // nobody waits for it any more
		return
	}
	answer.write(w)
}

func (a *answer) write(w http.ResponseWriter) {
	length := max(len(a.Body), a.PadToBytes)
	w.Header().Set("Content-Length", strconv.Itoa(length))
	for name, value := range a.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.Status)
	body := io.MultiReader(strings.NewReader(a.Body), io.LimitReader(spaces{}, int64(length-len(a.Body))))
	if a.CutAfterBytes == 0 {
		io.CopyBuffer(w, body, make([]byte, padding))
		return
	}
	io.CopyN(w, body, int64(a.CutAfterBytes))
	http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // ends the connection in the middle of the body
}

type spaces struct{}

func (spaces) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = ' '
	}
	return len(into), nil
}

// traceID is the second field of a traceparent header; empty when there is none.
func traceID(r *http.Request) string {
	fields := strings.Split(r.Header.Get("Traceparent"), "-")
	if len(fields) < 4 {
		return ""
	}
	return fields[1]
}
