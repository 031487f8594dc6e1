package doctor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

// start is the first look of these tests.
var start = time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC)

func TestALineThatFailsIsWrittenAboutOnceAndAgainOnceItIsWell(t *testing.T) {
	for name, c := range map[string]struct {
		looks string // a look each five minutes: - well, a to be looked at, x fails
		mails string // at which looks a mail leaves: x it fails, - it is well again
	}{
		"well":                        {"--------", "        "},
		"to be looked at":             {"aaaaaaaa", "        "},
		"failing":                     {"--xxxxxx", "    x   "},
		"at the first look":           {"xxxx", "  x "},
		"for five minutes only":       {"--x-x-x-", "        "},
		"well again for an hour":      {"xxxx----------------", "  x             -   "},
		"to be looked at for an hour": {"xxxxaaaaaaaaaaaaaaaa", "  x             -   "},
		"coming and going":            {"xxx-xxx-xxx-xxx--xxx", "  x                 "},
	} {
		t.Run(name, func(t *testing.T) {
			var kept []db.Check
			got := ""
			for i, look := range c.looks {
				state := map[rune]State{'-': OK, 'a': Attention, 'x': Failed}[look]
				var fails, mended []string
				kept, fails, mended = follow(kept, []Line{{Name: "disque", Finding: Finding{State: state, Says: "la place"}}}, start.Add(time.Duration(i)*period))
				switch {
				case len(fails) == 1 && mended == nil:
					got += "x"
				case len(mended) == 1 && fails == nil:
					got += "-"
				default:
					got += " "
				}
			}
			if got != c.mails {
				t.Errorf("looks %q\nmails %q\nwant  %q", c.looks, got, c.mails)
			}
		})
	}
}

func TestWhatWasFoundIsKeptOverARestartAndWrittenToTheCaisse(t *testing.T) {
	d := &Doctor{DB: opened(t, t.TempDir()), Caisse: account.Caisse{ContactEmail: "contact@msa.example"}}
	lines := []Line{
		{Name: "disque", Finding: Finding{State: Failed, Says: "il reste 12 Mo", Mend: "libérez de la place"}},
		{Name: "SMS", Finding: Finding{State: Failed, Says: "la passerelle ne répond pas", Mend: "vérifiez le port"}},
		{Name: "e-mail", Finding: Finding{State: OK, Says: "le relais répond"}},
	}
	for i := range 6 {
		d.Now = func() time.Time { return start.Add(time.Duration(i) * period) }
		if err := d.note(t.Context(), lines); err != nil {
			t.Fatal(err)
		}
		d = &Doctor{DB: d.DB, Caisse: d.Caisse} // a restart keeps nothing else
	}
	due, err := d.DB.Due(t.Context(), start.Add(time.Hour), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d mails, %v", len(due), err)
	}
	m := due[0]
	if want := "disque : il reste 12 Mo : libérez de la place\nSMS : la passerelle ne répond pas : vérifiez le port"; m.To != "contact@msa.example" || m.Kind != db.KindCheckFails || m.Detail != want {
		t.Errorf("%s to %s: %s", m.Kind, m.To, m.Detail)
	}
	kept, err := Read(t.Context(), d.DB.Reader)
	if err != nil || len(kept) != 3 {
		t.Fatalf("%+v, %v", kept, err)
	}
	names := ""
	for _, k := range kept {
		names += fmt.Sprint(k.Name, " ", k.State, ", ")
		if !k.Since.Equal(start) || !k.LookedAt.Equal(start.Add(5*period)) || k.Then == "" {
			t.Errorf("%+v", k)
		}
	}
	if names != "disque échec, e-mail ok, SMS échec, " {
		t.Errorf("kept in the order %s", names)
	}
}

func TestEachCheckHasAName(t *testing.T) {
	var names []string
	for _, c := range checks {
		if c.name == "" || c.then == "" || c.look == nil || strings.Contains(c.name, ":") {
			t.Errorf("%+v", c)
		}
		names = append(names, c.name)
	}
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("two checks have one name: %v", names)
	}
}
