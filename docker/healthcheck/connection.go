package main

import (
	"errors"
	"strings"
	"syscall"
)

const statusLineMax = 256

// connect yields a socket: the kernel's number for a connection, here to a port on 127.0.0.1.
func connect(port int) (int, error) {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	address := syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: port}
	if err := syscall.Connect(socket, &address); err != nil {
		syscall.Close(socket)
		return 0, err
	}
	return socket, nil
}

// statusLine sends the request and reads the first line of the answer, and no more than it must.
func statusLine(socket int, host string) (string, error) {
	request := "GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"
	if err := writeAll(socket, []byte(request)); err != nil {
		return "", err
	}
	return readLine(socket)
}

// writeAll writes until nothing is left: the kernel takes as much at a time as it has room for.
func writeAll(socket int, text []byte) error {
	for len(text) > 0 {
		written, err := syscall.Write(socket, text)
		if err != nil {
			return err
		}
		text = text[written:]
	}
	return nil
}

// readLine reads until a line is whole: the kernel yields what is there, be it half a line.
func readLine(socket int) (string, error) {
	var buffer [statusLineMax]byte
	for size := 0; size < len(buffer); {
		read, err := syscall.Read(socket, buffer[size:])
		if err != nil {
			return "", err
		}
		if read == 0 {
			break
		}
		size += read
		if line, _, isWhole := strings.Cut(string(buffer[:size]), "\n"); isWhole {
			return strings.TrimRight(line, "\r"), nil
		}
	}
	return "", errors.New("the connection ended before an answer")
}
