package main

import (
	"fmt"
	"net/http"
)

// entry is the public service's answer for one day, field by field in its order.
type entry struct {
	Copyright      string `json:"copyright,omitempty"`
	Date           day    `json:"date"`
	Explanation    string `json:"explanation"`
	HDURL          string `json:"hdurl,omitempty"`
	MediaType      string `json:"media_type"`
	ServiceVersion string `json:"service_version"`
	ThumbnailURL   string `json:"thumbnail_url,omitempty"`
	Title          string `json:"title"`
	URL            string `json:"url"`
}

// newEntry builds addresses on the name that the caller used: that one works for the caller.
func newEntry(c calendar, d day, r *http.Request, withThumbs bool) entry {
	base := "http://" + hostOf(r)
	text := textOf(d)
	e := entry{
		Copyright: text.copyright, Date: d, Explanation: text.explanation, Title: text.title,
		MediaType: "image", ServiceVersion: serviceVersion,
	}
	if c.isVideo(d) {
		e.MediaType, e.URL = "video", base+"/video/"+string(d)
		if withThumbs {
			e.ThumbnailURL = base + "/image/" + string(d) + ".jpg"
		}
		return e
	}
	e.URL = base + "/image/" + string(d) + ".jpg"
	e.HDURL = base + "/image/" + string(d) + "-large.jpg"
	return e
}

// hostOf is the connection's own address where the caller, as HTTP/1.0 lets it, names no host.
func hostOf(r *http.Request) string {
	if r.Host == "" {
		return fmt.Sprint(r.Context().Value(http.LocalAddrContextKey))
	}
	return r.Host
}
