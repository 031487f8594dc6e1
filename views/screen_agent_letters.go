package views

import "sesame/texts"

// LettersData is the data of « agent/courriers ».
type LettersData struct {
	Waiting  []LetterLine  // the oldest letters that can be printed, oldest first
	Behind   int           // number of printable letters after these, which are not listed
	Batch    int           // maximum number of letters in a batch
	Since    string        // « le 3 mars 2026 à 14 h 05 »: when the oldest of them was requested
	Old      bool          // the oldest waits for more than a day
	Held     []HeldLetter  // the oldest letters that cannot be printed until a problem is settled
	HeldMore int           // number of held letters after these, which are not listed
	Lapsed   []LetterLine  // letters that expired lately before they were printed
	Dead     []BatchLetter // letters that were not printed, and whose passwords are no longer valid, with the reason
	Batches  []BatchLine   // newest first
	Older    string        // URL of the earlier batches; empty if there are none
}

// Count returns the number of letters to print.
func (d LettersData) Count() int { return len(d.Waiting) + d.Behind }

// HeldCount returns the number of held letters, listed or not.
func (d LettersData) HeldCount() int { return len(d.Held) + d.HeldMore }

// UnprintedListed is the maximum number of expired letters that the page lists, and of letters whose passwords are no longer valid.
const UnprintedListed = 50

// LapsedCount returns the number of expired letters, in words.
func (d LettersData) LapsedCount() string { return texts.Rows(len(d.Lapsed), UnprintedListed, 0) }

// DeadCount returns the number of letters whose passwords are no longer valid, in words.
func (d LettersData) DeadCount() string { return texts.Rows(len(d.Dead), UnprintedListed, 0) }

// LetterLine is a letter in a list.
type LetterLine struct {
	ID                  int64
	Request, Name, Town string
	Asked               string // « le 3 mars 2026 à 14 h 05 »
	Until               string // « 2 avril 2026 à 14 h 05 »
	Old                 bool   // waits for more than a day
	Checked             bool
	Stamp               string   // stamp of a waiting letter
	What                string   // its content; empty for a temporary password
	Short               []string // name lines as printed on the envelope, because the file's are too long
}

// HeldLetter is a letter that waits for an agent, the reasons, and what can be done.
type HeldLetter struct {
	LetterLine
	Reasons  []string
	Lines    []AddressLine // current lines of the address
	Proposed []string      // address with the postal standard's abbreviations; nil if they do not help
	Version  string        // version of the address
	Accept   bool          // the agent may accept the abbreviations, or try again
	Mend     bool          // the back office must correct the address
	Shorten  bool          // the agent may shorten the name
	Renew    bool          // it needs a new password
}

// ShortNameData is the data of « agent/courriers-nom ».
type ShortNameData struct {
	LetterLine
	Lines []AddressLine // current lines of the address
	Names []NameLine
}

// NameLine is a name line that is too long for the window, with the field that shortens it.
type NameLine struct{ Field, Label string }

// AddressLine is one line of an address, and whether it is refused.
type AddressLine struct {
	Text    string
	Refused bool
}

// BatchLine is a batch in a list. The counts are those of its letters' current states.
type BatchLine struct {
	Number                                    int64
	Printed                                   string // « le 3 mars 2026 à 14 h 05 »
	By                                        string
	Count                                     int  // number of letters on the cover sheet
	Waiting, Posted, Returned, Renewed, Ended int  // Waiting: printed, not posted
	Old                                       bool // some have waited to be posted for more than a day
}

// BatchData is the data of « agent/courriers-lot » and « agent/courriers-refaire ».
type BatchData struct {
	BatchLine
	TwoSided bool
	Dead     int // letters to be posted whose passwords are no longer valid
	Gone     int // letters whose members no longer exist
	Letters  []BatchLetter
}

// Act says whether an act is possible for a letter of the batch, on « agent/courriers-refaire ».
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

// Posted says whether the letter was posted and may come back.
func (l BatchLetter) Posted() bool { return l.Out && !l.Here }

// ReturnsData is the data of « agent/courriers-retour ».
type ReturnsData struct {
	Request string // number that was searched for; empty for none
	Found   []BatchLetter
}

// ReturnData is the data of « agent/courriers-retour-lettre ».
type ReturnData struct {
	BatchLetter
}

// PileData is the data of « agent/courriers-retours »: the envelopes of a pile, after they were scanned.
type PileData struct{ Noted, Refused []Envelope }

// Told says whether a pile was scanned.
func (d PileData) Told() bool { return len(d.Noted)+len(d.Refused) > 0 }

// Envelope is a scanned envelope, with the result.
type Envelope struct {
	BatchLetter // without an ID for a number that belongs to no letter
	Typed, Said string
}
