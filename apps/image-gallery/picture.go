package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// handlePicture serves a date's picture from this origin. The date is all that a visitor can
// choose: the address always comes from image-of-the-day, so this is no way to fetch other things.
func handlePicture(images imageAPI, pictures *pictureStore, logger *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		date := r.PathValue("date")
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			writeProblem(w, http.StatusNotFound, "a picture's name is a date such as 2026-11-23")
			return
		}
		picture, err := pictureOf(r.Context(), date, images, pictures)
		if errors.Is(err, errNoSuchDate) {
			writeProblem(w, http.StatusNotFound, "there is no picture of "+date)
			return
		}
		if err != nil {
			logger.Warn("no picture", "traceId", traceOf(r.Context()).id, "date", date, "error", err)
			w.Header().Set("Retry-After", "5")
			writeProblem(w, http.StatusBadGateway, "the picture of "+date+" cannot be had at the moment")
			return
		}
		w.Header().Set("Content-Type", picture.contentType)
		w.Header().Set("Cache-Control", "public, max-age=86400")
		w.Header().Set("Etag", picture.etag)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(picture.bytes))
	}
}

var errNoSuchDate = errors.New("image-of-the-day has nothing for this date")

func pictureOf(ctx context.Context, date string, images imageAPI, pictures *pictureStore) (picture, error) {
	ctx, cancel := context.WithTimeout(ctx, pictureTimeout)
	defer cancel()
	if kept := pictures.known(date); kept != nil {
		return kept.wait(ctx)
	}
	image, err := images.get(ctx, date)
	if status := statusError(0); errors.As(err, &status) && (status == 400 || status == 404) {
		return picture{}, errNoSuchDate
	}
	if err != nil {
		return picture{}, err
	}
	return pictures.get(ctx, image.Date, image.URL)
}
