// Command apod stands in for NASA's Astronomy Picture of the Day service: the same questions and
// answers, and a picture of its own for every date, with no network behind it.
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

// Docker kills a container 10 s after SIGTERM.
const drain = 8 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Getenv); err != nil {
		fmt.Fprintf(os.Stderr, "apod: %v\n", err)
		os.Exit(1)
	}
}

// run serves until ctx ends, then finishes what it has begun.
func run(ctx context.Context, stdout io.Writer, getenv func(string) string) error {
	config, err := readConfig(getenv)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(stdout, nil)).With("service", "apod")
	listener, err := net.Listen("tcp", ":"+strconv.Itoa(config.port))
	if err != nil {
		return fmt.Errorf("listening on port %d: %w", config.port, err)
	}
	server := &http.Server{
		Handler:           newHandler(config, time.Now, logger, newMetrics()),
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	logger.Info("listening", "address", listener.Addr().String())

	select {
	case err := <-served:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	logger.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		logger.Warn("requests cut off", "error", err)
		server.Close()
	}
	logger.Info("stopped")
	return nil
}
