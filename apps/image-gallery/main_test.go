// The service refuses a wrong configuration, and stops when it is told to.
package main

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestWrongConfiguration(t *testing.T) {
	tests := map[string]string{
		"PORT=eighty":                `PORT="eighty" is not a whole number from 0 to 65535`,
		"PORT=70000":                 `PORT="70000" is not a whole number from 0 to 65535`,
		"IMAGE_API_URL=iotd/image":   `IMAGE_API_URL="iotd/image" is not an absolute http or https URL`,
		"ACCESS_API_URL=ftp://a/b":   `ACCESS_API_URL="ftp://a/b" is not an absolute http or https URL`,
		"STATS_API_URL=http://":      `STATS_API_URL="http://" is not an absolute http or https URL`,
		"CALL_TIMEOUT_MS=1.5":        `CALL_TIMEOUT_MS="1.5" is not a whole number from 50 to 10000`,
		"BREAKER_OPEN_MS=0":          `BREAKER_OPEN_MS="0" is not a whole number from 50 to 60000`,
		"VISITS_MAX=0":               `VISITS_MAX="0" is not a whole number from 1 to 1000000`,
		"TRUSTED_PROXIES=proxy.test": `TRUSTED_PROXIES="proxy.test" is not a list of networks`,
	}
	for pair, want := range tests {
		t.Run(pair, func(t *testing.T) {
			err := run(t.Context(), &lockedBuffer{}, envOf(pair))

			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got error %v, want %s", err, want)
			}
		})
	}
}

func TestAllThatIsWrongIsNamedAtOnce(t *testing.T) {
	err := run(t.Context(), &lockedBuffer{}, envOf("PORT=x", "VISITS_MAX=y"))

	if err == nil || !strings.Contains(err.Error(), "PORT") || !strings.Contains(err.Error(), "VISITS_MAX") {
		t.Errorf("got error %v, want both names in it", err)
	}
}

func TestRunStopsWhenTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	log := &lockedBuffer{}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, log, envOf("PORT=0")) }()
	eventually(t, "the service listening", func() bool { return strings.Contains(log.String(), `"msg":"listening"`) })

	stop()

	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("got error %v, want none", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("still running after 5s")
	}
	if !strings.Contains(log.String(), `"msg":"stopped"`) {
		t.Errorf("got this log, want its last line to say stopped:\n%s", log)
	}
}
