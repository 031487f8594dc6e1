package main

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"sesame/account"
)

// faults lists all faults of the configuration at once, so that the operator can correct them in one go.
type faults []string

func (f faults) Error() string {
	s := "la configuration ne convient pas :"
	for _, fault := range f {
		s += "\n  - " + ended(fault)
	}
	return s
}

// unready lists faults outside the configuration, which itself is valid: a file that it names is missing, for example.
type unready struct{ faults }

func (u unready) Error() string {
	if len(u.faults) == 1 {
		return u.faults[0]
	}
	return "le service ne peut pas démarrer :" + strings.TrimPrefix(u.faults.Error(), faults{}.Error())
}

// A value quoted in a fault could fill a screen: the first 100 characters are enough to find it.
var (
	longQuote = regexp.MustCompile(`(« [^»]{100})[^»]{100,}( »)`)
	longWord  = regexp.MustCompile(`(\S{100})\S{100,}`)
)

// origins tells where each variable was given, by name: « /etc/sesame/sesame.env, ligne 12 ».
type origins map[string]string

// faultList collects the faults of a configuration.
type faultList struct {
	from  origins
	told  faults
	bad   map[string]bool // settings that have a fault
	read  []string        // the files that were read
	blind bool            // the configuration file could not be read: a required setting that may be in it is not reported as missing
}

// add records a fault of the named settings, followed by the places where they were given. The sentence says names the
// settings itself.
func (l *faultList) add(says string, names ...string) {
	var places []string
	for _, name := range names {
		l.bad[strings.TrimSuffix(name, "_FILE")] = true
		if at := l.from[name]; at != "" && !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	says = longWord.ReplaceAllString(longQuote.ReplaceAllString(strings.TrimSuffix(says, "."), "$1…$2"), "$1…")
	if len(places) > 0 {
		says += " (" + strings.Join(places, " ; ") + ")"
	}
	l.told = append(l.told, says)
}

// toldOfOne is the maximum number of faults reported for one setting's value; the rest of a list is only counted.
const toldOfOne = 10

// wrong records the faults of one setting's value: each one of a joined error. A fault that already starts with a
// setting's name, as the courier's do, keeps it.
func (l *faultList) wrong(name string, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all := joined.Unwrap()
		for _, e := range all[:min(len(all), toldOfOne)] {
			l.wrong(name, e)
		}
		if more := len(all) - toldOfOne; more > 0 {
			l.wrong(name, errors.New("il y a encore "+account.Counted(more, "faute comme celles-là", "fautes comme celles-là")))
		}
		return
	}
	says := err.Error()
	if !strings.HasPrefix(says, "SESAME_") {
		says = name + " : " + says
	}
	at := name
	if l.from[name] == "" && l.from[name+"_FILE"] != "" {
		at = name + "_FILE"
	}
	l.add(says, at)
}

// fine says whether none of these settings has a fault, so that rules between them can be checked.
func (l *faultList) fine(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return l.bad[name] })
}
