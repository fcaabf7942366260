package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	jsonMaxBytes = 1 << 20
	redirectsMax = 3
)

// newClient makes the one client for all outgoing calls. Time limits come with each call's context.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	transport.IdleConnTimeout = 30 * time.Second
	return &http.Client{
		Transport: transport,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > redirectsMax {
				return fmt.Errorf("more than %d redirects", redirectsMax)
			}
			_, err := parseHTTPURL(r.URL.String())
			return err
		},
	}
}

// imageAPI asks image-of-the-day.
type imageAPI struct {
	config config
	calls  *caller
}

type dayImage struct {
	Date      string `json:"date"`
	URL       string `json:"url"`
	Title     string `json:"title"`
	Caption   string `json:"caption"`
	Copyright string `json:"copyright"`
	Stale     bool   `json:"stale"`
}

// get asks for the image of a date, or of today when date is empty.
func (api imageAPI) get(ctx context.Context, date string) (dayImage, error) {
	address, to := *api.config.imageURL, api.calls.image
	if date != "" {
		to = api.calls.imageOfDate
		query := address.Query()
		query.Set("date", date)
		address.RawQuery = query.Encode()
	}
	var image dayImage
	if err := api.calls.getJSON(ctx, to, &address, &image); err != nil {
		return dayImage{}, err
	}
	if _, err := time.Parse(time.DateOnly, image.Date); err != nil {
		return dayImage{}, fmt.Errorf("reading the answer of %q: %w", &address, err)
	}
	if _, err := parseHTTPURL(image.URL); err != nil {
		return dayImage{}, fmt.Errorf("reading the answer of %q: %w", &address, err)
	}
	return image, nil
}

// statsAPI asks access-log.
type statsAPI struct {
	config config
	calls  *caller
}

func (api statsAPI) visits(ctx context.Context) (int, error) {
	var stats struct {
		Logs *int `json:"logs"`
	}
	if err := api.calls.getJSON(ctx, api.calls.accessLog, api.config.statsURL, &stats); err != nil {
		return 0, err
	}
	if stats.Logs == nil {
		return 0, fmt.Errorf("reading the answer of %q: it has no logs", api.config.statsURL)
	}
	return *stats.Logs, nil
}

func (c *caller) getJSON(ctx context.Context, to *peer, address *url.URL, into any) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return c.budget.again(ctx, func(attempt int) error {
		return c.get(ctx, to, attempt, address.String(), func(response *http.Response) error {
			return json.NewDecoder(io.LimitReader(response.Body, jsonMaxBytes)).Decode(into)
		})
	})
}

// get makes one attempt to have an answer with status 200 read.
func (c *caller) get(ctx context.Context, to *peer, attempt int, address string, read func(*http.Response) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("asking %q: %w", address, err)
	}
	err = c.try(to, attempt, request, func(response *http.Response) error {
		if response.StatusCode != http.StatusOK {
			return statusError(response.StatusCode)
		}
		if err := read(response); err != nil {
			return fmt.Errorf("reading the answer: %w", err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("asking %q: %w", address, err)
	}
	return nil
}

// statusError is an answer that says no.
type statusError int

func (status statusError) Error() string {
	return fmt.Sprintf("it answered %d %s", int(status), http.StatusText(int(status)))
}
