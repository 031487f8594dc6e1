package events

import "sesame/account"

// Details are what an event tells beyond what was done, by whom and to whom. The JSON is that of `audit export`, and what
// the hash of a row covers: a field that is empty does not stand in it.
type Details struct {
	Channel  account.Channel `json:"channel,omitempty"`
	Contacts []string        `json:"contacts,omitempty"` // email, mobile, landline, fax
	Journey  string          `json:"journey,omitempty"`  // as a flow names it
	Way      Way             `json:"way,omitempty"`
	Login    string          `json:"login,omitempty"`   // of the agent whom the act concerns
	Role     string          `json:"role,omitempty"`    // that the agent has from then on
	Request  string          `json:"request,omitempty"` // request number
	Object   Object          `json:"object,omitempty"`
	Cause    Cause           `json:"cause,omitempty"`
	Numbers  Numbers         `json:"numbers,omitempty"`
	Note     string          `json:"note,omitempty"` // what an agent has typed as reason
}

// Way is by what somebody came in, proved who they are, or took something out.
type Way string

// The ways. Members come in by the first three, agents by the others.
const (
	ByPassword      Way = "password"
	ByTemporary     Way = "temporary"
	ByFranceConnect Way = "franceconnect"
	ByPasskey       Way = "passkey"
	ByTOTP          Way = "totp"
	ByRecoveryCode  Way = "recovery-code"
	BySecret        Way = "secret" // of an enrolment
	ByCode          Way = "code"   // of an authenticator or a recovery code: a wrong one is neither
	AsCSV           Way = "csv"
)

// Object is what an act was about where that is no account: a word of the program, the name of a passkey, or a day.
type Object string

// LetterQueue is the letters that wait to be printed.
const LetterQueue Object = "queue"

// Cause is why something was done, or what became of it: a word of the program, or the status of a message that came back.
type Cause string

// The causes that are no state or reason of another room.
const (
	Expired      Cause = "expired" // a temporary password
	Closed       Cause = "closed"  // a code that could not count any more
	WrongCodes   Cause = "wrong"   // too many were typed
	ManyCodes    Cause = "codes"   // too many were asked for
	Changed      Cause = "changed" // the address is another one than before
	Kept         Cause = "kept"    // the contact that stood there
	FromFile     Cause = "file"    // the contact of the file
	UnknownLogin Cause = "unknown-login"
	AllOrNothing Cause = "all-or-nothing"
	GoodLines    Cause = "good-lines"
)

// Numbers are counts, and the numbers by which things are called.
type Numbers map[Number]int64

// Number is what is counted or called.
type Number string

// The numbers.
const (
	Batch   Number = "batch"
	Batches Number = "batches"
	Import  Number = "import"
	Key     Number = "key"
	Page    Number = "page"
	Bytes   Number = "bytes"
	Letters Number = "letters"
	Found   Number = "found"
	Added   Number = "added"
	Altered Number = "changed"
	Rejects Number = "refused"
	Renewed Number = "renewed"
	Dropped Number = "dropped"
)
