package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"
)

// observe gives each request its trace, counts and times it, and logs one line when it is over.
func observe(next http.Handler, logger *slog.Logger, metrics *metrics) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		trace := continueTrace(r.Header.Get("Traceparent"))
		r = r.WithContext(withTrace(r.Context(), trace))
		answer := &answer{ResponseWriter: w}

		defer func() {
			bug := recover()
			if bug != nil && answer.status == 0 {
				writeProblem(answer, http.StatusInternalServerError, "a bug in this service")
			}
			took := time.Since(started)
			metrics.request(routeOf(r), methodOf(r), answer.status, took)
			attributes := []any{
				"traceId", trace.id, "method", r.Method, "path", r.URL.Path,
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
