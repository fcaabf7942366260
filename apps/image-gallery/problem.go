package main

import (
	"encoding/json"
	"net/http"
	"path"
)

// problem is an error as RFC 9457 wants it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(problem{"about:blank", http.StatusText(status), status, detail})
}

// problemsInJSON says "no such path" and "wrong method" the way all other errors are said.
func problemsInJSON(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The mux would send //health on to /health. No link of ours is written like that, so nothing is there.
		if r.URL.Path != path.Clean("/"+r.URL.Path) {
			writeProblem(w, http.StatusNotFound, "there is nothing at "+r.URL.Path)
			return
		}
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		// No route: the mux knows which of the two errors it is, and sets Allow.
		verdict := &headOnly{header: w.Header()}
		handler.ServeHTTP(verdict, r)
		if verdict.status == http.StatusMethodNotAllowed {
			writeProblem(w, verdict.status, r.URL.Path+" answers "+w.Header().Get("Allow")+" only")
			return
		}
		writeProblem(w, http.StatusNotFound, "there is nothing at "+r.URL.Path)
	})
}

// headOnly takes an answer's status and headers, and drops its body.
type headOnly struct {
	header http.Header
	status int
}

func (h *headOnly) Header() http.Header            { return h.header }
func (h *headOnly) WriteHeader(status int)         { h.status = status }
func (h *headOnly) Write(body []byte) (int, error) { return len(body), nil }
