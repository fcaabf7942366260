package main

import (
	"net"
	"net/http"
	"sync"
)

const (
	requestsMax    = 256  // answered at the same time; each may hold a visitor's connection for pageBudget
	connectionsMax = 1024 // open at the same time: each costs memory, also one that says nothing
)

// limitRequests refuses what is more than can be answered in time, at once and with a time to come
// back: a queue would only let everybody wait for nothing. Machines that look after the service are
// always let in.
func limitRequests(next http.Handler, most int) http.Handler {
	slots := make(chan struct{}, most)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/health" || r.URL.Path == "/metrics" {
			next.ServeHTTP(w, r)
			return
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			next.ServeHTTP(w, r)
		default:
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusServiceUnavailable, "there are too many visitors at the moment")
		}
	})
}

// limitedListener takes no more connections on than there are slots. The others wait in the kernel,
// where they cost nothing here.
type limitedListener struct {
	net.Listener
	slots chan struct{}
	ended chan struct{}
	end   func()
}

func limitConnections(listener net.Listener, most int) net.Listener {
	ended := make(chan struct{})
	return &limitedListener{listener, make(chan struct{}, most), ended, sync.OnceFunc(func() { close(ended) })}
}

func (l *limitedListener) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.ended:
		return nil, net.ErrClosed
	}
	connection, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &limitedConnection{connection, sync.OnceFunc(func() { <-l.slots })}, nil
}

func (l *limitedListener) Close() error {
	l.end()
	return l.Listener.Close()
}

type limitedConnection struct {
	net.Conn
	release func()
}

func (c *limitedConnection) Close() error {
	defer c.release()
	return c.Conn.Close()
}
