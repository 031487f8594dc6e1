package texts_test

import (
	"testing"
	"time"

	"sesame/texts"
)

func TestASpanIsSaidInItsLargestUnit(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"12 mois": 365 * 24 * time.Hour, "90 jours": 90 * 24 * time.Hour, "24 heures": 24 * time.Hour, "1 heure": time.Hour, "8 heures": 8 * time.Hour,
		"90 minutes": 90 * time.Minute, "1 minute": time.Minute, "45 secondes": 45 * time.Second,
	} {
		if got := texts.Span(d); got != want {
			t.Errorf("%v is %q, not %q", d, got, want)
		}
	}
}
