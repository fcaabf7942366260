package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	pictureMaxBytes  = 10_000_000
	picturesMaxBytes = 24_000_000 // kept in memory, all together
	pictureTimeout   = 10 * time.Second
	fetchesMax       = 2 // at once, so that memory stays bounded
)

type picture struct {
	bytes       []byte
	contentType string
	etag        string
}

// pictureStore fetches pictures and keeps the latest. Visitors who ask for the same one at the
// same time share one fetch.
type pictureStore struct {
	calls *caller
	slots chan struct{}
	mu    sync.Mutex
	kept  []*keptPicture // oldest first
}

type keptPicture struct {
	date, url string
	done      chan struct{} // closed once picture or err is set
	picture   picture
	err       error
}

func newPictureStore(calls *caller) *pictureStore {
	return &pictureStore{calls: calls, slots: make(chan struct{}, fetchesMax)}
}

// get waits for the picture no longer than ctx allows. The fetch itself goes on for the next visitor.
func (s *pictureStore) get(ctx context.Context, date, url string) (picture, error) {
	kept := s.find(date, url)
	if kept == nil {
		kept = s.begin(ctx, date, url)
	}
	return kept.wait(ctx)
}

// known is a picture that is here, or on its way, for a date.
func (s *pictureStore) known(date string) *keptPicture { return s.find(date, "") }

func (k *keptPicture) wait(ctx context.Context) (picture, error) {
	select {
	case <-k.done:
		return k.picture, k.err
	case <-ctx.Done():
		return picture{}, fmt.Errorf("waiting for picture %q: %w", k.url, ctx.Err())
	}
}

func (s *pictureStore) find(date, url string) *keptPicture {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, kept := range slices.Backward(s.kept) {
		if kept.date == date && (url == "" || kept.url == url) {
			return kept
		}
	}
	return nil
}

func (s *pictureStore) begin(ctx context.Context, date, url string) *keptPicture {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, kept := range s.kept {
		if kept.date == date && kept.url == url {
			return kept // another visitor was quicker
		}
	}
	kept := &keptPicture{date: date, url: url, done: make(chan struct{})}
	s.kept = append(s.kept, kept)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pictureTimeout)
		defer cancel()
		kept.picture, kept.err = s.fetch(ctx, url)
		close(kept.done)
		s.tidy(kept)
	}()
	return kept
}

// tidy forgets a failed fetch, so that the next visitor tries again, and the oldest pictures.
func (s *pictureStore) tidy(latest *keptPicture) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(k *keptPicture) bool {
		return k == latest && k.err != nil
	})
	total := 0
	for i, kept := range slices.Backward(s.kept) {
		select {
		case <-kept.done:
			total += len(kept.picture.bytes)
		default: // still on its way
		}
		if total > picturesMaxBytes {
			s.kept = slices.Clone(s.kept[i+1:])
			return
		}
	}
}

var errNoPicture = errors.New("not a picture that a page can show")

func (s *pictureStore) fetch(ctx context.Context, address string) (found picture, err error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return picture{}, fmt.Errorf("waiting to fetch picture %q: %w", address, ctx.Err())
	}
	parsed, err := parseHTTPURL(address)
	if err != nil {
		return picture{}, err
	}
	err = s.calls.get(ctx, s.calls.picturePeer(parsed.Host), 1, address, func(response *http.Response) error {
		found, err = readPicture(response)
		return err
	})
	return found, err
}

func readPicture(response *http.Response) (picture, error) {
	bytes, err := io.ReadAll(io.LimitReader(response.Body, pictureMaxBytes+1))
	if err != nil {
		return picture{}, err
	}
	if len(bytes) > pictureMaxBytes {
		return picture{}, fmt.Errorf("%w: it has more than %d bytes", errNoPicture, pictureMaxBytes)
	}
	// The bytes say what they are, and the header must not say otherwise. SVG is refused: it can
	// hold scripts, and would run them as ours.
	contentType, said := http.DetectContentType(bytes), response.Header.Get("Content-Type")
	if !strings.HasPrefix(contentType, "image/") || !strings.HasPrefix(said, "image/") {
		return picture{}, fmt.Errorf("%w: %q, which looks like %q", errNoPicture, said, contentType)
	}
	sum := sha256.Sum256(bytes)
	return picture{bytes, contentType, `"` + hex.EncodeToString(sum[:12]) + `"`}, nil
}
