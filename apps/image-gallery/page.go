package main

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// pageBudget is all the time the other services get: past it, the page shows what it has.
const pageBudget = 1500 * time.Millisecond

// contentPolicy: nothing from anywhere but this origin, and no script at all.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var pageTemplate = template.Must(template.ParseFS(web, "web/page.html"))

// page is what the template shows. A nil field is what could not be had.
type page struct {
	Image          *dayImage
	PictureMissing bool
	Visits         *int
}

func handlePage(config config, images imageAPI, stats statsAPI, pictures *pictureStore, visits *visitQueue, logger *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), pageBudget)
		defer cancel()
		logger := logger.With("traceId", traceOf(ctx).id)

		var view page
		var asked sync.WaitGroup
		asked.Go(func() { view.Image, view.PictureMissing = findImage(ctx, images, pictures, logger) })
		asked.Go(func() {
			if r.Method == http.MethodGet { // HEAD only looks whether the page is there
				tried := visits.add(newVisitID(), clientIP(r, config.trustedProxies), traceOf(ctx))
				select {
				case <-tried:
				case <-ctx.Done():
				}
			}
			view.Visits = countVisits(ctx, stats, logger)
		})
		asked.Wait()
		writePage(w, view)
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

func writePage(w http.ResponseWriter, view page) {
	var html bytes.Buffer
	if err := pageTemplate.Execute(&html, view); err != nil {
		panic(err) // the template and page no longer fit
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", contentPolicy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store") // a page from a cache would be a visit not counted
	w.Write(html.Bytes())
}

// Day is the date as people say it.
func (i dayImage) Day() string {
	day, err := time.Parse(time.DateOnly, i.Date)
	if err != nil {
		return i.Date
	}
	return day.Format("Monday, 2 January 2006")
}

// Paragraphs are the caption's, which may have several.
func (i dayImage) Paragraphs() []string {
	return strings.FieldsFunc(i.Caption, func(r rune) bool { return r == '\n' })
}

// Count groups the digits: 12 345.
func (p page) Count() string {
	digits := strconv.Itoa(*p.Visits)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	return digits
}
