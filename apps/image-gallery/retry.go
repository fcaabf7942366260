package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	attemptsMax   = 2 // of a question, within the time that the visitor has
	retryPause    = 20 * time.Millisecond
	retriesSaved  = 10  // that may come at once
	retryShare    = 0.1 // of all questions may be asked again, in the long run
	retryAfterMax = 10 * time.Second
)

// A retryBudget keeps retries a small part of all calls: when everything fails, asking everything
// twice would double the load on what is failing already.
type retryBudget struct {
	mu    sync.Mutex
	saved float64
}

func newRetryBudget() *retryBudget { return &retryBudget{saved: retriesSaved} }

func (b *retryBudget) earn() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saved = min(b.saved+retryShare, retriesSaved)
}

func (b *retryBudget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.saved < 1 {
		return false
	}
	b.saved--
	return true
}

// again asks once more where that may help: after a failure that came quickly and may have passed. It
// is for questions, which may be asked twice.
func (b *retryBudget) again(ctx context.Context, ask func(attempt int) error) error {
	b.earn()
	err := ask(1)
	for attempt := 2; attempt <= attemptsMax && hasPassed(err) && b.spend(); attempt++ {
		select {
		case <-time.After(withJitter(retryPause)):
		case <-ctx.Done():
			return err
		}
		next := ask(attempt)
		if errors.Is(next, errOpen) {
			return err // says more
		}
		err = next
	}
	return err
}

func hasPassed(err error) bool {
	status := statusError(0)
	if errors.As(err, &status) {
		return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
	}
	return errors.Is(err, errUnreachable)
}

// withJitter makes a pause longer by up to a half, so that those who failed together do not come back
// together.
func withJitter(pause time.Duration) time.Duration { return pause + rand.N(pause/2) }

// retryAfter is for how long a service that has too much to do asks to be left alone: in seconds or up
// to a date, and never longer than we can bear.
func retryAfter(response *http.Response) time.Duration {
	text := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), int(retryAfterMax.Seconds()))) * time.Second
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(time.Until(date), 0), retryAfterMax)
}
