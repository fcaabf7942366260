package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	failuresToOpen = 3                      // in a row
	probeWait      = 100 * time.Millisecond // while somebody else finds out
)

// A breaker stands before another service. While that only fails nobody calls it: a visitor is told at
// once what they would be told after the wait, and what is struggling is left alone. When the time is
// over, one call goes through and finds out for all.
//
// It is by hand because it is short, and because a service that says how long to leave it alone has to
// be able to open it: the libraries let nothing but a count of failures do that.
type breaker struct {
	openTime time.Duration

	mu        sync.Mutex
	failures  int       // in a row
	openUntil time.Time // zero: closed
	isProbing bool
}

// errOpen: the call was not made.
var errOpen = errors.New("the breaker is open")

// openError says for how long.
type openError struct{ wait time.Duration }

func (e openError) Error() string        { return fmt.Sprintf("%v for %s", errOpen, e.wait) }
func (e openError) Is(target error) bool { return target == errOpen }

type outcome int

const (
	failed    outcome = iota
	succeeded         // it answered, if only to say no
	abandoned         // nobody knows: who asked has left, or had no time
)

// enter lets a call through, or says why not. A call that came through must leave.
func (b *breaker) enter() (isProbe bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.openUntil.IsZero() {
		return false, nil
	}
	if wait := time.Until(b.openUntil); wait > 0 {
		return false, openError{wait}
	}
	if b.isProbing {
		return false, openError{probeWait}
	}
	b.isProbing = true
	return true, nil
}

// leave learns from a call. hold is for how long the other service asked to be left alone, if it did.
func (b *breaker) leave(isProbe bool, outcome outcome, hold time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if isProbe {
		b.isProbing = false
	} else if !b.openUntil.IsZero() {
		return // it began before the breaker opened: old news
	}
	switch {
	case hold > 0:
		b.openUntil = time.Now().Add(hold)
	case outcome == succeeded:
		b.failures, b.openUntil = 0, time.Time{}
	case outcome == failed:
		b.failures++
		if isProbe || b.failures >= failuresToOpen {
			b.openUntil = time.Now().Add(b.openTime)
		}
	}
}

// hurry lets the next call find out at once, for when there is no later.
func (b *breaker) hurry() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.openUntil.IsZero() {
		b.openUntil = time.Now()
	}
}

// state is closed, half-open or open.
func (b *breaker) state() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.openUntil.IsZero():
		return "closed"
	case time.Now().Before(b.openUntil):
		return "open"
	default:
		return "half-open"
	}
}
