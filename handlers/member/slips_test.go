package member_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/handlers/servicetest"
)

// outcome is the result of a typing error.
type outcome int

const (
	missed outcome = iota // taken for something else
	told                  // told or asked about, or taken as it was meant
	shown                 // shown back before anything leaves, with « Corriger »
)

// identifierTyped types an identifier in « oubli », from an unused network address.
func (s *slipper) identifierTyped(typed, meant string) outcome {
	s.from++
	b := s.service.From(fmt.Sprintf("10.9.%d.%d", s.from/250, s.from%250+1))
	p := b.Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": typed})
	id, err := account.ParseIdentifier(typed)
	switch {
	case p.Status == 422, err == nil && id.Value == meant:
		return told
	case strings.Contains(p.Text(), "Votre identifiant : "+typed) && strings.Contains(p.Text(), "Corriger"):
		return shown
	}
	return missed
}

func when(isTold bool) outcome {
	if isTold {
		return told
	}
	return missed
}

func codeTold(typed, meant string) bool {
	code := account.ReadCode(typed, len(meant))
	return code == meant || len(code) != len(meant) || !account.Digits(code)
}

func serialTold(typed, meant string) bool {
	serial, err := account.ParseSerial(typed)
	return err != nil || serial == meant
}

func amountTold(typed string, meant int64) bool {
	cents, err := account.ParseExactAmount(typed)
	return err != nil || cents == meant
}

func emailTold(typed, meant string) bool {
	address, err := account.ReadEmail(typed)
	return err != nil || address == meant || account.SuggestEmail(typed, nil) == meant
}

// slips are the kinds of typing errors, from public reports on similar systems.
func (s *slipper) slips() map[string]func() (string, outcome) {
	of := func(draw func() string, spoil func(string) string) func() (string, outcome) {
		return func() (string, outcome) {
			meant := draw()
			typed := spoil(meant)
			return typed, s.identifierTyped(typed, canonical(meant))
		}
	}
	code := func(spoil func(string) string) func() (string, outcome) {
		return func() (string, outcome) {
			meant := s.digits(4)
			typed := spoil(meant)
			return typed, when(codeTold(typed, meant))
		}
	}
	serial := func(spoil func(string) string) func() (string, outcome) {
		return func() (string, outcome) {
			meant := s.digits(20)
			typed := spoil(meant)
			return typed, when(serialTold(typed, meant))
		}
	}
	amount := func(spoil func(string) string) func() (string, outcome) {
		return func() (string, outcome) {
			meant := s.amount()
			cents, err := account.ParseAmount(meant)
			if err != nil {
				panic(err)
			}
			typed := spoil(meant)
			return typed, when(amountTold(typed, cents))
		}
	}
	email := func(spoil func(string) string) func() (string, outcome) {
		return func() (string, outcome) {
			domain := s.domain()
			typed := "jean.dupont@" + spoil(domain)
			return typed, when(emailTold(typed, "jean.dupont@"+domain))
		}
	}
	name := func(spoil func(string) string) func(string) string {
		return func(domain string) string {
			name, end, _ := strings.Cut(domain, ".")
			return spoil(name) + "." + end
		}
	}
	return map[string]func() (string, outcome){
		"NIR with its key: a digit missing": of(s.keyedNIR, s.without),
		"NIR with its key: a digit twice":   of(s.keyedNIR, s.twice),
		"NIR with its key: a wrong digit":   of(s.keyedNIR, s.wrong),
		"NIR with its key: two exchanged":   of(s.keyedNIR, s.swapped),
		"NIR: a digit missing":              of(s.nir, s.without),
		"NIR: a digit twice":                of(s.nir, s.twice),
		"NIR: a wrong digit":                of(s.nir, s.wrong),
		"NIR: month 13 to 19":               of(s.nir, func(v string) string { return v[:3] + "1" + string('3'+byte(s.IntN(7))) + v[5:] }),
		"NIR: O for 0, l for 1":             of(s.nir, func(v string) string { return strings.NewReplacer("0", "O", "1", "l").Replace(v) }),
		"NIR: blanks and dashes":            of(s.nir, func(v string) string { return v[:1] + " " + v[1:3] + "\u00a0" + v[3:7] + "-" + v[7:] + "\u200b" }),
		"SIRET: a wrong digit":              of(s.siret, s.wrong),
		"SIRET: two exchanged":              of(s.siret, s.swapped),
		"SIRET: a digit missing":            of(s.siret, s.without),
		"SIREN for SIRET":                   of(s.siret, func(v string) string { return v[:9] }),
		"telephone number for identifier":   of(s.nir, func(string) string { return "06" + s.digits(8) }),
		"e-mail address for identifier":     of(s.nir, func(string) string { return "jean.dupont@" + s.domain() }),
		"code: a digit missing":             code(s.without),
		"code: a digit twice":               code(s.twice),
		"code: pasted with its sentence":    code(func(v string) string { return "Votre code : " + v }),
		"amount for serial number":          serial(func(string) string { return s.amount() }),
		"the end of the serial number":      serial(func(v string) string { return v[13:] }),
		"serial number for amount":          amount(func(string) string { return s.digits(20) }),
		"amount without its cents":          amount(func(v string) string { return v[:strings.IndexByte(v, ',')] }),
		"domain: a letter missing":          email(name(s.without)),
		"domain: two letters exchanged":     email(name(s.swapped)),
	}
}

func canonical(meant string) string {
	id, err := account.ParseIdentifier(meant)
	if err != nil {
		panic(err)
	}
	return id.Value
}

// Of 200 typing errors at least 95 % are reported, or shown back with « Corriger », before anything is counted or promised. The
// format alone cannot reveal a wrong digit in a NIR without its key, nor a missing or additional digit that gives another
// possible number.
func TestOfTwoHundredSlipsNearlyAllAreTold(t *testing.T) {
	s := &slipper{Rand: rand.New(rand.NewPCG(9, 3)), service: servicetest.NewService(t)}
	kinds := s.slips()
	names := slices.Sorted(maps.Keys(kinds))
	var count [3]int
	for _, name := range names {
		for range 200 / len(names) {
			typed, became := kinds[name]()
			count[became]++
			if became != told {
				t.Logf("%s: %q is not told by its form", name, typed)
			}
		}
	}
	t.Logf("told by their form or asked about: %d; shown back: %d; missed: %d", count[told], count[shown], count[missed])
	if n := count[told] + count[shown]; count[told] < 180 || n < 190 || n+count[missed] != 200 {
		t.Errorf("told %d, shown back %d, missed %d", count[told], count[shown], count[missed])
	}
	if sent, letters := s.service.Sent(), s.service.Letters(); len(sent)+len(letters) > 0 {
		t.Errorf("sent %d messages and %d letters", len(sent), len(letters))
	}
}
