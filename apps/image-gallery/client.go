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
		Transport: tracing{transport},
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
	client *http.Client
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
	address := *api.config.imageURL
	if date != "" {
		query := address.Query()
		query.Set("date", date)
		address.RawQuery = query.Encode()
	}
	var image dayImage
	if err := getJSON(ctx, api.config.callTimeout, api.client, &address, &image); err != nil {
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
	client *http.Client
}

func (api statsAPI) visits(ctx context.Context) (int, error) {
	var stats struct {
		Logs *int `json:"logs"`
	}
	if err := getJSON(ctx, api.config.callTimeout, api.client, api.config.statsURL, &stats); err != nil {
		return 0, err
	}
	if stats.Logs == nil {
		return 0, fmt.Errorf("reading the answer of %q: it has no logs", api.config.statsURL)
	}
	return *stats.Logs, nil
}

func getJSON(ctx context.Context, timeout time.Duration, client *http.Client, address *url.URL, into any) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	response, err := get(ctx, client, address.String())
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if err := json.NewDecoder(io.LimitReader(response.Body, jsonMaxBytes)).Decode(into); err != nil {
		return fmt.Errorf("reading the answer of %q: %w", address, err)
	}
	return nil
}

// get yields an answer with status 200, or an error. The caller closes the body.
func get(ctx context.Context, client *http.Client, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("asking %q: %w", address, err)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking %q: %w", address, err)
	}
	if response.StatusCode != http.StatusOK {
		response.Body.Close()
		return nil, fmt.Errorf("asking %q: %w", address, statusError(response.StatusCode))
	}
	return response, nil
}

// statusError is an answer that says no.
type statusError int

func (status statusError) Error() string {
	return fmt.Sprintf("it answered %d %s", int(status), http.StatusText(int(status)))
}
