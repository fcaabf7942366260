// Command harbour answers on port 8080. GET /health says whether it is well: 200, or 503 once it is not.
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		if os.Getenv("FOG") != "" {
			http.Error(w, "fog: no ship may enter", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "all clear")
	})
	http.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ahoy") })
	if err := http.ListenAndServe(":8080", nil); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
