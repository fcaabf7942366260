package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// observe takes each request's trace id up, counts and times it, and logs one line when it is over.
func observe(next http.Handler, logger *slog.Logger, metrics *metrics) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		traceID := traceIDOf(r.Header.Get("Traceparent"))
		answer := &answer{ResponseWriter: w}

		defer func() {
			bug := recover()
			if bug != nil && answer.status == 0 {
				writeProblem(answer, http.StatusInternalServerError, "a bug in this service")
			}
			took := time.Since(started)
			metrics.request(routeOf(r), methodOf(r), answer.status, took)
			attributes := []any{
				"traceId", traceID, "method", r.Method, "path", r.URL.Path,
				"status", answer.status, "durationMs", float64(took.Microseconds()) / 1000,
			}
			if bug != nil {
				logger.Error("request", append(attributes, "error", fmt.Sprint(bug))...)
				return
			}
			logger.Info("request", attributes...)
		}()
		next.ServeHTTP(answer, r)
		if answer.status == 0 {
			answer.status = http.StatusOK
		}
	})
}

// routeOf is the route's pattern, never the path itself: visitors must not invent metrics.
func routeOf(r *http.Request) string {
	_, path, found := strings.Cut(r.Pattern, " ")
	if !found || strings.HasPrefix(r.Pattern, "/") {
		return "none"
	}
	return strings.TrimSuffix(path, "{$}")
}

func methodOf(r *http.Request) string {
	known := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	if slices.Contains(known, r.Method) {
		return r.Method
	}
	return "other"
}

// answer remembers the status that went out.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(body []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(body)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

var traceparent = regexp.MustCompile(`^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$`)

// traceIDOf is the caller's trace (W3C Trace Context), or a new one when there is none that is
// valid. It goes no further than the log: this service calls nobody.
func traceIDOf(header string) string {
	parts := traceparent.FindStringSubmatch(header)
	if parts == nil || parts[1] == strings.Repeat("0", 32) || parts[2] == strings.Repeat("0", 16) {
		random := make([]byte, 16)
		rand.Read(random)
		return hex.EncodeToString(random)
	}
	return parts[1]
}
