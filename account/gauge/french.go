package gauge

import (
	"math"
	"slices"

	"sesame/account/gauge/words"
)

// The French model assumes an attacker who combines a word, a case pattern and a dress (the characters around the word)
// in one rule. The cost is the word's rank × the case × the dress, even if independent patterns would cost more.

// Prices of words, in guesses, measured on words excluded from the sources: account/gauge/README.md.
const (
	singleMost    = 2e4 // maximum price of a single word
	singleLeast   = 20
	shortLeast    = 150 // minimum for a word of three letters
	pairLeast     = 600 // minimum for a word of two letters
	commonPrice   = 2e4 // for one of the million common passwords, with or without its dress
	shortWord     = 4   // letters; a shorter word is an article or a coincidence
	lookalike     = 3   // factor for a sign instead of a letter: 0 for o
	maskedLeast   = 6   // minimum letters of a name with signs for letters
	maskedName    = 5   // factor for the first sign in a name that is in no list; lookalike for each other
	initialLess   = 3   // divisor for a single letter attached to a word (jdupont)
	backwards     = 3
	longestLeaked = 16 // maximum length in characters of a common password that is looked up; longer ones are mostly inflected forms
	longestSingle = 48 // maximum length in characters that is read as one word and its dress
	leastNamed    = 3  // characters of an affix beside a name that is in no list
	usualAffix    = 20 // maximum price of an affix that may be shorter by two
	shortAffix    = 5  // maximum price of one that may be of two characters
	leastForm     = 8  // minimum characters of a known form of number that, with its dress, may be the whole password
	wornNumber    = 4  // minimum digits of a number beside initials or a short word
)

// Reading is the form of password that the cheapest attack assumes.
type Reading int

// The readings.
const (
	Unread   Reading = iota // nothing is recognised: characters at random
	Word                    // a listed word and what people put around it
	Common                  // one of the million passwords that leaked most
	Name                    // in no list, but sounds like a word or a name
	Keys                    // adjacent keys
	Own                     // made from what the attacker knows of the person
	Repeat                  // weak once repetitions are reduced to one
	Initials                // two or three letters and a number
	Words                   // consecutive words
	Sequence                // abcd, 1234
	Date                    // a date or a year
	Saying                  // a set phrase
	Address                 // a postal address
	Number                  // a known form of number, or a date with a time, and what people put around it
)

// readingNames are the French names of the readings.
var readingNames = [...]string{
	Unread: "hasard", Word: "mot", Common: "mot de passe courant", Name: "nom", Keys: "touches qui se suivent", Own: "données de la personne",
	Repeat: "répétition", Initials: "initiales", Words: "mots", Sequence: "suite", Date: "date", Saying: "phrase toute faite", Address: "adresse", Number: "numéro",
}

// String returns the French name of the reading.
func (r Reading) String() string { return readingNames[r] }

// finding is the cheapest reading of a password by the French model.
type finding struct {
	guesses  float64
	why      Reading
	from, to int // position of the recognised word; none when the password was rewritten
}

// place is the position of a listed word in a password, with its rank.
type place struct {
	from, to int
	rank     float64
	beside   float64 // price in compounds; 0 for none
}

type frenchReading struct {
	reader  *reader
	lexicon *words.Lexicon
	lower   string
	typed   string
	// variants are the password without substitution, with 1 read as i, and with 1 read as l.
	variants [3]string
	words    []place
	sayings  []place
	together []place // cached result of couples
	pieces   dressPieces
	found    *finding // cached result of cheapest
}

// cheapest returns the cheaper reading of one word in its dress and of consecutive words.
func (f *frenchReading) cheapest() finding {
	if f.found == nil {
		found := f.find()
		f.found = &found
	}
	return *f.found
}

func (f *frenchReading) find() finding {
	best := finding{guesses: math.Inf(1)}
	if len(f.lower) <= longestSingle {
		best = f.single()
	}
	several, alone := f.several()
	switch {
	case alone && best.guesses < fairGuesses: // keep this reading: the advice can describe the word
		best.guesses = min(best.guesses, several.guesses)
	case several.guesses < best.guesses, best.why == Name && several.guesses < fairGuesses:
		several.guesses = min(best.guesses, several.guesses)
		return several
	}
	return best
}

