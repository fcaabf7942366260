package main

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

const countMax = 100

// A question is one of: one day, some days in a row, or a number of days at random.
type question struct {
	days      []day
	isList    bool
	hasThumbs bool
}

// parameters are those of the public service. The last two are read and change nothing, as there.
var parameters = []string{"api_key", "date", "start_date", "end_date", "count", "thumbs", "hd", "concept_tags"}

// readQuestion returns an error whose text is meant for the caller.
func readQuestion(c calendar, query url.Values, random func(n int) int) (question, error) {
	for name := range query {
		if !slices.Contains(parameters, name) {
			return question{}, fmt.Errorf("the parameter %q is not known: the service takes %v", name, parameters)
		}
	}
	has := func(name string) bool { return query.Get(name) != "" }
	if (has("date") && (has("start_date") || has("end_date") || has("count"))) ||
		(has("count") && (has("start_date") || has("end_date"))) || (has("end_date") && !has("start_date")) {
		return question{}, fmt.Errorf("these parameters do not go together: ask for date, or start_date and end_date, or count")
	}
	q := question{hasThumbs: query.Get("thumbs") == "true" || query.Get("thumbs") == "True" || query.Get("thumbs") == "1"}
	var err error
	switch {
	case has("count"):
		q.isList = true
		q.days, err = randomDays(c, query.Get("count"), random)
	case has("start_date"):
		q.isList = true
		q.days, err = daysBetween(c, query.Get("start_date"), query.Get("end_date"))
	case has("date"):
		q.days = make([]day, 1)
		q.days[0], err = readDay(c, query.Get("date"))
	default:
		q.days = []day{c.today()}
	}
	return q, err
}

func readDay(c calendar, text string) (day, error) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", fmt.Errorf("%q is not a date of the form YYYY-MM-DD", text)
	}
	if d := day(text); c.has(d) {
		return d, nil
	}
	return "", fmt.Errorf("there are pictures from %s to %s, and not of %s", firstDay, c.today(), text)
}

func daysBetween(c calendar, start, end string) ([]day, error) {
	if end == "" {
		end = string(c.today())
	}
	first, err := readDay(c, start)
	if err != nil {
		return nil, err
	}
	last, err := readDay(c, end)
	if err != nil {
		return nil, err
	}
	if first > last {
		return nil, fmt.Errorf("start_date %s is after end_date %s", first, last)
	}
	return c.days(first, last), nil
}

func randomDays(c calendar, text string, random func(n int) int) ([]day, error) {
	count, err := strconv.Atoi(text)
	if err != nil || count < 1 || count > countMax {
		return nil, fmt.Errorf("count %q is not a whole number from 1 to %d", text, countMax)
	}
	span := int(c.today().time().Sub(firstDay.time()).Hours()/24) + 1
	days := make([]day, count)
	for i := range days {
		days[i] = firstDay.after(random(span))
	}
	return days, nil
}
