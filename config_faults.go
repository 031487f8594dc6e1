package main

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"sesame/account"
)

// faults are all that is wrong at once: who corrects a configuration wants the whole list.
type faults []string

func (f faults) Error() string {
	s := "la configuration ne convient pas :"
	for _, fault := range f {
		s += "\n  - " + ended(fault)
	}
	return s
}

// unready are faults of what the configuration names, such as a missing file, where the configuration itself fits.
type unready struct{ faults }

func (u unready) Error() string {
	if len(u.faults) == 1 {
		return u.faults[0]
	}
	return "le service ne peut pas démarrer :" + strings.TrimPrefix(u.faults.Error(), faults{}.Error())
}

// A value that a fault quotes may fill a screen: its beginning is enough to find it.
var (
	longQuote = regexp.MustCompile(`(« [^»]{100})[^»]{100,}( »)`)
	longWord  = regexp.MustCompile(`(\S{100})\S{100,}`)
)

// origins are where settings were given, by the name of the variable: « /etc/sesame/sesame.env, ligne 12 ».
type origins map[string]string

// faultList gathers the faults of a configuration.
type faultList struct {
	from  origins
	told  faults
	bad   map[string]bool // settings that have a fault of their own
	read  []string        // the files that were read
	blind bool            // the configuration file could not be read: what may stand there is not told as missing
}

// add tells a fault of these settings, with the places where they were given. The sentence names them.
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

// toldOfOne is how many faults of one setting's value are told; the others, of a list that is all wrong, are counted.
const toldOfOne = 10

// wrong tells the faults of one setting's value: several where they are joined. Those of the courier name the setting
// themselves.
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

// fine says whether none of these settings has a fault: what binds them can be judged.
func (l *faultList) fine(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return l.bad[name] })
}
