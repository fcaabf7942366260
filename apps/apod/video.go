package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
)

const videoStyle = `body{margin:0;background:#000;overflow:hidden}
img{width:100vw;height:100vh;object-fit:cover;animation:flight 40s ease-in-out infinite alternate}
@keyframes flight{from{transform:scale(1)}to{transform:scale(2.4) translate(4%,-3%)}}`

const videoPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>%[1]s</title><style>%[2]s</style>` +
	`<img src="/image/%[3]s.jpg" alt="%[1]s"></html>`

// handleVideo shows a slow flight into the day's picture. The public service names a page with a
// video player here, not a video file; so does this one.
func handleVideo(c calendar) http.HandlerFunc {
	hash := sha256.Sum256([]byte(videoStyle))
	policy := "default-src 'none'; img-src 'self'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	return func(w http.ResponseWriter, r *http.Request) {
		d, err := readDay(c, r.PathValue("date"))
		if err != nil || !c.isVideo(d) {
			writeProblem(w, http.StatusNotFound, fmt.Sprintf("there is no video %q", r.PathValue("date")))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		fmt.Fprintf(w, videoPage, textOf(d).title, videoStyle, d) // titles are ours: no markup in them
	}
}
