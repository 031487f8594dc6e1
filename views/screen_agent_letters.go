package views

// LettersData belongs to « agent/courriers ».
type LettersData struct {
	Waiting  []LetterLine  // the oldest that can be printed, oldest first
	Behind   int           // number of those that follow, which are not listed
	Batch    int           // letters that one batch takes at most
	Since    string        // « le 3 mars 2026 à 14 h 05 »: when the oldest of them was asked for
	Old      bool          // that is more than a day ago
	Held     []HeldLetter  // the oldest of those that nobody prints before something is settled
	HeldMore int           // number of those that follow, which are not listed
	Lapsed   []LetterLine  // their time ran out, lately, before anybody printed them
	Dead     []BatchLetter // nobody has printed them, and their passwords open nothing; each with why
	Batches  []BatchLine   // newest first
	Older    string        // address of the batches before; empty where there are none
}

// Count is the number of letters to print.
func (d LettersData) Count() int { return len(d.Waiting) + d.Behind }

// HeldCount is the number of letters that are held, listed or not.
func (d LettersData) HeldCount() int { return len(d.Held) + d.HeldMore }

// LetterLine is a letter in a list.
type LetterLine struct {
	ID                  int64
	Request, Name, Town string
	Asked               string // « le 3 mars 2026 à 14 h 05 »
	Until               string // « 2 avril 2026 à 14 h 05 »
	Old                 bool   // waits for more than a day
	Checked             bool
	Stamp               string   // of a letter that waits
	What                string   // it carries; empty for a temporary password
	Short               []string // name lines as the envelope has them, because the file's are too long
}

// HeldLetter is a letter that waits until somebody acts, why, and what can be done.
type HeldLetter struct {
	LetterLine
	Reasons  []string
	Lines    []AddressLine // of the address as it stands
	Proposed []string      // the address with the norm's abbreviations; nil where they do not help
	Version  string        // of the address
	Accept   bool          // the agent may let it be abbreviated, or be tried again
	Mend     bool          // the back office has to correct the address
	Shorten  bool          // the agent may shorten the name
	Renew    bool          // it needs another password
}

// ShortNameData belongs to « agent/courriers-nom ».
type ShortNameData struct {
	LetterLine
	Lines []AddressLine // of the address as it stands
	Names []NameLine
}

// NameLine is a name line that is too long for the window, with the field that shortens it.
type NameLine struct{ Field, Label string }

// AddressLine is one line, and whether it is refused.
type AddressLine struct {
	Text    string
	Refused bool
}

// BatchLine is a batch in a list. The counts are of its letters now.
type BatchLine struct {
	Number                                    int64
	Printed                                   string // « le 3 mars 2026 à 14 h 05 »
	By                                        string
	Count                                     int  // letters on the cover sheet
	Waiting, Posted, Returned, Renewed, Ended int  // Waiting: printed, not posted
	Old                                       bool // some are to be posted for more than a day
}

// BatchData belongs to « agent/courriers-lot » and « agent/courriers-refaire ».
type BatchData struct {
	BatchLine
	TwoSided bool
	Dead     int // letters to be posted whose passwords open nothing
	Gone     int // letters whose members are gone
	Letters  []BatchLetter
}

// Act is whether a letter of the batch can still be acted upon, on « agent/courriers-refaire ».
func (d BatchData) Act() bool {
	for _, l := range d.Letters {
		if l.Out {
			return true
		}
	}
	return false
}

// BatchLetter is a letter that was printed.
type BatchLetter struct {
	LetterLine
	Batch int64
	Sheet int
	State string // « posté le 3 mars 2026 à 14 h 05 »
	Here  bool   // printed and not posted
	Out   bool   // printed or posted: it may be lost, or come back
}

// Posted is whether the letter has left and may come back.
func (l BatchLetter) Posted() bool { return l.Out && !l.Here }

// ReturnsData belongs to « agent/courriers-retour ».
type ReturnsData struct {
	Request string // that was looked for; empty for none
	Found   []BatchLetter
}

// ReturnData belongs to « agent/courriers-retour-lettre ».
type ReturnData struct {
	BatchLetter
}

// PileData belongs to « agent/courriers-retours »: the envelopes of a pile, once they were scanned.
type PileData struct{ Noted, Refused []Envelope }

// Told is whether a pile was scanned.
func (d PileData) Told() bool { return len(d.Noted)+len(d.Refused) > 0 }

// Envelope is one that was scanned, and what became of it.
type Envelope struct {
	BatchLetter // without an ID for a number that belongs to none
	Typed, Said string
}
