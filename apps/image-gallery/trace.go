package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// A trace follows one visitor's request through all services: W3C Trace Context, version 00.
type trace struct {
	id    string
	flags string
}

// continueTrace takes the caller's trace up, or begins one when there is none that is valid.
func continueTrace(header string) trace {
	parts := strings.Split(header, "-")
	if len(parts) != 4 || parts[0] != "00" || !isID(parts[1], 16) || !isID(parts[2], 8) || !isHex(parts[3], 1) {
		return trace{id: randomHex(16), flags: "00"}
	}
	return trace{id: parts[1], flags: parts[3]}
}

// isHex: two digits for each byte, in lower case.
func isHex(text string, bytes int) bool {
	return len(text) == 2*bytes && strings.Trim(text, "0123456789abcdef") == ""
}

// isID: an id of zeros stands for none.
func isID(text string, bytes int) bool {
	return isHex(text, bytes) && strings.Trim(text, "0") != ""
}

// header names one call of this service, its span, as the parent of what the called service does.
func (t trace) header(span string) string {
	return "00-" + t.id + "-" + span + "-" + t.flags
}

func randomHex(bytes int) string {
	random := make([]byte, bytes)
	rand.Read(random)
	return hex.EncodeToString(random)
}

type traceKey struct{}

func withTrace(ctx context.Context, t trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

func traceOf(ctx context.Context) trace {
	t, _ := ctx.Value(traceKey{}).(trace)
	return t
}
