package account

import (
	"testing"
	"time"
)

func TestADayIsReadAsPeopleWriteIt(t *testing.T) {
	for _, typed := range []string{"2/11/2026", "02/11/2026", " 02.11.2026\u00a0", "02-11-2026", "2\u202f11\u202f2026", "2026-11-02", "'02/11/2026", "02\u201111\u20112026", "０２／１１／２０２６", "\u200b2/11/2026.",
		"2 novembre 2026", "le 2 nov. 2026", "Lundi 2 novembre 2026", "2\u00a0Novembre\u00a02026.", "2-novembre-2026", "02112026", "20261102"} {
		if day, ok := ParseDay(typed); !ok || day.Format(time.DateOnly) != "2026-11-02" {
			t.Errorf("%q is read %v, %t", typed, day, ok)
		}
	}
	for typed, want := range map[string]string{"1er mai 2026": "2026-05-01", "Samedi 12 août 1950": "1950-08-12", "12 déc. 2026": "2026-12-12"} {
		if day, ok := ParseDay(typed); !ok || day.Format(time.DateOnly) != want {
			t.Errorf("%q is read %v, %t", typed, day, ok)
		}
	}
	for _, typed := range []string{"", "hier", "31/11/2026", "2/11/26", "11/2026", "2/11/1900", "2/11/2026 14 h", "2 novembre 26", "31 novembre 2026", "novembre 2026", "2112026"} {
		if day, ok := ParseDay(typed); ok {
			t.Errorf("%q is taken, as %v", typed, day)
		}
	}
}
