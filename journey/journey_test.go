package journey_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"sesame/account"
	"sesame/journey"
)

// Each row gives the known facts, and the screen that follows from them.
func TestWhereAPersonStands(t *testing.T) {
	type f = journey.Facts
	for _, c := range []struct {
		because string
		journey journey.Journey
		facts   f
		screen  string
	}{
		{"a temporary password is replaced first", journey.Personalisation, f{}, "mot-de-passe"},
		{"then the coordinates are confirmed", journey.Personalisation, f{PasswordChosen: true}, "coordonnees"},
		{"then the address is verified", journey.Personalisation, f{PasswordChosen: true, ContactsStated: true}, "adresse-email"},
		{"an address verified before needs no code", journey.Personalisation, f{PasswordChosen: true, ContactsStated: true, AddressVerified: true}, "confirmation"},
		{"a verified address opens nothing before the password is chosen", journey.Personalisation, f{ContactsStated: true, AddressVerified: true}, "mot-de-passe"},
		{"another browser than the first proves itself before the password is replaced", journey.Personalisation, f{Path: account.ByCode}, "code"},
		{"without a contact, by the question", journey.Personalisation, f{Path: account.ByQuestion}, "question"},
		{"without either, only the caisse helps", journey.Personalisation, f{Path: account.ByLetter}, "sans-preuve"},
		{"a change asks for the current password", journey.Change, f{}, "mot-de-passe-actuel"},
		{"and for no coordinates", journey.Change, f{PasswordProved: true, PasswordChosen: true}, "confirmation"},
		{"oubli asks who it is", journey.Forgotten, f{}, "identifiant"},
		{"then how to answer", journey.Forgotten, f{Path: account.ByCode}, "canal"},
		{"case 1 asks for a code", journey.Forgotten, f{Path: account.ByCode, ChannelChosen: true}, "code"},
		{"case 1, caps met: the impasse", journey.Forgotten, f{Path: account.ByCode, ChannelChosen: true, Blocked: true}, "impasse"},
		{"case 1, a right code", journey.Forgotten, f{Path: account.ByCode, ChannelChosen: true, CodeRight: true}, "confirmation"},
		{"case 2 asks the question", journey.Forgotten, f{Path: account.ByQuestion, ChannelChosen: true}, "question"},
		{"case 2, answered", journey.Forgotten, f{Path: account.ByQuestion, ChannelChosen: true, Answered: true}, "confirmation"},
		{"case 3: the letter", journey.Forgotten, f{Path: account.ByLetter, ChannelChosen: true}, "confirmation"},
		{"an answer does not stand for a channel", journey.Forgotten, f{Path: account.ByQuestion, Answered: true}, "canal"},
		{"inscription asks the question first", journey.Registration, f{Path: account.ByQuestion}, "question"},
		{"an agent gives the password first", journey.Login, f{}, "connexion"},
		{"then a second factor", journey.Login, f{PasswordProved: true}, "second-facteur"},
		{"and is in", journey.Login, f{PasswordProved: true, FactorProved: true}, "accueil"},
		{"who used a recovery code is told how many are left", journey.Login, f{PasswordProved: true, FactorProved: true, ByRecoveryCode: true}, "codes-restants"},
		{"a password is chosen for a secret only", journey.Enrolment, f{PasswordChosen: true}, "secret"},
		{"a new key asks for the password", journey.Passkey, f{}, "ajout"},
		{"then the channel", journey.Registration, f{Path: account.ByQuestion, Answered: true}, "canal"},
	} {
		if got := c.journey.Current(c.facts).Name; got != c.screen {
			t.Errorf("%s: got %s, want %s", c.because, got, c.screen)
		}
	}
}

func TestTablesHoldTogether(t *testing.T) {
	for _, j := range journey.All {
		if found, ok := journey.ByName(j.Name); !ok || found.Path != j.Path {
			t.Errorf("%s is not found by its name", j.Name)
		}
		number := 0
		for _, s := range j.Steps {
			if s.Number < number || s.Number > number+1 {
				t.Errorf("%s/%s: step %d after %d", j.Name, s.Name, s.Number, number)
			}
			number = s.Number
			if _, ok := j.Step(s.Back); s.Back != "" && !ok {
				t.Errorf("%s/%s leads back to %q", j.Name, s.Name, s.Back)
			}
			if at, ok := j.At(j.URL(s)); !ok || at.Name != s.Name {
				t.Errorf("%s/%s is shown at %s, where %q is found", j.Name, s.Name, j.URL(s), at.Name)
			}
		}
		last := j.Steps[len(j.Steps)-1]
		if !last.When(journey.Facts{}) || last.Done(journey.Facts{}) {
			t.Errorf("%s does not end with its last step", j.Name)
		}
	}
}

// The diagrams of docs/journeys.md agree with the tables: starting without facts, one more fact at a time.
func TestThePageOfJourneysDrawsTheTables(t *testing.T) {
	page, err := os.ReadFile("../docs/journeys.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range journey.All {
		if want := diagram(j); !strings.Contains(string(page), want) {
			t.Errorf("docs/journeys.md lacks the diagram of « %s »:\n%s", j.Name, want)
		}
	}
}

func diagram(j journey.Journey) string {
	var b strings.Builder
	fmt.Fprintf(&b, "```mermaid\nstateDiagram-v2\n  [*] --> %s\n", id(j.Steps[0].Name))
	seen := map[string]bool{}
	var visit func(journey.Facts)
	visit = func(f journey.Facts) {
		at := j.Current(f)
		for _, next := range onward(f) {
			to := j.Current(next.facts)
			edge := fmt.Sprintf("  %s --> %s: %s\n", id(at.Name), id(to.Name), next.learned)
			if to.Name == at.Name || seen[edge] {
				continue
			}
			seen[edge] = true
			b.WriteString(edge)
			visit(next.facts)
		}
	}
	visit(journey.Facts{})
	fmt.Fprintf(&b, "  %s --> [*]\n```", id(j.Steps[len(j.Steps)-1].Name))
	return b.String()
}

// id is a step's name in the syntax of the diagram.
func id(name string) string { return strings.ReplaceAll(name, "-", "_") }

type oneMore struct {
	facts   journey.Facts
	learned string
}

// onward lists these facts with one more each.
func onward(f journey.Facts) []oneMore {
	var next []oneMore
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		switch {
		case v.Field(i).Kind() == reflect.Bool && !v.Field(i).Bool():
			more := f
			reflect.ValueOf(&more).Elem().Field(i).SetBool(true)
			next = append(next, oneMore{more, name})
		case name == "Path" && f.Path == "":
			for _, path := range []account.Path{account.ByCode, account.ByQuestion, account.ByLetter} {
				more := f
				more.Path = path
				next = append(next, oneMore{more, fmt.Sprintf("Path %s", path)})
			}
		}
	}
	return next
}
