package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// pageBudget is all the time the other services get: past it, the page shows what it has.
const pageBudget = 1500 * time.Millisecond

// contentPolicy: nothing from anywhere but this origin, and no script at all.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func handlePage(config config, images imageAPI, stats statsAPI, pictures *pictureStore, visits *visitQueue, logger *slog.Logger) http.HandlerFunc {
	skeleton, err := web.ReadFile("web/page.html")
	if err != nil {
		panic(err) // the binary was built without its own file
	}
	render, err := newRenderer(string(skeleton))
	if err != nil {
		panic(err) // or with one that does not fit
	}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), pageBudget)
		defer cancel()
		logger := logger.With("traceId", traceOf(ctx).id)

		var view page
		var asked sync.WaitGroup
		asked.Go(func() { view.image, view.pictureMissing = findImage(ctx, images, pictures, logger) })
		asked.Go(func() {
			// HEAD only looks whether the page is there.
			isCounted := r.Method == http.MethodHead
			if !isCounted {
				tried := visits.add(newVisitID(), clientIP(r, config.trustedProxies), traceOf(ctx))
				select {
				case isCounted = <-tried:
				case <-ctx.Done():
				}
			}
			// A number is a promise that this visit is in it.
			if isCounted {
				view.visits = countVisits(ctx, stats, logger)
			}
		})
		asked.Wait()
		writePage(w, render(view))
	}
}

func findImage(ctx context.Context, images imageAPI, pictures *pictureStore, logger *slog.Logger) (image *dayImage, missing bool) {
	found, err := images.get(ctx, "")
	if err != nil {
		logger.Warn("page without image", "error", err)
		return nil, false
	}
	_, err = pictures.get(ctx, found.Date, found.URL)
	// Out of time is no verdict: the browser asks for the picture once more, and waits longer.
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		logger.Warn("page without picture", "error", err)
		return &found, true
	}
	return &found, false
}

func countVisits(ctx context.Context, stats statsAPI, logger *slog.Logger) *int {
	count, err := stats.visits(ctx)
	if err != nil {
		logger.Warn("page without visits", "error", err)
		return nil
	}
	return &count
}

func writePage(w http.ResponseWriter, html string) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", contentPolicy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store") // a page from a cache would be a visit not counted
	io.WriteString(w, html)
}
