package account

import (
	"fmt"
	"time"
)

const day = 24 * time.Hour

// Limits holds every limit that the configuration may change (SECURITY.md, « Limits »).
type Limits struct {
	CodeDigits      int             // 4 to 8
	CodeTTL         time.Duration   // validity of a code
	CodeTries       int             // attempts allowed per code
	Resend          []time.Duration // wait after the 1st, 2nd… code of a journey; the last value repeats
	CodesPerJourney int

	CodesPerDay, CodesPerMonth        int // codes sent, per account and per destination; the month is for members who are logged in
	KnownCodesPerDay                  int // codes sent to demands of one known browser, per account, in addition to those
	WrongPerDay, WrongPerMonth        int // wrong codes, per account
	LettersPerWeek, LettersPerQuarter int // per account
	QuestionsPerWeek                  int // wrong answers to the identity question, per account
	SlipsPerDay                       int // passwords that one agent hands over at the counter without a second agent
	RecordsPerHour, ResetsPerHour     int // members whose page one agent opens, passwords that one agent resets, before each further one waits

	LoginFree       int           // number of the first failure that is followed by a delay
	LoginFirstDelay time.Duration // doubles with each failure
	LoginMaxDelay   time.Duration
	LoginPerDay     int // failures per identifier

	// Per network address (/32, /64); four times as many per /48.
	IPIdentifiersShort int // different identifiers tried within 10 minutes
	IPIdentifiersDay   int
	IPTriesDay         int // failed logins and journeys begun, for all identifiers together
	IPJourneysDay      int // journeys begun
	IdentifierJourneys int // journeys begun for one identifier, within 24 hours; also in a known browser
	IPWrongCodesDay    int

	EveryoneWrongHour int // wrong codes of all accounts together; above it, « mode renforcé » begins
	EveryoneWrongDay  int
	ReinforcedDigits  int // digits of codes in « mode renforcé »
	ReinforcedTTL     time.Duration

	TemporaryTTL    time.Duration // validity of a temporary password sent by e-mail or SMS
	LetterTTL       time.Duration // validity of a temporary password on paper
	ClosedKeep      time.Duration // how long a closed account can be opened again
	KnownBrowserTTL time.Duration // how long after its newest login a browser is known
	SessionIdle     time.Duration
	SessionMax      time.Duration
	JourneyTTL      time.Duration
	AgentIdle       time.Duration // maximum idle time of an agent's session

	SMSCeiling, LetterCeiling, ContactCeiling Ceiling // of the messages of all (Budget); zero for the default, which depends on the number of members

	HashQueue int   // callers that may wait for a hash
	BodyBytes int64 // maximum size of a request body, except agents' imports
}

// DefaultLimits returns the defaults of SECURITY.md, « Limits ».
func DefaultLimits() Limits {
	return Limits{
		CodeDigits: 4, CodeTTL: 30 * time.Minute, CodeTries: 3,
		Resend:          []time.Duration{60 * time.Second, 120 * time.Second, 300 * time.Second},
		CodesPerJourney: 3,
		CodesPerDay:     5, CodesPerMonth: 10,
		KnownCodesPerDay: 3,
		WrongPerDay:      5, WrongPerMonth: 7,
		LettersPerWeek: 1, LettersPerQuarter: 3,
		QuestionsPerWeek: 1, SlipsPerDay: 10, RecordsPerHour: 60, ResetsPerHour: 20,
		LoginFree: 5, LoginFirstDelay: time.Minute, LoginMaxDelay: time.Hour, LoginPerDay: 25,
		IPIdentifiersShort: 10, IPIdentifiersDay: 30, IPTriesDay: 300, IPJourneysDay: 60, IdentifierJourneys: 20, IPWrongCodesDay: 15,
		EveryoneWrongHour: 60, EveryoneWrongDay: 200, ReinforcedDigits: 8, ReinforcedTTL: 10 * time.Minute,
		TemporaryTTL: day, LetterTTL: 30 * day, ClosedKeep: 30 * day, KnownBrowserTTL: 180 * day,
		SessionIdle: 15 * time.Minute, SessionMax: 8 * time.Hour, JourneyTTL: time.Hour, AgentIdle: 10 * time.Minute,
		HashQueue: 256, BodyBytes: 64 << 10,
	}
}

// All caps returned by one of the following methods must be met (FreeAt).

