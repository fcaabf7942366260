// A visitor's address is the connection's, unless a trusted proxy says better.
package main

import (
	"net/http/httptest"
	"regexp"
	"testing"
)

func TestClientIP(t *testing.T) {
	tests := map[string]struct {
		connection, forwarded, trusted, want string
	}{
		"plain connection":                {"192.0.2.7:5000", "", "", "192.0.2.7"},
		"the header of anybody":           {"192.0.2.7:5000", "198.51.100.1", "", "192.0.2.7"},
		"the header of a trusted proxy":   {"192.0.2.7:5000", "198.51.100.1", "192.0.2.0/24", "198.51.100.1"},
		"a client's own addition":         {"192.0.2.7:5000", "203.0.113.9, 198.51.100.1", "192.0.2.0/24", "198.51.100.1"},
		"a chain of trusted proxies":      {"192.0.2.7:5000", "203.0.113.9, 192.0.2.8", "192.0.2.0/24", "203.0.113.9"},
		"a trusted proxy with nonsense":   {"192.0.2.7:5000", "unknown", "192.0.2.0/24", "192.0.2.7"},
		"IPv6":                            {"[2001:db8::1]:5000", "", "", "2001:db8::1"},
		"IPv4 in IPv6":                    {"[::ffff:192.0.2.7]:5000", "", "", "192.0.2.7"},
		"a link-local address has a zone": {"[fe80::1%eth0]:5000", "", "", "fe80::1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			config, err := readConfig(envOf("TRUSTED_PROXIES=" + test.trusted))
			if err != nil {
				t.Fatal(err)
			}
			request := httptest.NewRequest("GET", "/", nil)
			request.RemoteAddr = test.connection
			if test.forwarded != "" {
				request.Header.Set("X-Forwarded-For", test.forwarded)
			}

			if got := clientIP(request, config.trustedProxies); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestVisitIDsAreUUIDs(t *testing.T) {
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

	first, second := newVisitID(), newVisitID()

	if !uuid.MatchString(first) || first == second {
		t.Errorf("got %s and %s, want two different UUIDs", first, second)
	}
}
