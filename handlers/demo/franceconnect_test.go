package demo

import (
	"testing"
	"time"

	"sesame/handlers/web"
)

func TestWhatStandsForALoginAtFranceConnectServesOnceAndForAMinute(t *testing.T) {
	at := now
	base := new(web.Base)
	base.Now = func() time.Time { return at }
	f, err := newFranceConnect(base)
	if err != nil {
		t.Fatal(err)
	}
	f.codes["one"], f.codes["other"] = fcLogin{at: at}, fcLogin{at: at}
	if _, known := f.take("one"); !known {
		t.Error("a fresh code is not known")
	}
	if _, known := f.take("one"); known {
		t.Error("a code served twice")
	}
	at = at.Add(time.Minute)
	if _, known := f.take("other"); known {
		t.Error("a code served after a minute")
	}
}

func TestThePivotIsThatOfTheFile(t *testing.T) {
	for _, m := range people {
		if m.identifier != "2911186999023" {
			continue
		}
		for claim, want := range map[string]string{"family_name": "GIRAULT", "given_name": "Élodie", "gender": "female", "birthdate": "1991-11-21", "birthplace": "86999", "birthcountry": "99100"} {
			if got := m.pivot()[claim]; got != want {
				t.Errorf("%s is %v, want %s", claim, got, want)
			}
		}
	}
}