// CodeCaps limits the codes sent to members who are logged in, per account and per destination.
func (l Limits) CodeCaps() []Cap { return []Cap{{l.CodesPerDay, day}, {l.CodesPerMonth, 30 * day}} }

// StrangerCodeCaps limits the codes that strangers can request, per account and per destination, before codes harden; and the
// right answers to the identity question, per account.
func (l Limits) StrangerCodeCaps() []Cap { return []Cap{{l.CodesPerDay, day}} }

// WrongCodeCaps limits the wrong codes of members who are logged in, per account.
func (l Limits) WrongCodeCaps() []Cap {
	return []Cap{{l.WrongPerDay, day}, {l.WrongPerMonth, 30 * day}}
}

// LetterCaps limits the letters per account.
func (l Limits) LetterCaps() []Cap {
	return []Cap{{l.LettersPerWeek, 7 * day}, {l.LettersPerQuarter, 90 * day}}
}

// QuestionCaps limits the wrong answers to the identity question per account.
func (l Limits) QuestionCaps() []Cap { return []Cap{{l.QuestionsPerWeek, 7 * day}} }

// IPIdentifierCaps limits the identifiers tried per network address.
func (l Limits) IPIdentifierCaps() []Cap {
	return []Cap{{l.IPIdentifiersShort, 10 * time.Minute}, {l.IPIdentifiersDay, day}}
}

// IPTryCaps limits the failed logins and the journeys begun, per network address.
func (l Limits) IPTryCaps() []Cap { return []Cap{{l.IPTriesDay, day}} }

// IPJourneyCaps limits the journeys begun, per network address.
func (l Limits) IPJourneyCaps() []Cap { return []Cap{{l.IPJourneysDay, day}} }

// IdentifierJourneyCaps limits the journeys begun for one identifier, per network address or known browser.
func (l Limits) IdentifierJourneyCaps() []Cap { return []Cap{{l.IdentifierJourneys, day}} }

// IPWrongCodeCaps limits the wrong codes per network address.
func (l Limits) IPWrongCodeCaps() []Cap { return []Cap{{l.IPWrongCodesDay, day}} }

// EveryoneWrongCaps is the threshold of « mode renforcé ».
func (l Limits) EveryoneWrongCaps() []Cap {
	return []Cap{{l.EveryoneWrongHour, time.Hour}, {l.EveryoneWrongDay, day}}
}

// NewCodeShape returns the number of digits and the validity of the next code.
func (l Limits) NewCodeShape(reinforced bool) (digits int, ttl time.Duration) {
	if reinforced {
		return max(l.CodeDigits, l.ReinforcedDigits), min(l.CodeTTL, l.ReinforcedTTL)
	}
	return l.CodeDigits, l.CodeTTL
}

// WrongHardens says whether wrong codes harden an account's next codes: when there were at least WrongPerDay in 24
// hours, or at least one in 24 hours and WrongPerMonth in 30 days.
func (l Limits) WrongHardens(wrong []time.Time, now time.Time) bool {
	within := func(window time.Duration) (n int) {
		for _, at := range wrong {
			if at.Add(window).After(now) {
				n++
			}
		}
		return n
	}
	today := within(day)
	return today >= l.WrongPerDay || today > 0 && within(30*day) >= l.WrongPerMonth
}

// HardenedTTL returns the validity of a hardened code, after so many sent for an account in 24 hours beyond its daily
// number. While it is valid it serves every new demand, and no other message is sent. It grows, so that the member gets
// few messages however many demands there are.
func (l Limits) HardenedTTL(sent int) time.Duration {
	switch {
	case sent < 4:
		return l.ReinforcedTTL
	case sent < 8:
		return 6 * l.ReinforcedTTL
	}
	return 24 * l.ReinforcedTTL
}

// ResendAt returns when a journey that has sent this many codes, the last one at newest, may send another. It returns
// false when the journey has sent the maximum.
func (l Limits) ResendAt(sent int, newest time.Time) (time.Time, bool) {
	if sent >= l.CodesPerJourney {
		return time.Time{}, false
	}
	if sent == 0 {
		return newest, true
	}
	return newest.Add(l.Resend[min(sent, len(l.Resend))-1]), true
}

