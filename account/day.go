package account

import (
	"strings"
	"time"
)

// ParseDay reads a day from 1901 on as people write or paste it: 31/12/2026, 1.7.2026, 31-12-2026, 31 12 2026 or 2026-12-31. ok is false for
// anything else.
func ParseDay(s string) (day time.Time, ok bool) {
	written := strings.Join(strings.FieldsFunc(keyed(s), separator), "/")
	for _, layout := range []string{"2/1/2006", "2006/1/2"} {
		if day, err := time.Parse(layout, written); err == nil && day.Year() > 1900 {
			return day, true
		}
	}
	return time.Time{}, false
}
