package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientIP is the connection's own address. Anybody can write an X-Forwarded-For, so it counts
// only when a trusted proxy sent it, and only as far back as trusted proxies wrote it.
func clientIP(r *http.Request, trusted []netip.Prefix) string {
	connection, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	address := connection.Addr().Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(address) }) {
			break
		}
		earlier, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		address = earlier.Unmap().WithZone("")
	}
	return address.String()
}

// newVisitID is a random UUID (version 4).
func newVisitID() string {
	var id [16]byte
	rand.Read(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:])
}
