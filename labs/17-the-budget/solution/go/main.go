// Command tide tells the height of the tide, on port 8080.
package main

import (
	"fmt"
	"log"
	"math"
	"net/http"
	"time"
)

func main() {
	http.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		hours := float64(time.Now().Unix()) / 3600
		fmt.Fprintf(w, "tide: %.2f m\n", 2+1.5*math.Sin(2*math.Pi*hours/12.42))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
