// The page shows what came from outside as words, never as markup.
package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestNothingFromOutsideBecomesMarkup(t *testing.T) {
	const evil = `"'><script>alert(1)</script>&amp;<!-- visits -->javascript:alert(1)`
	const harmless = `&#34;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&lt;!-- visits --&gt;javascript:alert(1)`
	tests := map[string]struct {
		change func(*dayImage)
		want   []string
	}{
		"the title": {func(i *dayImage) { i.Title = evil }, []string{
			"<title>" + harmless + " · Image of the day</title>", "<h1>" + harmless + "</h1>", `alt="` + harmless + `"`,
		}},
		"the caption":   {func(i *dayImage) { i.Caption = evil }, []string{`<p class="caption">` + harmless + "</p>"}},
		"the copyright": {func(i *dayImage) { i.Copyright = evil }, []string{`<dd class="credit">© ` + harmless + "</dd>"}},
		// A date that is none gets no further than client.go; the page would be safe all the same.
		"the date": {func(i *dayImage) { i.Date = evil }, []string{
			`href="/picture/` + harmless + `"`, `src="/picture/` + harmless + `"`,
			`datetime="` + harmless + `">` + harmless + "</time>",
		}},
		// The picture's address is not in the page: it is this origin's own.
		"the address": {func(i *dayImage) { i.URL = evil }, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			image := dayImage{Date: "2026-11-23", URL: "http://upstream.test/m31.png", Title: "Andromeda", Copyright: "Ada"}
			test.change(&image)

			got := renderPage(t, page{image: &image})

			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("got a page without %s, want it in:\n%s", want, got)
				}
			}
			if strings.Contains(got, evil) || strings.Contains(got, "<script") {
				t.Errorf("got markup from outside in the page:\n%s", got)
			}
			if found := regexp.MustCompile(`(?:src|href)="[^/]`).FindString(got); found != "" {
				t.Errorf("got %s, want addresses of this origin only", found)
			}
		})
	}
}

func TestTextIsTheOnlyWayFromStringToMarkup(t *testing.T) {
	conversions := 0
	for _, file := range []string{"markup.go", "render.go", "page.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		conversions += strings.Count(string(source), "markup(")
	}

	if conversions != 1 {
		t.Errorf("got %d conversions to markup, want 1: in text", conversions)
	}
}

func TestPageIsWholeWithoutAnything(t *testing.T) {
	got := renderPage(t, page{})

	for _, part := range parts {
		if strings.Contains(got, part.marker) {
			t.Errorf("got %s in the page, want it replaced:\n%s", part.marker, got)
		}
	}
	for _, want := range []string{"<title>Image of the day</title>", "No picture right now", "unknown for now", "</html>"} {
		if !strings.Contains(got, want) {
			t.Errorf("got a page without %q, want it in:\n%s", want, got)
		}
	}
}

func TestASkeletonThatDoesNotFitIsRefused(t *testing.T) {
	skeleton := readSkeleton(t)
	tests := map[string]struct{ skeleton, want string }{
		"a marker is missing": {strings.Replace(skeleton, "<!-- visits -->", "", 1), `"<!-- visits -->" 0 times`},
		"a marker is twice":   {skeleton + "<!-- day -->", `"<!-- day -->" 2 times`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := newRenderer(test.skeleton)

			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want %s", err, test.want)
			}
		})
	}
}

func TestDigitsAreGrouped(t *testing.T) {
	for number, want := range map[int]string{7: "7", 999: "999", 1000: "1\u202f000", 1234567: "1\u202f234\u202f567"} {
		if got := grouped(number); got != want {
			t.Errorf("got %q for %d, want %q", got, number, want)
		}
	}
}

func renderPage(t *testing.T, p page) string {
	t.Helper()
	render, err := newRenderer(readSkeleton(t))
	if err != nil {
		t.Fatal(err)
	}
	return render(p)
}

func readSkeleton(t *testing.T) string {
	t.Helper()
	skeleton, err := web.ReadFile("web/page.html")
	if err != nil {
		t.Fatal(err)
	}
	return string(skeleton)
}
