package main

import (
	"cmp"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"
)

const (
	window  = time.Hour
	keysMax = 10_000
)

// aKey is what the public service hands out, and the one key that everybody may use.
var aKey = regexp.MustCompile(`^(DEMO_KEY|[A-Za-z0-9]{40})$`)

// limiter stands for the gateway before the public service: it knows keys, and counts requests.
type limiter struct {
	perHour int
	now     func() time.Time
	mu      sync.Mutex
	used    map[string]*usage
}

type usage struct {
	since    time.Time
	requests int
}

func newLimiter(perHour int, now func() time.Time) *limiter {
	return &limiter{perHour: perHour, now: now, used: map[string]*usage{}}
}

func (l *limiter) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := cmp.Or(r.URL.Query().Get("api_key"), r.Header.Get("X-Api-Key"))
		if key == "" {
			refuse(w, http.StatusForbidden, "API_KEY_MISSING", "the request has no api_key: DEMO_KEY is one that everybody may use")
			return
		}
		if !aKey.MatchString(key) {
			refuse(w, http.StatusForbidden, "API_KEY_INVALID", "the api_key is not one of ours: DEMO_KEY is, and every 40 letters and digits are")
			return
		}
		remaining, wait := l.take(key)
		w.Header().Set("X-RateLimit-Limit", strconv.Itoa(l.perHour))
		w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(max(0, remaining)))
		if remaining < 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
			refuse(w, http.StatusTooManyRequests, "OVER_RATE_LIMIT", "this api_key has used up its requests for this hour")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// take counts one request. It returns how many are left, -1 for one too many, and when the key's
// hour is over.
func (l *limiter) take(key string) (remaining int, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.used) >= keysMax {
		l.forget(now)
	}
	u := l.used[key]
	if u == nil || now.Sub(u.since) >= window {
		u = &usage{since: now}
		l.used[key] = u
	}
	wait = window - now.Sub(u.since)
	if u.requests >= l.perHour {
		return -1, wait
	}
	u.requests++
	return l.perHour - u.requests, wait
}

// forget drops keys whose hour is over, or all when that is not enough: memory has its limit too.
func (l *limiter) forget(now time.Time) {
	for key, u := range l.used {
		if now.Sub(u.since) >= window {
			delete(l.used, key)
		}
	}
	if len(l.used) >= keysMax {
		clear(l.used)
	}
}

// gatewayError is how the gateway says no.
type gatewayError struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	var body gatewayError
	body.Error.Code, body.Error.Message = code, message
	writeJSON(w, status, body)
}
