// The page shows what the other services gave, and says so when they gave nothing.
package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestPageStates(t *testing.T) {
	tests := map[string]struct {
		arrange func(g *gallery)
		want    []string
		wantNot []string
	}{
		"all is well": {
			arrange: func(g *gallery) {},
			want: []string{
				`<h1>Andromeda</h1>`, `A neighbour.`, `© Ada Vera`, `Monday, 23 November 2026`,
				`<img src="/picture/2026-11-23" alt="Andromeda">`, `<data value="1">1</data>`,
			},
			wantNot: []string{"last picture we have", "Public domain", "unknown for now"},
		},
		"the picture is stale": {
			arrange: func(g *gallery) { g.answerImage(func(i *dayImage) { i.Stale = true }) },
			want:    []string{"This is the last picture we have", `src="/picture/2026-11-23"`},
		},
		"nobody claims the picture": {
			arrange: func(g *gallery) { g.answerImage(func(i *dayImage) { i.Copyright = "" }) },
			want:    []string{"Public domain"},
			wantNot: []string{"©"},
		},
		"the caption has several paragraphs": {
			arrange: func(g *gallery) { g.answerImage(func(i *dayImage) { i.Caption = "One.\n\nTwo." }) },
			want:    []string{`<p class="caption">One.</p>`, `<p class="caption">Two.</p>`},
		},
		"the caption holds markup": {
			arrange: func(g *gallery) { g.answerImage(func(i *dayImage) { i.Caption = `<script>alert(1)</script>` }) },
			want:    []string{"&lt;script&gt;alert(1)"},
			wantNot: []string{"<script"},
		},
		"iotd has no picture": {
			arrange: func(g *gallery) { g.iotd.answerWith(fail) },
			want:    []string{"No picture right now", `<data value="1">1</data>`},
			wantNot: []string{"<img", "<h1>"},
		},
		"iotd is gone": {
			arrange: func(g *gallery) { g.iotd.Close() },
			want:    []string{"No picture right now"},
			wantNot: []string{"<img"},
		},
		"iotd names an address that is none": {
			arrange: func(g *gallery) { g.answerImage(func(i *dayImage) { i.URL = "file:///etc/passwd" }) },
			want:    []string{"No picture right now"},
			wantNot: []string{"passwd"},
		},
		"the picture cannot be fetched": {
			arrange: func(g *gallery) { g.upstream.answerWith(http.NotFound) },
			want:    []string{"Today's picture did not arrive", `<h1>Andromeda</h1>`},
			wantNot: []string{"<img"},
		},
		"accesslog is gone": {
			arrange: func(g *gallery) { g.accesslog.Close() },
			want:    []string{"unknown for now", `<h1>Andromeda</h1>`},
			wantNot: []string{"<data"},
		},
		"accesslog counts nothing": {
			arrange: func(g *gallery) {
				g.accesslog.answerWith(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(`{}`)) })
			},
			want: []string{"unknown for now"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t)
			test.arrange(g)

			response, got := g.get(t, "/")

			if response.StatusCode != http.StatusOK {
				t.Errorf("got status %d, want 200", response.StatusCode)
			}
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("got a page without %q, want it in:\n%s", want, got)
				}
			}
			for _, wantNot := range test.wantNot {
				if strings.Contains(got, wantNot) {
					t.Errorf("got a page with %q, want it without:\n%s", wantNot, got)
				}
			}
		})
	}
}

func TestPageAnswersInTimeWhenNothingElseDoes(t *testing.T) {
	g := newGallery(t)
	g.iotd.answerWith(hang)
	g.accesslog.answerWith(hang)

	started := time.Now()
	response, page := g.get(t, "/")

	if took := time.Since(started); took > 2*time.Second {
		t.Errorf("took %s, want at most 2s", took)
	}
	if response.StatusCode != http.StatusOK || !strings.Contains(page, "No picture right now") {
		t.Errorf("got status %d and this page, want 200 and no picture:\n%s", response.StatusCode, page)
	}
}

func TestPageShowsAPictureThatIsStillOnItsWay(t *testing.T) {
	g := newGallery(t)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	g.upstream.answerWith(func(w http.ResponseWriter, r *http.Request) { <-release })

	_, page := g.get(t, "/")

	if !strings.Contains(page, `<img src="/picture/2026-11-23"`) {
		t.Errorf("got a page without the picture, want the browser to wait for it:\n%s", page)
	}
}

func TestPageTrustsNobody(t *testing.T) {
	g := newGallery(t)

	response, page := g.get(t, "/")

	policy := response.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "style-src 'self'", "img-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("got policy %q, want %s in it", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
		t.Errorf("got policy %q, want no script at all", policy)
	}
	if found := regexp.MustCompile(`(?:src|href)="(?:https?:|//)[^"]*"`).FindString(page); found != "" {
		t.Errorf("got %s, want nothing from another origin", found)
	}
	if found := regexp.MustCompile(`<style|<script| style=| on[a-z]+=`).FindString(page); found != "" {
		t.Errorf("got %s, which the policy blocks", found)
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("got %s: %s, want %s", name, got, want)
		}
	}
}
