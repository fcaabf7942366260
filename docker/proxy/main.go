// The proxy that stands between two services in the tests, and does to their traffic what a test asks for.
// Toxiproxy does the work. This adds what it lacks: corrupted bytes, and answers in the name of the target.
package main

import (
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/toxics"
	"github.com/rs/zerolog"
)

const (
	controlAddress = ":8474"          // published to the harness
	answerAddress  = "127.0.0.1:8475" // the upstream, while the proxy itself answers
	headerTimeout  = 10 * time.Second
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	failed := make(chan error, 2)
	answers := newAnswers(logger)
	go serve(answerAddress, answers, failed)
	go serve(controlAddress, control(answers), failed)
	select {
	case <-ended:
	case err := <-failed:
		logger.Error("the proxy cannot serve", "error", err)
		os.Exit(1)
	}
}

func serve(address string, handler http.Handler, failed chan<- error) {
	server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: headerTimeout}
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		failed <- err
	}
}

// control is Toxiproxy's own API, and the answer to give.
func control(answers *answers) http.Handler {
	toxics.Register("corrupt", new(corruptToxic))
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /answer", answers.set)
	mux.Handle("/", server.Routes())
	return mux
}
