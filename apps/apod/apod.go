package main

import (
	"encoding/json"
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
		entries := make([]entry, len(question.days))
		for i, d := range question.days {
			entries[i] = newEntry(c, d, r, question.hasThumbs)
		}
		writeJSON(w, http.StatusOK, entries)
	}
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
