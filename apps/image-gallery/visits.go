package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	visitSenders   = 4
	firstRetry     = 100 * time.Millisecond
	slowestRetry   = 2 * time.Second
	answerMaxBytes = 64 << 10
)

// A visit is delivered until access-log has it. Its id makes a second delivery count for nothing.
type visit struct {
	ID       string `json:"id"`
	ClientIP string `json:"clientIp"`
	TraceID  string `json:"traceId"`

	trace trace
	tried chan bool
}

// visitQueue keeps visits while access-log does not answer, and delivers each once it does.
type visitQueue struct {
	config  config
	calls   *caller
	logger  *slog.Logger
	pending chan visit
	closing chan struct{}
	stop    context.CancelFunc
	senders sync.WaitGroup

	isFailing   atomic.Bool
	undelivered atomic.Int64
	delivered   atomic.Int64
	dropped     atomic.Int64
}

func newVisitQueue(config config, calls *caller, logger *slog.Logger, metrics *metrics) *visitQueue {
	ctx, stop := context.WithCancel(context.Background())
	q := &visitQueue{
		config: config, calls: calls, logger: logger, stop: stop,
		pending: make(chan visit, config.visitsMax), closing: make(chan struct{}),
	}
	metrics.read("visits_undelivered", "gauge", "Visits that access-log does not have yet.", q.undelivered.Load)
	metrics.read("visits_delivered_total", "counter", "Visits that access-log has.", q.delivered.Load)
	metrics.read("visits_dropped_total", "counter", "Visits given up: queue full, or refused.", q.dropped.Load)
	for range visitSenders {
		q.senders.Go(func() { q.work(ctx) })
	}
	return q
}

// add never waits. What it returns says once delivery was tried whether access-log has the visit, so that a
// page shows a number with its own visit in it, or none; at once when access-log is known not to answer.
func (q *visitQueue) add(id, clientIP string, trace trace) <-chan bool {
	v := visit{ID: id, ClientIP: clientIP, TraceID: trace.id, trace: trace, tried: make(chan bool, 1)}
	q.undelivered.Add(1)
	select {
	case q.pending <- v:
	default:
		q.undelivered.Add(-1)
		q.dropped.Add(1)
		q.logger.Error("visit dropped: the queue is full", "traceId", trace.id, "visits", cap(q.pending))
		close(v.tried)
		return v.tried
	}
	if q.isFailing.Load() {
		known := make(chan bool)
		close(known)
		return known
	}
	return v.tried
}

// drain delivers what is left until ctx ends, and returns how many visits are lost.
func (q *visitQueue) drain(ctx context.Context) int64 {
	close(q.closing)
	q.calls.accessLog.breaker.hurry()
	emptied := make(chan struct{})
	go func() {
		q.senders.Wait()
		close(emptied)
	}()
	select {
	case <-emptied:
	case <-ctx.Done():
	}
	q.stop()
	<-emptied
	return q.undelivered.Load()
}

func (q *visitQueue) work(ctx context.Context) {
	for {
		select {
		case v := <-q.pending:
			q.deliver(ctx, v)
		case <-q.closing:
			select {
			case v := <-q.pending:
				q.deliver(ctx, v)
			default:
				return
			}
		}
	}
}

func (q *visitQueue) deliver(ctx context.Context, v visit) {
	var once sync.Once
	tell := func(isDelivered bool) { once.Do(func() { v.tried <- isDelivered }) }
	defer tell(false)
	wait, attempt := firstRetry, 1
	for ctx.Err() == nil {
		err := q.send(ctx, v, attempt)
		if err == nil {
			q.undelivered.Add(-1)
			q.delivered.Add(1)
			tell(true)
			if q.isFailing.CompareAndSwap(true, false) {
				q.logger.Info("access-log answers again", "visits", q.undelivered.Load())
			}
			return
		}
		if errors.Is(err, errRefused) {
			q.undelivered.Add(-1)
			q.dropped.Add(1)
			q.logger.Error("visit dropped", "traceId", v.trace.id, "error", err)
			return
		}
		// One line per outage, not one per attempt.
		if q.isFailing.CompareAndSwap(false, true) {
			q.logger.Warn("access-log does not answer: keeping visits", "traceId", v.trace.id, "error", err)
		}
		tell(false)
		if open := (openError{}); errors.As(err, &open) {
			q.pause(ctx, open.wait) // nothing was tried, and it is known when that makes sense again
			continue
		}
		q.pause(ctx, wait)
		wait, attempt = min(2*wait, slowestRetry), attempt+1
	}
}

// pause waits with patience, unless the service is about to end.
func (q *visitQueue) pause(ctx context.Context, wait time.Duration) {
	select {
	case <-time.After(wait + rand.N(min(wait, slowestRetry)/2+1)):
	case <-ctx.Done():
	case <-q.closing:
		select {
		case <-time.After(firstRetry):
		case <-ctx.Done():
		}
	}
}

// errRefused means that trying again would not help.
var errRefused = errors.New("access-log refused it")

func (q *visitQueue) send(ctx context.Context, v visit, attempt int) error {
	ctx, cancel := context.WithTimeout(withTrace(ctx, v.trace), q.config.callTimeout)
	defer cancel()
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding visit %q: %w", v.ID, err)
	}
	address := q.config.accessURL.String()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("delivering visit %q: %w", v.ID, err)
	}
	request.Header.Set("Content-Type", "application/json")
	err = q.calls.try(q.calls.accessLog, attempt, request, func(response *http.Response) error {
		// Read to the end, so that the connection can be used again.
		answer, _ := io.ReadAll(io.LimitReader(response.Body, answerMaxBytes))

		switch status := response.StatusCode; {
		case status == http.StatusOK, status == http.StatusCreated:
			return confirmed(answer, v)
		case status == http.StatusBadRequest, status == http.StatusRequestEntityTooLarge,
			status == http.StatusUnsupportedMediaType, status == http.StatusUnprocessableEntity:
			return fmt.Errorf("%w with %s", errRefused, response.Status)
		default:
			return fmt.Errorf("%q answered %s", address, response.Status)
		}
	})
	if err != nil {
		return fmt.Errorf("delivering visit %q: %w", v.ID, err)
	}
	return nil
}

// confirmed tells whether an answer names the visit. A 200 that does not is of somebody else, or has been
// cut short on the way: the visit may not be written.
func confirmed(answer []byte, v visit) error {
	var entry struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(answer, &entry); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	if entry.ID != v.ID {
		return fmt.Errorf("the answer is about %q", entry.ID)
	}
	return nil
}
