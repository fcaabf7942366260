package main

import (
	"io"
	"log/slog"
	"net/http"
	"time"
)

// newHandler lists every route of the service.
func newHandler(config config, now func() time.Time, logger *slog.Logger, metrics *metrics) http.Handler {
	calendar := calendar{now: now, videoDates: config.videoDates}
	limiter := newLimiter(config.rateLimit, now)

	mux := http.NewServeMux()
	mux.Handle("GET /planetary/apod", limiter.limit(handleAPOD(calendar)))
	mux.Handle("GET /image/{name}", handlePicture(calendar, newGallery()))
	mux.Handle("GET /video/{date}", handleVideo(calendar))
	mux.Handle("GET /health", handleHealth())
	mux.Handle("GET /metrics", metrics)
	return observe(problemsInJSON(mux), logger, metrics)
}

func handleHealth() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"status":"ok"}`+"\n")
	}
}
