package main

import (
	"fmt"
	"hash/fnv"
	"time"

	"drydock/apod/paint"
)

// A day is a date as the service speaks of it: 2026-11-23.
type day string

// firstDay is the public service's: it has nothing before.
const firstDay day = "1995-06-16"

// calendar knows what there is on which date. All of it follows from the date.
type calendar struct {
	now        func() time.Time
	videoDates map[string]bool
}

func (c calendar) today() day { return day(c.now().UTC().Format(time.DateOnly)) }

func (c calendar) has(d day) bool { return d >= firstDay && d <= c.today() }

// days is every day from first to last, both included.
func (c calendar) days(first, last day) []day {
	var all []day
	for d := first; d <= last; d = d.after(1) {
		all = append(all, d)
	}
	return all
}

// isVideo is true for about one day in twelve, but of today only when the configuration says so:
// who starts this today wants to see a picture.
func (c calendar) isVideo(d day) bool {
	if c.videoDates[string(d)] {
		return true
	}
	return d != c.today() && d.seed("medium")%12 == 0
}

// subject changes every day: within ten days, each comes once.
func (d day) subject() paint.Subject {
	count := len(paint.Subjects)
	number := int(d.time().Unix() / 86400)
	round, turn := number/count, number%count
	// 1, 3, 7 and 9 have no factor in common with 10, so each of them visits all subjects.
	seed := seedOf(fmt.Sprint("round ", round))
	step, start := []int{1, 3, 7, 9}[seed%4], int(seed>>8)%count
	return paint.Subjects[(turn*step+start)%count]
}

// seed is a number that belongs to this day and purpose alone.
func (d day) seed(purpose string) uint64 { return seedOf(purpose + " " + string(d)) }

func seedOf(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	sum := h.Sum64() // whose low bits are weak for texts that differ in their last letter only
	return (sum ^ sum>>29) * 0xbf58476d1ce4e5b9 >> 7
}

func (d day) after(days int) day {
	return day(d.time().AddDate(0, 0, days).Format(time.DateOnly))
}

func (d day) time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}
