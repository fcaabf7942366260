// Command image-gallery serves the page with the picture of the day, and has each visit counted.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

const (
	drainTime     = 9 * time.Second // for all; Docker kills a container 10 s after SIGTERM
	requestsDrain = 4 * time.Second // of that, at most; what is left is for visits
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Getenv); err != nil {
		fmt.Fprintf(os.Stderr, "image-gallery: %v\n", err)
		os.Exit(1)
	}
}

// run serves until ctx ends, then finishes what it has begun.
func run(ctx context.Context, stdout io.Writer, getenv func(string) string) error {
	config, err := readConfig(getenv)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(stdout, nil)).With("service", "image-gallery")
	metrics := newMetrics()
	calls := newCaller(config, logger, metrics)
	visits := newVisitQueue(config, calls, logger, metrics)

	listener, err := net.Listen("tcp", ":"+strconv.Itoa(config.port))
	if err != nil {
		return fmt.Errorf("listening on port %d: %w", config.port, err)
	}
	server := &http.Server{
		Handler:           newHandler(config, calls, visits, logger, metrics),
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(limitConnections(listener, connectionsMax)) }()
	logger.Info("listening", "address", listener.Addr().String())

	select {
	case err := <-served:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	logger.Info("stopping")
	drain(server, visits, logger)
	return nil
}

// drain lets open requests end first: each may still add a visit.
func drain(server *http.Server, visits *visitQueue, logger *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	requests, cancelRequests := context.WithTimeout(ctx, requestsDrain)
	defer cancelRequests()
	if err := server.Shutdown(requests); err != nil {
		logger.Warn("requests cut off", "error", err)
		server.Close()
	}
	if lost := visits.drain(ctx); lost > 0 {
		logger.Error("visits lost: access-log did not answer", "visits", lost)
	}
	logger.Info("stopped")
}
