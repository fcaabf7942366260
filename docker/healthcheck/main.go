// Command healthcheck asks the service in its own container whether it is well.
// It exits with 0 when GET /health answers 200, and with 1 and one line saying why when not.
//
// It sits in every image, so it is about as small as a Go program can be: it speaks HTTP by hand,
// over the kernel's own sockets. An empty program has 1.2 MB; the package net would make it 2.1.
package main

import (
	"errors"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// timeout is for all of it: connecting, asking and reading.
const timeout = 1500 * time.Millisecond

func main() {
	port, _ := syscall.Getenv("PORT")
	if err := check(port); err != nil {
		syscall.Write(syscall.Stderr, []byte("healthcheck: "+err.Error()+"\n"))
		syscall.Exit(1)
	}
}

// check asks the service on a port, which is 80 when it is "".
func check(port string) error {
	if port == "" {
		port = "80"
	}
	address := "127.0.0.1:" + port
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return errors.New("connecting to " + address + ": no such port")
	}

	// The kernel lets each call wait for as long as it takes. So whichever it is that waits when the
	// time is up is left behind, and the end of the process ends it.
	answer := make(chan error, 2)
	go func() { answer <- ask(address, int(number)) }()
	time.AfterFunc(timeout, func() {
		answer <- errors.New("asking " + address + " for /health: no answer within " + timeout.String())
	})
	return <-answer
}

// ask yields no error when the service at the address says that it is well.
func ask(address string, port int) error {
	socket, err := connect(port)
	if err != nil {
		return errors.New("connecting to " + address + ": " + err.Error())
	}
	defer syscall.Close(socket)

	line, err := statusLine(socket, address)
	if err != nil {
		return errors.New("asking " + address + " for /health: " + err.Error())
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
