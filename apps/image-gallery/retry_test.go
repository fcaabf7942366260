// What failed is asked again only where that may help, and only so often.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestWhatIsAskedAgain(t *testing.T) {
	tests := map[string]struct {
		err  error
		want int
	}{
		"nothing failed":        {nil, 1},
		"nobody answered":       {fmt.Errorf("asking: %w", errUnreachable), attemptsMax},
		"502":                   {statusError(502), attemptsMax},
		"503":                   {statusError(503), attemptsMax},
		"504":                   {statusError(504), attemptsMax},
		"500 will be 500 again": {statusError(500), 1},
		"404":                   {statusError(404), 1},
		"429":                   {statusError(429), 1},
		"the breaker is open":   {openError{time.Second}, 1},
		"the answer is no JSON": {errors.New("reading the answer"), 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			asked := 0

			newRetryBudget().again(t.Context(), func(int) error { asked++; return test.err })

			if asked != test.want {
				t.Errorf("asked %d times, want %d", asked, test.want)
			}
		})
	}
}

func TestRetriesHaveABudget(t *testing.T) {
	budget, asked := newRetryBudget(), 0

	for range 100 {
		budget.again(t.Context(), func(int) error { asked++; return errUnreachable })
	}

	if most := 100 + retriesSaved + 100*retryShare; asked < 100+retriesSaved || float64(asked) > most {
		t.Errorf("asked %d times for 100 questions, want %d to %v", asked, 100+retriesSaved, most)
	}
}

func TestTheFirstErrorIsKeptWhenTheBreakerOpens(t *testing.T) {
	answers := []error{nil, statusError(503), openError{time.Second}}

	err := newRetryBudget().again(t.Context(), func(attempt int) error { return answers[attempt] })

	if err != statusError(503) {
		t.Errorf("got error %v, want what was answered", err)
	}
}

func TestRetryAfter(t *testing.T) {
	tests := map[string]time.Duration{
		"": 0, "soon": 0, "-5": 0, "0": 0, "3": 3 * time.Second,
		"86400":                         retryAfterMax,
		"Wed, 21 Oct 2015 07:28:00 GMT": 0,
		"Fri, 31 Dec 9999 23:59:59 GMT": retryAfterMax,
	}
	for header, want := range tests {
		response := &http.Response{Header: http.Header{"Retry-After": {header}}}
		if got := retryAfter(response); got != want {
			t.Errorf("got %s for %q, want %s", got, header, want)
		}
	}
}
