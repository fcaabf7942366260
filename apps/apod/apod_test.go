// The service takes the public service's questions, and answers in its words.
package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestToday(t *testing.T) {
	s := newService(t)

	got := ask[entry](t, s, "")

	if got.Date != today || got.MediaType != "image" || got.ServiceVersion != "v1" {
		t.Errorf("got %+v, want a picture of %s by v1", got, today)
	}
	if want := s.URL + "/image/2026-11-23.jpg"; got.URL != want {
		t.Errorf("got url %s, want %s", got.URL, want)
	}
	if got.Title == "" || got.Explanation == "" || strings.ContainsAny(got.Title+got.Explanation, "{}") {
		t.Errorf("got %+v, want a title and an explanation with nothing left to fill in", got)
	}
	if again := ask[entry](t, s, "date=2026-11-23"); again != got {
		t.Errorf("got %+v and %+v, want the same twice", got, again)
	}
}

func TestRanges(t *testing.T) {
	s := newService(t)

	tests := map[string]struct {
		query       string
		first, last day
		count       int
	}{
		"between two dates":  {"start_date=2026-02-27&end_date=2026-03-02", "2026-02-27", "2026-03-02", 4},
		"until today":        {"start_date=2026-11-20", "2026-11-20", "2026-11-23", 4},
		"one day is a list":  {"start_date=2026-11-23&end_date=2026-11-23", "2026-11-23", "2026-11-23", 1},
		"from the first day": {"start_date=1995-06-16&end_date=1995-06-17", "1995-06-16", "1995-06-17", 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ask[[]entry](t, s, test.query)

			if len(got) != test.count || got[0].Date != test.first || got[len(got)-1].Date != test.last {
				t.Errorf("got %d entries, want %d from %s to %s: %+v", len(got), test.count, test.first, test.last, got)
			}
		})
	}
}

func TestDaysAtRandom(t *testing.T) {
	s := newService(t)

	got := ask[[]entry](t, s, "count=100")

	different := map[day]bool{}
	for _, e := range got {
		different[e.Date] = true
		if e.Date < firstDay || e.Date > today {
			t.Errorf("got a picture of %s, want none from outside the calendar", e.Date)
		}
	}
	if len(got) != 100 || len(different) < 50 {
		t.Errorf("got %d entries of %d dates, want 100 of many", len(got), len(different))
	}
}

func TestQuestionsThatAreRefused(t *testing.T) {
	tests := map[string]struct{ query, want string }{
		"no date":            {"date=today", `\"today\" is not a date of the form YYYY-MM-DD`},
		"a date of no month": {"date=2026-13-01", "is not a date"},
		"tomorrow":           {"date=2026-11-24", "from 1995-06-16 to 2026-11-23, and not of 2026-11-24"},
		"before the first":   {"date=1995-06-15", "and not of 1995-06-15"},
		"backwards":          {"start_date=2026-11-20&end_date=2026-11-19", "start_date 2026-11-20 is after end_date 2026-11-19"},
		"an end, no start":   {"end_date=2026-11-19", "do not go together"},
		"date and count":     {"date=2026-11-19&count=2", "do not go together"},
		"date and range":     {"date=2026-11-19&start_date=2026-11-18", "do not go together"},
		"count and range":    {"count=2&start_date=2026-11-18", "do not go together"},
		"count of none":      {"count=0", "a whole number from 1 to 100"},
		"count of too many":  {"count=101", "a whole number from 1 to 100"},
		"unknown parameter":  {"day=2026-11-19", `the parameter \"day\" is not known`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newService(t)

			response, body := s.do(t, "GET", "/planetary/apod?api_key=DEMO_KEY&"+test.query)

			if response.StatusCode != http.StatusBadRequest {
				t.Errorf("got status %d, want 400", response.StatusCode)
			}
			if !strings.HasPrefix(body, `{"code":400,"msg":"`) || !strings.HasSuffix(body, `","service_version":"v1"}`+"\n") {
				t.Errorf("got %s, want the public service's shape", body)
			}
			if !strings.Contains(body, test.want) {
				t.Errorf("got %s, want %s in it", body, test.want)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	tests := map[string]struct {
		query  string
		status int
		code   string
	}{
		"none":            {"", 403, "API_KEY_MISSING"},
		"empty":           {"?api_key=", 403, "API_KEY_MISSING"},
		"not one of ours": {"?api_key=hello", 403, "API_KEY_INVALID"},
		"everybody's":     {"?api_key=DEMO_KEY", 200, ""},
		"one's own":       {"?api_key=" + strings.Repeat("aB3x", 10), 200, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			response, body := newService(t).do(t, "GET", "/planetary/apod"+test.query)

			if response.StatusCode != test.status {
				t.Errorf("got status %d, want %d", response.StatusCode, test.status)
			}
			if test.code != "" && !strings.HasPrefix(body, `{"error":{"code":"`+test.code+`","message":"`) {
				t.Errorf("got %s, want the error %s", body, test.code)
			}
		})
	}
}

func TestVideos(t *testing.T) {
	s := newService(t, "VIDEO_DATES=2026-11-23")

	got := ask[entry](t, s, "thumbs=true")

	if got.MediaType != "video" || got.URL != s.URL+"/video/2026-11-23" || got.HDURL != "" {
		t.Errorf("got %+v, want a video and no hdurl", got)
	}
	if want := s.URL + "/image/2026-11-23.jpg"; got.ThumbnailURL != want {
		t.Errorf("got thumbnail %q, want %s", got.ThumbnailURL, want)
	}
	if plain := ask[entry](t, s, ""); plain.ThumbnailURL != "" {
		t.Errorf("got thumbnail %q that nobody asked for", plain.ThumbnailURL)
	}
	response, page := s.do(t, "GET", "/video/2026-11-23")
	if response.StatusCode != http.StatusOK || !strings.Contains(page, `<img src="/image/2026-11-23.jpg"`) {
		t.Errorf("got status %d and %s, want the video's page", response.StatusCode, page)
	}
}

func TestAboutOneDayInTwelveIsAVideo(t *testing.T) {
	s := newService(t)

	videos := 0
	all := ask[[]entry](t, s, "start_date=2023-01-01")
	for _, e := range all {
		if e.MediaType == "video" {
			videos++
		}
	}

	if share := float64(len(all)) / float64(videos); share < 9 || share > 16 {
		t.Errorf("got %d videos in %d days, want about one in twelve", videos, len(all))
	}
	if last := all[len(all)-1]; last.MediaType != "image" {
		t.Errorf("got a %s today, want an image unless configured", last.MediaType)
	}
}