// Validate rejects limits that are unsafe or inconsistent. Its error names the limit.
func (l Limits) Validate() error {
	for _, r := range []struct {
		name          string
		got, min, max int64
	}{
		{"code digits", int64(l.CodeDigits), MinCodeDigits, MaxSetDigits},
		{"reinforced code digits", int64(l.ReinforcedDigits), int64(l.CodeDigits), MaxSetDigits},
		{"tries of a code", int64(l.CodeTries), 1, 10},
		{"codes a journey", int64(l.CodesPerJourney), 1, 10},
		{"codes a day", int64(l.CodesPerDay), 1, 100},
		{"codes of a known browser a day", int64(l.KnownCodesPerDay), 0, 100},
		{"codes in 30 days", int64(l.CodesPerMonth), 1, 1000},
		{"wrong codes a day", int64(l.WrongPerDay), 1, 1000},
		{"wrong codes in 30 days", int64(l.WrongPerMonth), 1, 10000},
		{"letters in 7 days", int64(l.LettersPerWeek), 1, 7},
		{"letters in 90 days", int64(l.LettersPerQuarter), 1, 90},
		{"identity questions in 7 days", int64(l.QuestionsPerWeek), 1, 10},
		{"members an agent opens in an hour", int64(l.RecordsPerHour), 1, 10_000},
		{"passwords an agent resets in an hour", int64(l.ResetsPerHour), 1, 10_000},
		{"free login failures", int64(l.LoginFree), 1, 100},
		{"login failures a day", int64(l.LoginPerDay), int64(l.LoginFree), 100},
		{"identifiers of an address in 10 minutes", int64(l.IPIdentifiersShort), 1, 1_000_000},
		{"identifiers of an address a day", int64(l.IPIdentifiersDay), 1, 1_000_000},
		{"tries of an address a day", int64(l.IPTriesDay), 1, 1_000_000},
		{"journeys of an address a day", int64(l.IPJourneysDay), 1, 1_000_000},
		{"journeys of an address for one identifier a day", int64(l.IdentifierJourneys), 1, 1_000_000},
		{"wrong codes of an address a day", int64(l.IPWrongCodesDay), 1, 1_000_000},
		{"wrong codes of everyone an hour", int64(l.EveryoneWrongHour), 1, 1_000_000},
		{"wrong codes of everyone a day", int64(l.EveryoneWrongDay), 1, 1_000_000},
		{"hash queue", int64(l.HashQueue), 0, 100_000},
		{"request body in bytes", l.BodyBytes, 4 << 10, 16 << 20},
	} {
		if r.got < r.min || r.got > r.max {
			return fmt.Errorf("%s: %d is not between %d and %d", r.name, r.got, r.min, r.max)
		}
	}
	for _, r := range append(resendBounds(l.Resend), []durationBound{
		{"life of a code", l.CodeTTL, time.Minute, day},
		{"life of a reinforced code", l.ReinforcedTTL, time.Minute, day},
		{"first login delay", l.LoginFirstDelay, time.Second, time.Hour},
		{"longest login delay", l.LoginMaxDelay, l.LoginFirstDelay, day},
		{"life of a temporary password", l.TemporaryTTL, 10 * time.Minute, 7 * day},
		{"life of a letter's password", l.LetterTTL, 7 * day, 90 * day},
		{"time to open a closed account again", l.ClosedKeep, 7 * day, 365 * day},
		{"known browser", l.KnownBrowserTTL, day, 400 * day},
		{"idle session", l.SessionIdle, time.Minute, 8 * time.Hour},
		{"idle agent", l.AgentIdle, time.Minute, time.Hour},
		{"session", l.SessionMax, l.SessionIdle, day},
		{"journey", l.JourneyTTL, l.CodeTTL, day},
	}...) {
		if r.got < r.min || r.got > r.max {
			return fmt.Errorf("%s: %v is not between %v and %v", r.name, r.got, r.min, r.max)
		}
	}
	if len(l.Resend) == 0 {
		return fmt.Errorf("resend: at least one wait is needed")
	}
	if odds := l.OddsPerYear(); odds > MaxOddsPerYear {
		return fmt.Errorf("one account's code would be guessed in a year with odds of %.2f %%, above %.0f %%: more digits or fewer wrong codes",
			100*odds, 100*MaxOddsPerYear)
	}
	return nil
}

type durationBound struct {
	name          string
	got, min, max time.Duration
}

func resendBounds(waits []time.Duration) (bounds []durationBound) {
	for i, w := range waits {
		bounds = append(bounds, durationBound{fmt.Sprintf("resend wait %d", i+1), w, time.Second, time.Hour})
	}
	return bounds
}