// single reads the password as one word with its dress.
func (f *frenchReading) single() finding {
	n := len(f.lower)
	before, after := f.pieces.before(), f.pieces.after()
	best, known := finding{guesses: math.Inf(1)}, finding{guesses: math.Inf(1)}
	around := func(why Reading, from, to int) float64 {
		price := worn(before[from], after[to])
		if to-from < shortWord && max(before[from].number, after[to].number) < wornNumber {
			price = max(price, before[from].guesses*after[to].guesses) // the word may be a coincidence, so both sides are priced independently
		}
		if why == Word && f.initial(from, to) {
			price /= initialLess
		}
		return price
	}
	dear := func(price float64) bool { return price >= best.guesses && price >= known.guesses }
	offer := func(why Reading, from, to int, cost float64) {
		cost *= around(why, from, to)
		if dear(cost) {
			return
		}
		if why != Saying && why != Sequence && why != Address {
			cost *= f.caseCost(from, to, true)
		}
		if cost < best.guesses {
			best = finding{cost, why, from, to}
		}
		if cost < known.guesses && why != Name {
			known = finding{cost, why, from, to}
		}
	}
	for _, w := range f.words {
		least := float64(singleLeast)
		switch w.to - w.from {
		case 2:
			least = pairLeast
		case 3:
			least = shortLeast
		}
		offer(Word, w.from, w.to, min(max(w.rank, least), singleMost))
	}
	for _, s := range f.sayings {
		offer(Saying, s.from, s.to, s.rank)
	}
	for _, a := range f.addresses() {
		offer(Address, a.from, a.to, a.rank)
	}
	coupleDress := f.coupleDresses()
	for _, c := range f.couples() {
		if dear(c.rank) {
			continue
		}
		if cost := c.rank * coupleDress(c.from, c.to); !dear(cost) {
			best, known = finding{cost, Words, c.from, c.to}, finding{cost, Words, c.from, c.to}
		}
	}
	f.eachFrame(func(from, to int, price float64) {
		if to-from >= leastAlone {
			offer(Saying, from, to, aloneFrame*price)
		}
	})
	for from := range n {
		if length, _ := lettersDate(f.lower[from:]); length > 0 && !inNumber(f.lower, from) {
			offer(Date, from, from+length, fullDate)
		}
	}
	f.eachCommon(func(from, to int) { offer(Common, from, to, commonPrice) })
	for from := 0; from < n; from++ {
		if end := from + keyRun(f.lower, from); end-from > leastKeys {
			offer(Keys, from, end, keyCost(f.lower, from, end))
		}
		if end, cost := counting(f.lower, from); end > 0 {
			offer(Sequence, from, end, cost)
		}
		keyWalk(f.lower, from, func(end int, cost float64) { offer(Keys, from, end, cost) })
	}
	f.eachName(before, after, offer)
	f.eachNameBesideAffix(offer)
	if whole := before[n]; best.guesses >= fairGuesses && whole.number >= leastForm && whole.guesses < best.guesses {
		best = finding{guesses: whole.guesses, why: Number}
	}
	if best.guesses >= fairGuesses {
		f.eachDisguised(offer, func(from, to int, least float64) bool { return !dear(least * around(Word, from, to)) })
	}
	if best.why == Name && known.guesses < fairGuesses { // a known word gives better advice
		known.guesses = best.guesses
		return known
	}
	return best
}

// eachName offers runs of letters, some of which may be signs: initials, names that are in no list, words backwards.
func (f *frenchReading) eachName(before, after []dress, offer func(why Reading, from, to int, cost float64)) {
	for _, variant := range f.variants {
		for from, to := range runs(variant, f.lower) {
			word, extra := variant[from:to], 1.0
			if n := different(word, f.lower[from:to]); n > 0 {
				if 5*n > 2*len(word) || len(word)-n < shortWord || len(word) < maskedLeast || f.lexicon.Bits(word) > seemsMasked*float64(len(word)) {
					continue
				}
				extra = maskedName * math.Pow(lookalike, float64(n-1))
			}
			if len(word) < shortWord {
				if number := max(before[from].number, after[to].number); extra == 1 && number >= wornNumber {
					offer(Initials, from, to, initialsPrice[len(word)])
				}
				continue
			}
			offer(Name, from, to, extra*f.seems(word, f.caseCost(from, to, true), extra > 1))
			back := []byte(word)
			slices.Reverse(back)
			if rank := f.lexicon.Rank(words.Of(string(back))); rank > 0 {
				offer(Word, from, to, backwards*extra*min(rank, singleMost))
			}
		}
	}
}

// eachNameBesideAffix offers runs of letters without the affix that they begin or end with.
func (f *frenchReading) eachNameBesideAffix(offer func(why Reading, from, to int, cost float64)) {
	name := func(from, to, at int) {
		if to-from >= shortWord && !f.twoEveryday(f.lower[at-lettersBefore(f.lower, at):at+lettersAfter(f.lower, at)]) {
			offer(Name, from, to, f.seems(f.lower[from:to], f.caseCost(from, to, true), false))
		}
	}
	for at := range f.lower {
		eachAffix(f.lower[at:], func(a words.Affix) {
			if len(a.Text) < leastNamed && a.Price > shortAffix || a.Price > usualAffix && len(a.Text) < leastNamed+2 { // it may be a coincidence
				return
			}
			end := at + len(a.Text)
			if begin := at - lettersBefore(f.lower, at); begin < at && (end == len(f.lower) || kindOf(f.lower[end]) != letter) {
				name(begin, at, at)
			}
			if next := end + lettersAfter(f.lower, end); next > end && (at == 0 || kindOf(f.lower[at-1]) != letter) {
				name(end, next, end)
			}
		})
	}
}

// initial recognises a word of four letters or more with one letter attached: jdupont, duponte.
func (f *frenchReading) initial(from, to int) bool {
	begins := from == 1 && kindOf(f.lower[0]) == letter
	ends := to < len(f.lower) && kindOf(f.lower[to]) == letter && (to+1 == len(f.lower) || kindOf(f.lower[to+1]) != letter)
	return to-from >= shortWord && begins != ends
}

// cheapestRewritten reads the password as typed, and also rewritten without repetitions, second copies and characters
// between letters.
func (f *frenchReading) cheapestRewritten() finding {
	best := f.cheapest()
	if best.guesses < fairGuesses {
		return best
	}
	for _, r := range f.rewritings() {
		if r.price >= best.guesses {
			continue
		}
		read := f.reader.read(r.text)
		once := read.cheapest()
		if whole := read.pieces.whole().guesses; r.numbers && whole < once.guesses {
			once = finding{guesses: whole, why: Date}
		}
		if cost := once.guesses * r.price; cost < best.guesses && r.takes(once, read, f) {
			best = finding{guesses: cost, why: once.why}
			if r.repeats {
				best.why = Repeat
			}
		}
		if best.guesses < fairGuesses {
			break
		}
	}
	return best
}
