// One byte of so many is another, wherever the stream is cut into pieces, and no byte is lost.
package main

import (
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
)

// through sends pieces through the toxic, and returns what comes out at the other end.
func through(every int, pieces ...string) string {
	input, output := make(chan *stream.StreamChunk), make(chan *stream.StreamChunk, len(pieces))
	stub := toxics.NewToxicStub(input, output)
	toxic := &corruptToxic{Every: every}
	stub.State = toxic.NewState()
	go func() {
		for _, piece := range pieces {
			input <- &stream.StreamChunk{Data: []byte(piece)}
		}
		close(input)
	}()
	toxic.Pipe(stub)
	var all strings.Builder
	for chunk := range output {
		all.Write(chunk.Data)
	}
	return all.String()
}

func TestCorrupt(t *testing.T) {
	tests := map[string]struct {
		every  int
		pieces []string
		want   string
	}{
		"every third":               {3, []string{"aaaaaa"}, "aataat"},
		"across pieces":             {3, []string{"aa", "aa", "aa"}, "aataat"},
		"further apart than it is":  {9, []string{"aaaaaa"}, "aaaaaa"},
		"every byte":                {1, []string{"aa"}, "tt"},
		"zero is as bad as can be":  {0, []string{"aa"}, "tt"},
		"nothing in, nothing comes": {3, nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := through(test.every, test.pieces...); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
