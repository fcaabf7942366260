package main

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

type config struct {
	port           int
	imageURL       *url.URL
	accessURL      *url.URL
	statsURL       *url.URL
	callTimeout    time.Duration  // for each call of another service
	breakerOpen    time.Duration  // how long a service that only fails is left alone
	visitsMax      int            // visits kept while access-log does not answer
	trustedProxies []netip.Prefix // whose X-Forwarded-For is believed
}

// readConfig names everything that is wrong at once, one line each.
func readConfig(getenv func(string) string) (config, error) {
	env := environment{getenv: getenv}
	return config{
		port:           env.integer("PORT", 80, 0, 65535),
		imageURL:       env.url("IMAGE_API_URL", "http://iotd/image"),
		accessURL:      env.url("ACCESS_API_URL", "http://accesslog/access-log"),
		statsURL:       env.url("STATS_API_URL", "http://accesslog/stats"),
		callTimeout:    time.Duration(env.integer("CALL_TIMEOUT_MS", 1500, 50, 10_000)) * time.Millisecond,
		breakerOpen:    time.Duration(env.integer("BREAKER_OPEN_MS", 2000, 50, 60_000)) * time.Millisecond,
		visitsMax:      env.integer("VISITS_MAX", 10_000, 1, 1_000_000),
		trustedProxies: env.prefixes("TRUSTED_PROXIES"),
	}, errors.Join(env.problems...)
}

type environment struct {
	getenv   func(string) string
	problems []error
}

func (e *environment) refuse(name, value, expected string) {
	e.problems = append(e.problems, fmt.Errorf("%s=%q is not %s", name, value, expected))
}

func (e *environment) integer(name string, fallback, lowest, highest int) int {
	value := e.getenv(name)
	if value == "" {
		return fallback
	}
	number, err := strconv.Atoi(value)
	if err != nil || number < lowest || number > highest {
		e.refuse(name, value, fmt.Sprintf("a whole number from %d to %d", lowest, highest))
	}
	return number
}

func (e *environment) url(name, fallback string) *url.URL {
	value := e.getenv(name)
	if value == "" {
		value = fallback
	}
	address, err := parseHTTPURL(value)
	if err != nil {
		e.refuse(name, value, "an absolute http or https URL")
	}
	return address
}

func (e *environment) prefixes(name string) []netip.Prefix {
	var prefixes []netip.Prefix
	for text := range strings.SplitSeq(e.getenv(name), ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			e.refuse(name, text, "a list of networks such as 192.0.2.0/24, with commas between")
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes
}

func parseHTTPURL(text string) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if (address.Scheme != "http" && address.Scheme != "https") || address.Host == "" {
		return nil, fmt.Errorf("%q is not an absolute http or https URL", text)
	}
	return address, nil
}
