package member_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"sesame/account"
	"sesame/handlers/servicetest"
)

// slipper makes random typing errors.
type slipper struct {
	*rand.Rand
	service *servicetest.Service
	from    int // addresses of the network used so far
}

func (s *slipper) digits(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + s.IntN(10)))
	}
	return b.String()
}

// nir is the NIR of a person born in France in a known month.
func (s *slipper) nir() string {
	return fmt.Sprintf("%d%02d%02d%02d%s", 1+s.IntN(2), s.IntN(100), 1+s.IntN(12), 1+s.IntN(95), s.digits(6))
}

func (s *slipper) keyedNIR() string {
	nir := s.nir()
	key, err := account.NIRKey(nir)
	if err != nil {
		panic(err)
	}
	return nir + key
}

func (s *slipper) siret() string {
	for {
		v := s.digits(14)
		if id, err := account.ParseIdentifier(v); err == nil && id.CheckFor(account.Entreprise) == nil {
			return v
		}
	}
}

func (s *slipper) without(v string) string { at := s.IntN(len(v)); return v[:at] + v[at+1:] }

func (s *slipper) twice(v string) string { at := s.IntN(len(v)); return v[:at+1] + v[at:] }

// wrong replaces one digit.
func (s *slipper) wrong(v string) string {
	at := s.IntN(len(v))
	return v[:at] + string('0'+(v[at]-'0'+byte(1+s.IntN(9)))%10) + v[at+1:]
}

// swapped exchanges two different neighbouring characters.
func (s *slipper) swapped(v string) string {
	for {
		if at := s.IntN(len(v) - 1); v[at] != v[at+1] {
			return v[:at] + string(v[at+1]) + string(v[at]) + v[at+2:]
		}
	}
}

func (s *slipper) amount() string { return fmt.Sprintf("%d,%02d", 100+s.IntN(20000), s.IntN(100)) }

// domain draws the domain of a mail provider, frequent ones more often.
func (s *slipper) domain() string {
	providers := []string{"gmail.com", "orange.fr", "hotmail.fr", "hotmail.com", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "yahoo.fr", "outlook.fr"}
	return providers[min(s.IntN(len(providers)), s.IntN(len(providers)))]
}
