package main

import "strings"

// text is what is said about a day's picture. Every word of it is made up here.
type text struct{ title, explanation, copyright string }

// textOf draws words as paint draws light: from the date alone.
func textOf(d day) text {
	pick := func(purpose string, from []string) string {
		return from[d.seed(purpose)%uint64(len(from))]
	}
	words := subjectWords[d.subject()]
	fill := strings.NewReplacer(
		"{name}", pick("name", names),
		"{creature}", pick("creature", creatures),
		"{number}", pick("number", numbers),
		"{few}", pick("few", few),
		"{place}", pick("place", places),
	)
	sentences := []string{
		pick("opening", words.openings), pick("middle", words.middles), pick("ending", words.endings),
		pick("honesty", honesty),
	}
	t := text{title: fill.Replace(pick("title", words.titles)), explanation: fill.Replace(strings.Join(sentences, " "))}
	// Two of three pictures belong to somebody, as it were.
	if d.seed("owner")%3 != 0 {
		t.copyright = pick("first", firstNames) + " " + pick("last", lastNames)
	}
	return t
}
