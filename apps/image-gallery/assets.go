package main

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"time"
)

// web is compiled into the binary: the image has no other file to lose.
//
//go:embed web
var web embed.FS

func handleAsset(name, contentType string) http.HandlerFunc {
	content, err := web.ReadFile("web/" + name)
	if err != nil {
		panic(err) // the binary was built without its own file
	}
	sum := sha256.Sum256(content)
	etag := `"` + hex.EncodeToString(sum[:12]) + `"`
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Header().Set("Etag", etag)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}
}
