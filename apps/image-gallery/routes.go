package main

import (
	"io"
	"log/slog"
	"net/http"
)

// newHandler lists every route of the service.
func newHandler(config config, calls *caller, visits *visitQueue, logger *slog.Logger, metrics *metrics) http.Handler {
	imageAPI := imageAPI{config, calls}
	statsAPI := statsAPI{config, calls}
	pictures := newPictureStore(calls)

	mux := http.NewServeMux()
	mux.Handle("GET /{$}", handlePage(config, imageAPI, statsAPI, pictures, visits, logger))
	mux.Handle("GET /picture/{date}", handlePicture(imageAPI, pictures, logger))
	mux.Handle("GET /style.css", handleAsset("style.css", "text/css; charset=utf-8"))
	mux.Handle("GET /icon.svg", handleAsset("icon.svg", "image/svg+xml"))
	mux.Handle("GET /health", handleHealth())
	mux.Handle("GET /metrics", metrics)
	return observe(limitRequests(problemsInJSON(mux), requestsMax), logger, metrics)
}

func handleHealth() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"status":"ok"}`+"\n")
	}
}
