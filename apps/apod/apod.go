package main

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
)

const serviceVersion = "v1"

// handleAPOD answers one entry for one day, and a list for everything else.
func handleAPOD(c calendar) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		question, err := readQuestion(c, r.URL.Query(), rand.IntN)
		if err != nil {
			writeJSON(w, http.StatusBadRequest, badQuestion{http.StatusBadRequest, err.Error(), serviceVersion})
			return
		}
		if !question.isList {
			writeJSON(w, http.StatusOK, newEntry(c, question.days[0], r, question.hasThumbs))
			return
		}
		writeList(r.Context(), w, question.days, func(d day) entry { return newEntry(c, d, r, question.hasThumbs) })
	}
}

// writeList writes one entry after the other. All days there are make 6 MB of text: in memory at once, two
// dozen callers who ask for them take more than the whole service may have.
func writeList(ctx context.Context, w http.ResponseWriter, days []day, entryOf func(day) entry) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	io.WriteString(w, "[")
	for i, d := range days {
		if ctx.Err() != nil {
			return // nobody reads on
		}
		if i > 0 {
			io.WriteString(w, ",")
		}
		encoder.Encode(entryOf(d))
	}
	io.WriteString(w, "]\n")
}

// badQuestion is how the service itself says no; its gateway says it another way (gatewayError).
type badQuestion struct {
	Code           int    `json:"code"`
	Message        string `json:"msg"`
	ServiceVersion string `json:"service_version"`
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
