package servicetest

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// varying matches what may differ between two responses of one kind: request numbers, the version of a form, the page that it is sent
// from, and times of day; nothing else.
var varying = regexp.MustCompile(`[BCDFGHJKLMNPRSTVWXZ]{3}-[2-9]{3}|name="version" value="[0-9a-f]{8}-|name="page" value="[A-Z2-7]{26}"|\d+\x{a0}h\x{a0}\d+|d’ici le \S+ \S+ \d{4}`)

// Loot is what a thief would look for: every value that the test has entered, or that the service has generated.
type Loot struct {
	mu     sync.Mutex
	Values map[string]string // value → its kind
}

func (l *Loot) add(what string, values ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range values {
		if v != "" {
			l.Values[v] = what
		}
	}
}

// AddFile adds every value of a file of the back office, except those that name a category, a kind of payment or a date of
// one.
func (l *Loot) AddFile(text string) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	columns := strings.Split(lines[0], ";")
	for _, line := range lines[1:] {
		for i, v := range strings.Split(line, ";") {
			switch columns[i] {
			case "categorie", "civilite", "nature", "date":
			case "date_naissance":
				if d, err := time.Parse("02/01/2006", v); err == nil {
					l.add(columns[i], v, d.Format(time.DateOnly), d.Format("02012006"), d.Format("20060102"), d.Format("2006/01/02"))
				}
			case "portable", "fixe", "fax":
				l.addPhone(v)
			case "montant":
				l.addAmount(v)
			default:
				l.add(columns[i], v)
			}
		}
	}
}

func (l *Loot) addPhone(national string) {
	if digits := strings.ReplaceAll(national, " ", ""); digits != "" {
		l.add("phone", national, digits, "+33"+digits[1:], digits[1:], "0033"+digits[1:], strings.ReplaceAll(national, " ", "."), strings.ReplaceAll(national, " ", "-"))
	}
}

func (l *Loot) addAmount(v string) {
	plain := strings.ReplaceAll(strings.ReplaceAll(v, " ", ""), ",", ".")
	l.add("amount", v, plain, strings.ReplaceAll(plain, ".", ","), strings.ReplaceAll(plain, ".", ""))
}

// seen adds the messages that wait to be sent, and the cookies of the browsers.
func (l *Loot) seen(s *Service, browsers ...*Browser) {
	s.t.Helper()
	due, err := s.DB.Due(context.Background(), s.Now().Add(time.Hour), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range due {
		if m.Decoy() {
			l.add("password or code", m.Secret)
			continue
		}
		l.add("password or code", m.Secret)
		l.add("destination", m.To)
		l.add("name", m.Name)
		l.add("detail", m.Detail)
	}
	for _, letter := range s.Letters() {
		grouped := letter.Payload.Secret
		l.add("password of a letter", grouped, grouped[:4]+" "+grouped[4:8]+" "+grouped[8:])
		l.add("name", letter.Payload.Name)
	}
	at, err := url.Parse(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, b := range browsers {
		for _, c := range b.Client.Jar.Cookies(at) {
			l.add("session token", c.Value)
		}
	}
}
