// A breaker opens when it should, and lets one call find out when to close.
package main

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

const testOpenTime = 2 * time.Second

// through says what a call meets, and ends it.
func through(b *breaker, outcome outcome, hold time.Duration) error {
	isProbe, err := b.enter()
	if err == nil {
		b.leave(isProbe, outcome, hold)
	}
	return err
}

func opened() *breaker {
	b := &breaker{openTime: testOpenTime}
	for range failuresToOpen {
		through(b, failed, 0)
	}
	return b
}

func expectState(t *testing.T, b *breaker, want string) {
	t.Helper()
	if got := b.state(); got != want {
		t.Errorf("got a breaker that is %s, want %s", got, want)
	}
}

func TestBreakerOpensAfterFailuresInARow(t *testing.T) {
	b := &breaker{openTime: testOpenTime}
	for _, outcome := range []outcome{failed, failed, succeeded, failed, abandoned, failed} {
		through(b, outcome, 0)
		expectState(t, b, "closed")
	}

	through(b, failed, 0)

	expectState(t, b, "open")
	if err := through(b, succeeded, 0); !errors.Is(err, errOpen) {
		t.Errorf("got error %v, want that nobody is let through", err)
	}
}

func TestBreakerLetsOneCallFindOut(t *testing.T) {
	tests := map[string]struct {
		outcome outcome
		want    string
	}{
		"it answers: closed":               {succeeded, "closed"},
		"it fails: open for as long again": {failed, "open"},
		"nobody knows: the next finds out": {abandoned, "half-open"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := opened()
				time.Sleep(testOpenTime)
				expectState(t, b, "half-open")
				isProbe, err := b.enter()
				if err != nil || !isProbe {
					t.Fatalf("got probe %v and error %v, want to be let through", isProbe, err)
				}
				if _, err := b.enter(); !errors.Is(err, errOpen) {
					t.Errorf("got error %v for the second, want that it is not let through", err)
				}

				b.leave(isProbe, test.outcome, 0)

				expectState(t, b, test.want)
			})
		})
	}
}

func TestBreakerOpensForAsLongAsItIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &breaker{openTime: testOpenTime}

		through(b, failed, 7*time.Second)

		time.Sleep(7*time.Second - 1)
		expectState(t, b, "open")
		time.Sleep(1)
		expectState(t, b, "half-open")
	})
}

func TestBreakerDoesNotListenToOldNews(t *testing.T) {
	b := &breaker{openTime: testOpenTime}
	isProbe, _ := b.enter()
	for range failuresToOpen {
		through(b, failed, 0)
	}

	b.leave(isProbe, succeeded, 0)

	expectState(t, b, "open")
}

func TestBreakerHurriesWhenThereIsNoLater(t *testing.T) {
	b := opened()

	b.hurry()

	if err := through(b, succeeded, 0); err != nil {
		t.Errorf("got error %v, want to be let through", err)
	}
	expectState(t, b, "closed")
}
