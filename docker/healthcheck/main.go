// Command healthcheck asks the service in its own container whether it is well.
// It exits with 0 when GET /health answers 200, and with 1 and one line saying why when not.
//
// It speaks HTTP by hand: net/http would make it three times as large, and it sits in every image.
package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

const (
	timeout       = 1500 * time.Millisecond
	statusLineMax = 256
)

func main() {
	if err := check(os.Getenv); err != nil {
		os.Stderr.WriteString("healthcheck: " + err.Error() + "\n")
		os.Exit(1)
	}
}

func check(getenv func(string) string) error {
	port := getenv("PORT")
	if port == "" {
		port = "80"
	}
	address := net.JoinHostPort("127.0.0.1", port)

	dialer := net.Dialer{Deadline: time.Now().Add(timeout)}
	conn, err := dialer.Dial("tcp", address)
	if err != nil {
		return errors.New("connecting to " + address + ": " + reason(err))
	}
	defer conn.Close()

	// One deadline for all of it: connecting, asking and reading.
	if err := conn.SetDeadline(dialer.Deadline); err != nil {
		return errors.New("setting a deadline: " + err.Error())
	}
	line, err := statusLine(conn, address)
	if err != nil {
		return errors.New("asking " + address + " for /health: " + reason(err))
	}
	version, status, _ := strings.Cut(line, " ")
	if !strings.HasPrefix(version, "HTTP/1.") {
		return errors.New(address + " does not speak HTTP")
	}
	if code, _, _ := strings.Cut(status, " "); code != "200" {
		return errors.New("GET /health answered " + status + ", expected 200")
	}
	return nil
}

// statusLine sends the request and reads the first line of the answer, and no more than that.
func statusLine(conn net.Conn, host string) (string, error) {
	request := "GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"
	if _, err := io.WriteString(conn, request); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(io.LimitReader(conn, statusLineMax)).ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

// reason says in words what net's errors bury in addresses and system calls.
func reason(err error) string {
	var timed net.Error
	switch {
	case errors.As(err, &timed) && timed.Timeout():
		return "no answer within " + timeout.String()
	case errors.Is(err, io.EOF):
		return "the connection ended before an answer"
	}
	return err.Error()
}
