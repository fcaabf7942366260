package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

type config struct {
	port       int
	rateLimit  int             // requests per key and hour
	videoDates map[string]bool // dates with a video, besides those that have one anyway
}

// readConfig names everything that is wrong at once, one line each.
func readConfig(getenv func(string) string) (config, error) {
	port, portErr := integer(getenv, "PORT", 80, 0, 65535)
	rateLimit, rateErr := integer(getenv, "RATE_LIMIT", 1000, 0, 1_000_000)
	videoDates, videoErr := dates(getenv, "VIDEO_DATES")
	return config{port, rateLimit, videoDates}, errors.Join(portErr, rateErr, videoErr)
}

func integer(getenv func(string) string, name string, fallback, lowest, highest int) (int, error) {
	value := getenv(name)
	if value == "" {
		return fallback, nil
	}
	number, err := strconv.Atoi(value)
	if err != nil || number < lowest || number > highest {
		return 0, fmt.Errorf("%s=%q is not a whole number from %d to %d", name, value, lowest, highest)
	}
	return number, nil
}

func dates(getenv func(string) string, name string) (map[string]bool, error) {
	found := map[string]bool{}
	for text := range strings.SplitSeq(getenv(name), ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return nil, fmt.Errorf("%s=%q is not a list of dates such as 2026-11-23, with commas between", name, text)
		}
		found[text] = true
	}
	return found, nil
}
