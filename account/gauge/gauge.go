// Package gauge rates passwords against an attacker who guesses with French words.
//
// Estimate returns how many guesses a password needs, the Reading of the cheapest attack, and advice in French. Judge compares
// the guesses with two levels and checks the rules of a password. Propose draws a password that is rated as strong. The
// package imports nothing else from this program, except its words.
package gauge

import (
	"sesame/account/gauge/words"
)

// Local are words that people of one place use, such as its villages; NewLocal prepares them.
type Local = words.Local

// NewLocal prepares words in their usual spelling: « Saint-Maixent-l'École ».
func NewLocal(all []string) Local { return words.NewLocal(all) }

// Estimation is the strength of a password.
type Estimation struct {
	Guesses float64 // tries of the cheapest attack that was found
	Reading Reading // the form that this attack assumes
	Advice  string  // one French sentence or two; they never repeat a part of the password
}

// Estimate rates a password of any form, against an attacker who also knows the person's own data. A password over
// MaxPassword characters gets 0 guesses, because it is refused.
func Estimate(password string, own ...string) Estimation {
	var p Personal
	for _, value := range own {
		if onlyDigits(value) == "" {
			p.Names = append(p.Names, value)
		} else {
			p.Words = append(p.Words, value)
		}
	}
	return EstimateFor(password, p)
}

// EstimateFor is Estimate for a person whose names are given separately from other data, with the local words of a
// place.
func EstimateFor(password string, p Personal) Estimation {
	normal, ok := Bounded(password)
	if !ok {
		return Estimation{Advice: adviceTooLong}
	}
	e := estimate(project(normal), p)
	return Estimation{e.guesses, e.why, advice(levelOf(e.guesses), e, []rune(normal))}
}

// levelOf compares guesses with the levels.
func levelOf(guesses float64) Level {
	switch {
	case guesses >= strongGuesses:
		return Strong
	case guesses >= fairGuesses:
		return Fair
	}
	return Weak
}

// estimate returns the cheapest of three attacks on a projected password: by French words, by patterns, and by either on
// what remains without the person's data.
func estimate(ascii string, p Personal) estimation {
	return estimateBy(words.Default().With(p.Local), ascii, p)
}

func estimateBy(lexicon *words.Lexicon, ascii string, p Personal) estimation {
	own, r := newOwnData(p), newReader(lexicon)
	if len(ascii) > enough {
		if e := estimateOf(r, ascii[:enough], own); e.guesses >= strongGuesses {
			return e
		}
	}
	return estimateOf(r, ascii, own)
}

// enough is how many characters of a long password are read first: further characters never make a strong beginning
// weaker.
const enough = 48

func estimateOf(r *reader, ascii string, own *ownData) estimation {
	left := own.strip(ascii)
	e := unaided(r, ascii)
	e.names = left.names
	if !left.found || e.guesses < fairGuesses {
		return e
	}
	rest := estimation{guesses: 1}
	if left.rest != "" {
		rest = unaided(r, left.rest)
		rest.guesses = min(rest.guesses, r.read(left.rest).pieces.whole().guesses)
	}
	guesses := left.price * rest.guesses
	if rest.guesses < ownRest || left.plainly(r.read(ascii)) && r.aWordAtMost(left.apart) { // too little beside what the attacker knows
		guesses = min(guesses, fairGuesses-1)
	}
	if guesses < e.guesses {
		return estimation{guesses: guesses, why: Own, names: left.names}
	}
	return e
}

// unaided returns the cheapest attack without the person's data.
func unaided(r *reader, ascii string) estimation {
	read := r.read(ascii)
	f := read.cheapestRewritten()
	if f.guesses < fairGuesses {
		return estimation{guesses: f.guesses, why: f.why, french: f}
	}
	once, repeats := squeezeRepeats(ascii, sameByte)
	if once != ascii {
		read = r.read(once)
	}
	e := read.byPatterns()
	e.guesses *= repeats
	if repeats > 1 && 2*len(once) <= len(ascii) {
		e.why = Repeat
	}
	if f.guesses < e.guesses {
		e.guesses, e.why, e.french = f.guesses, f.why, f
	}
	return e
}
