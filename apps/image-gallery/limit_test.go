// What is more than the service can bear is refused, or waits where it costs nothing.
package main

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTooManyRequestsAreRefusedAtOnce(t *testing.T) {
	const most = 3
	release := make(chan struct{})
	service := newFakeService(t, limitRequests(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			<-release
		}
	}), most).ServeHTTP)
	var held sync.WaitGroup
	for range most {
		held.Go(func() { http.Get(service.URL + "/") })
	}
	eventually(t, "all slots taken", func() bool { return len(service.asked()) == most })

	refused, err := http.Get(service.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	health, err := http.Get(service.URL + "/health")
	if err != nil {
		t.Fatal(err)
	}
	close(release)
	held.Wait()
	served, err := http.Get(service.URL + "/")
	if err != nil {
		t.Fatal(err)
	}

	if refused.StatusCode != http.StatusServiceUnavailable || refused.Header.Get("Retry-After") != "1" {
		t.Errorf("got status %d and Retry-After %q, want 503 and 1", refused.StatusCode, refused.Header.Get("Retry-After"))
	}
	if got := refused.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("got content type %q, want a problem", got)
	}
	if health.StatusCode != http.StatusOK || served.StatusCode != http.StatusOK {
		t.Errorf("got status %d for the health and %d afterwards, want 200 for both", health.StatusCode, served.StatusCode)
	}
}

func TestTooManyConnectionsWait(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := limitConnections(inner, 1)
	server := &http.Server{Handler: handleHealth()}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	idle, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + inner.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		answered <- response.Status
	}()

	select {
	case got := <-answered:
		t.Fatalf("got %s, want the second connection to wait for the first", got)
	case <-time.After(200 * time.Millisecond):
	}
	idle.Close()

	if got := <-answered; got != "200 OK" {
		t.Errorf("got %s once the first connection is closed, want 200 OK", got)
	}
	server.Close()
	if err := <-served; err == nil || !strings.Contains(err.Error(), "Server closed") {
		t.Errorf("got error %v, want an end although no slot may be free", err)
	}
}
