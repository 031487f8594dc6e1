package db

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// readProfile reads the JSON of a profile. What json.Marshal makes of plain texts is read here, in a fifth of the time: a list shows
// dozens of profiles. The rest is left to encoding/json, such as a text with a character that it escapes.
func readProfile(plain []byte) (p Profile, err error) {
	if p, ok := plainProfile(string(plain)); ok {
		return p, nil
	}
	err = json.Unmarshal(plain, &p)
	return p, err
}

// plainProfile returns false for whatever it does not read as encoding/json does.
func plainProfile(text string) (p Profile, ok bool) {
	r := plainJSON{rest: text}
	r.each('{', '}', func() {
		key := r.text()
		r.expect(':')
		switch key {
		case "identifier":
			p.Identifier = r.text()
		case "civility":
			p.Civility = r.text()
		case "last_name":
			p.LastName = r.text()
		case "first_name":
			p.FirstName = r.text()
		case "company":
			p.Company = r.text()
		case "birth_date":
			p.BirthDate = r.text()
		case "birth_town":
			p.BirthTown = r.text()
		case "birth_country":
			p.BirthCountry = r.text()
		case "address":
			p.Address = make([]string, 0, 4)
			r.each('[', ']', func() { p.Address = append(p.Address, r.text()) })
		case "address_columns":
			p.AddressColumns = make([]int, 0, 4)
			r.each('[', ']', func() { p.AddressColumns = append(p.AddressColumns, r.digit()) })
		default:
			r.failed = true
		}
	})
	return p, !r.failed && r.rest == ""
}

// plainJSON reads JSON without spaces and escapes.
type plainJSON struct {
	rest   string
	failed bool
}

// each reads what stands between two brackets, separated by commas.
func (r *plainJSON) each(open, end byte, read func()) {
	r.expect(open)
	if r.next(end) {
		return
	}
	for read(); r.next(','); {
		read()
	}
	r.expect(end)
}

// next says whether the character c follows, and passes over it.
func (r *plainJSON) next(c byte) bool {
	if r.failed || r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

func (r *plainJSON) expect(c byte) {
	if !r.next(c) {
		r.failed = true
	}
}

// text reads a string.
func (r *plainJSON) text() string {
	r.expect('"')
	text, rest, ok := strings.Cut(r.rest, `"`)
	for i := range len(text) {
		ok = ok && text[i] >= ' ' && text[i] != '\\'
	}
	r.failed, r.rest = r.failed || !ok || !utf8.ValidString(text), rest
	return text
}

// digit reads a number from 0 to 9.
func (r *plainJSON) digit() int {
	if r.failed || r.rest == "" || r.rest[0] < '0' || r.rest[0] > '9' {
		r.failed = true
		return 0
	}
	n := int(r.rest[0] - '0')
	r.rest = r.rest[1:]
	return n
}
