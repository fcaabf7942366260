package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// page is what is shown. A nil field is what could not be had.
type page struct {
	image          *dayImage
	pictureMissing bool
	visits         *int
}

// parts are what differs from page to page; each takes the place of a comment in web/page.html.
var parts = []struct {
	marker string
	write  func(page) markup
}{
	{"<!-- title -->", title},
	{"<!-- day -->", day},
	{"<!-- picture -->", pictureOrExcuse},
	{"<!-- article -->", article},
	{"<!-- credit -->", credit},
	{"<!-- visits -->", visitCount},
}

// newRenderer takes the page without its parts, and insists on a place for each of them.
func newRenderer(skeleton string) (func(page) string, error) {
	for _, part := range parts {
		if found := strings.Count(skeleton, part.marker); found != 1 {
			return nil, fmt.Errorf("the page has %q %d times, want 1", part.marker, found)
		}
	}
	return func(p page) string {
		var replacements []string
		for _, part := range parts {
			replacements = append(replacements, part.marker, string(part.write(p)))
		}
		// In one pass: a marker that comes in with a caption is not looked at.
		return strings.NewReplacer(replacements...).Replace(skeleton)
	}, nil
}

func title(p page) markup {
	if p.image == nil || p.image.Title == "" {
		return ""
	}
	return text(p.image.Title) + " · "
}

func day(p page) markup {
	if p.image == nil {
		return ""
	}
	return `<p class="day"><time datetime="` + text(p.image.Date) + `">` + text(p.image.day()) + `</time></p>`
}

func pictureOrExcuse(p page) markup {
	if p.image == nil {
		return `<div class="empty">
      <h1 class="headline">No picture right now</h1>
      <p>The service that finds it does not answer. Reload the page in a moment.</p>
    </div>`
	}
	if p.pictureMissing {
		return `<div class="empty">
      <p class="headline">Today's picture did not arrive</p>
      <p>Its words did. Reload the page in a moment.</p>
    </div>`
	}
	address := "/picture/" + text(p.image.Date)
	description := text(cmp.Or(p.image.Title, "The picture of the day"))
	return `<a class="frame" href="` + address + `">
      <img src="` + address + `" alt="` + description + `">
    </a>`
}

func article(p page) markup {
	if p.image == nil {
		return ""
	}
	var note, caption markup
	if p.image.Stale {
		note = `
        <p class="note">This is the last picture we have: its source does not answer at the moment.</p>`
	}
	for _, paragraph := range p.image.paragraphs() {
		caption += `
        <p class="caption">` + text(paragraph) + `</p>`
	}
	return `<article>` + note + `
        <h1>` + text(cmp.Or(p.image.Title, "Untitled")) + `</h1>` + caption + `
      </article>`
}

func credit(p page) markup {
	if p.image == nil {
		return ""
	}
	holder := text("Public domain")
	if p.image.Copyright != "" {
		holder = "© " + text(p.image.Copyright)
	}
	return `<div><dt>Credit</dt><dd class="credit">` + holder + `</dd></div>`
}

func visitCount(p page) markup {
	if p.visits == nil {
		return "unknown for now"
	}
	return `<data value="` + text(strconv.Itoa(*p.visits)) + `">` + text(grouped(*p.visits)) + `</data>`
}

// day is the date as people say it.
func (i dayImage) day() string {
	day, err := time.Parse(time.DateOnly, i.Date)
	if err != nil {
		return i.Date
	}
	return day.Format("Monday, 2 January 2006")
}

// paragraphs are the caption's, which may have several.
func (i dayImage) paragraphs() []string {
	return strings.FieldsFunc(i.Caption, func(r rune) bool { return r == '\n' })
}

// grouped sets a number's digits in groups: 12 345.
func grouped(number int) string {
	digits := strconv.Itoa(number)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	return digits
}
