package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const picturePeersMax = 16 // hosts that are remembered

// A peer is another service as this one meets it.
type peer struct {
	name    string
	breaker *breaker
}

// caller makes every outgoing call: with the visitor's trace, behind a breaker, and with one line in
// the log for each attempt.
type caller struct {
	client  *http.Client
	logger  *slog.Logger
	timeout time.Duration
	budget  *retryBudget
	metrics *callMetrics

	image *peer // for the page
	// Asked for dates that visitors choose. What comes of those must not take the page's picture away.
	imageOfDate *peer
	accessLog   *peer

	openTime time.Duration
	mu       sync.Mutex
	pictures []*peer // a host each, the latest last
}

func newCaller(config config, logger *slog.Logger, metrics *metrics) *caller {
	newPeer := func(name string) *peer { return &peer{name, &breaker{openTime: config.breakerOpen}} }
	c := &caller{
		client: newClient(), logger: logger, timeout: config.callTimeout, budget: newRetryBudget(),
		image:       newPeer(config.imageURL.Hostname()),
		imageOfDate: newPeer(config.imageURL.Hostname() + "/date"),
		accessLog:   newPeer(config.accessURL.Hostname()),
		openTime:    config.breakerOpen,
	}
	c.metrics = newCallMetrics(c.image, c.imageOfDate, c.accessLog)
	metrics.also(c.metrics.write)
	return c
}

// picturePeer is the host that has a picture. There can be many over time: the oldest are forgotten.
func (c *caller) picturePeer(host string) *peer {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, known := range c.pictures {
		if known.name == host {
			return known
		}
	}
	c.pictures = append(c.pictures, &peer{host, &breaker{openTime: c.openTime}})
	if len(c.pictures) > picturePeersMax {
		c.pictures = append([]*peer(nil), c.pictures[1:]...)
	}
	return c.pictures[len(c.pictures)-1]
}

// errUnreachable: there was no answer at all, and not for lack of time.
var errUnreachable = errors.New("no answer")

// try makes one attempt, or none when the breaker is open. read gets whatever the answer is, and its
// error is the attempt's.
func (c *caller) try(to *peer, attempt int, request *http.Request, read func(*http.Response) error) error {
	ctx := request.Context()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	a := attemptMade{peer: to.name, number: attempt, span: randomHex(8), request: request, began: time.Now(), breaker: to.breaker.state()}
	isProbe, err := to.breaker.enter()
	if err != nil {
		a.breaker, a.result = "open", "not made"
		c.note(a)
		return err
	}
	verdict := verdict{result: "bug"}
	defer func() {
		to.breaker.leave(isProbe, verdict.outcome, verdict.hold)
		a.result = verdict.result
		c.note(a)
	}()
	request.Header.Set("Traceparent", traceOf(ctx).header(a.span))
	response, err := c.client.Do(request)
	if err == nil {
		defer response.Body.Close()
		err = read(response)
	}
	verdict = c.judge(ctx, a.began, response, err)
	if verdict.result == "unreachable" {
		return fmt.Errorf("%w: %w", errUnreachable, err)
	}
	return err
}

// verdict is what an attempt says about the other service.
type verdict struct {
	outcome outcome
	hold    time.Duration
	result  string
}

func (c *caller) judge(ctx context.Context, began time.Time, response *http.Response, err error) verdict {
	deadline, isLimited := ctx.Deadline()
	if response != nil {
		result := strconv.Itoa(response.StatusCode)
		switch {
		case response.StatusCode == http.StatusTooManyRequests, response.StatusCode == http.StatusServiceUnavailable:
			return verdict{failed, retryAfter(response), result}
		case response.StatusCode >= 500:
			return verdict{failed, 0, result}
		case err == nil, response.StatusCode >= 300, errors.Is(err, errNoPicture):
			return verdict{succeeded, 0, result}
		}
	}
	switch {
	case ctx.Err() == context.Canceled:
		return verdict{abandoned, 0, "abandoned"}
	case err != nil && ctx.Err() != nil:
		// The visitor's time was nearly over when it began: that it came to nothing is nobody's fault.
		if isLimited && deadline.Sub(began) < c.timeout/2 {
			return verdict{abandoned, 0, "abandoned"}
		}
		return verdict{failed, 0, "timeout"}
	case response == nil:
		return verdict{failed, 0, "unreachable"}
	default:
		return verdict{failed, 0, "unreadable"}
	}
}

// attemptMade is what is known of an attempt when it is over.
type attemptMade struct {
	peer    string
	number  int
	span    string
	request *http.Request
	began   time.Time
	breaker string // as the attempt found it
	result  string // a status, or why there is none
}

func (c *caller) note(a attemptMade) {
	took := time.Since(a.began)
	c.metrics.count(a.peer, a.result, took)
	c.logger.Info("call",
		"traceId", traceOf(a.request.Context()).id, "spanId", a.span, "peer", a.request.URL.Hostname(),
		"method", a.request.Method, "path", a.request.URL.Path, "attempt", a.number,
		"result", a.result, "durationMs", float64(took.Microseconds())/1000, "breaker", a.breaker)
}
