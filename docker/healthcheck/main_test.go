// The health check tells a healthy service from every way of not being one.
package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCheckReadsTheStatus(t *testing.T) {
	tests := map[string]struct {
		status int
		want   string
	}{
		"200 is healthy":         {http.StatusOK, ""},
		"204 is not the promise": {http.StatusNoContent, "answered 204 No Content, expected 200"},
		"503 is unhealthy":       {http.StatusServiceUnavailable, "answered 503 Service Unavailable, expected 200"},
		"a redirect is no yes":   {http.StatusFound, "answered 302 Found, expected 200"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got *http.Request
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = r
				w.WriteHeader(test.status)
			}))
			defer service.Close()

			err := check(portOf(service.Listener.Addr()))

			expectError(t, err, test.want)
			if got.Method != http.MethodGet || got.URL.Path != "/health" {
				t.Errorf("asked %s %s, want GET /health", got.Method, got.URL.Path)
			}
		})
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	tests := map[string]struct {
		serve func(net.Conn)
		want  string
	}{
		"a service that hangs":        {func(net.Conn) { time.Sleep(2 * timeout) }, "no answer within 1.5s"},
		"a service that hangs up":     {func(conn net.Conn) { conn.Read(make([]byte, 1024)) }, "the connection ended before an answer"},
		"something else on the port":  {func(conn net.Conn) { conn.Write([]byte("220 mail ready\r\n")) }, "does not speak HTTP"},
		"an answer that does not end": {func(conn net.Conn) { conn.Write(make([]byte, 1<<20)) }, "the connection ended before an answer"},
		"an answer in many pieces":    {func(conn net.Conn) { drip(conn, "HTTP/1.1 200 OK\r\n", time.Millisecond) }, ""},
		"a drip that takes too long":  {func(conn net.Conn) { drip(conn, "HTTP/1.1 200 OK\r\n", timeout/4) }, "no answer within 1.5s"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			go func() {
				conn, err := listener.Accept()
				if err == nil {
					test.serve(conn)
					conn.Close()
				}
			}()

			started := time.Now()
			err = check(portOf(listener.Addr()))

			expectError(t, err, test.want)
			if took := time.Since(started); took > timeout+300*time.Millisecond {
				t.Errorf("took %s, want at most %s", took, timeout)
			}
		})
	}
}

func TestCheckWithoutAService(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()

	expectError(t, check(portOf(listener.Addr())), "connection refused")
	for _, port := range []string{"eighty", "-1", "65536"} {
		expectError(t, check(port), "connecting to 127.0.0.1:"+port+": no such port")
	}
}

func TestCheckWaitsForAServiceThatTakesNoConnection(t *testing.T) {
	// With room for none, the kernel lets the next one wait for an answer that never comes.
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(socket)
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(socket, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(socket)
	if err != nil {
		t.Fatal(err)
	}
	port := name.(*syscall.SockaddrInet4).Port
	waiting, err := connect(port)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(waiting)

	expectError(t, check(strconv.Itoa(port)), "no answer within 1.5s")
}

// drip sends one byte at a time: each is a read of its own, and none of them is late by itself.
func drip(conn net.Conn, answer string, pause time.Duration) {
	for i := range answer {
		conn.Write([]byte(answer[i : i+1]))
		time.Sleep(pause)
	}
}

func portOf(address net.Addr) string {
	_, port, _ := net.SplitHostPort(address.String())
	return port
}

func expectError(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if (want == "") != (got == "") || !strings.Contains(got, want) {
		t.Errorf("got error %q, want %q", got, want)
	}
}
