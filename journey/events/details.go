package events

import "sesame/account"

// Details are the fields of an event besides kind, actor and target. Their JSON is the output of `audit export` and
// part of the hashed row; empty fields are omitted.
type Details struct {
	Channel  account.Channel `json:"channel,omitempty"`
	Contacts []string        `json:"contacts,omitempty"` // email, mobile, landline, fax
	Journey  string          `json:"journey,omitempty"`  // name of the journey in a flow
	Way      Way             `json:"way,omitempty"`
	Login    string          `json:"login,omitempty"`   // of the agent that the act concerns
	Role     string          `json:"role,omitempty"`    // new role of the agent
	Request  string          `json:"request,omitempty"` // request number
	Object   Object          `json:"object,omitempty"`
	Cause    Cause           `json:"cause,omitempty"`
	Numbers  Numbers         `json:"numbers,omitempty"`
	Grounds                  // why an agent acts
}

// OutPassword is the name under which other programs are told that a password was replaced or reset, by whatever
// method.
const OutPassword = "member.password_changed"

// Way is the authentication method, or the medium of an export.
type Way string

// The methods. The first three are for members, a passkey is for members and agents, the others are for agents.
const (
	ByPassword      Way = "password"
	ByTemporary     Way = "temporary"
	ByFranceConnect Way = "franceconnect"
	ByPasskey       Way = "passkey"
	ByTOTP          Way = "totp"
	ByRecoveryCode  Way = "recovery-code"
	BySecret        Way = "secret"    // of an enrolment
	ByDirectory     Way = "directory" // the caisse's directory, without a second factor here
	ByCode          Way = "code"      // of an authenticator or a recovery code, which cannot be told apart when wrong
	AsCSV           Way = "csv"
)

// Object is the object of an act that does not concern an account: a constant, the name of a passkey or a client, or a
// date.
type Object string

const (
	// LetterQueue is the queue of letters to print.
	LetterQueue Object = "queue"
	// BesideDirectory says that a second factor was given after a login at the caisse's directory.
	BesideDirectory Object = "directory"
)

// Cause is the reason or result of an act: a constant, or the status code of a bounced message.
type Cause string

// The causes that are not constants of another package.
const (
	Expired          Cause = "expired"       // a temporary password
	OtherSubject     Cause = "other-subject" // FranceConnect knows the person by another number than at the first login
	Replaced         Cause = "replaced"      // a temporary password, by a newer one or by the member's own
	SignCounter      Cause = "sign-counter"  // a passkey has counted fewer uses than before: it may have been copied
	Closed           Cause = "closed"        // a code that could no longer be accepted
	Suspended        Cause = "suspended"     // the account
	EndDate          Cause = "end-date"      // the file has named the day
	FormerCode       Cause = "former-code"   // a code that a newer one had replaced
	OthersCode       Cause = "others-code"   // a code of another demand
	WrongPassword    Cause = "wrong-password"
	InCapitals       Cause = "in-capitals"       // a wrong password without a small letter
	UnknownTemporary Cause = "unknown-temporary" // has the form of a temporary password, but the account has no such one
	TemporaryUsed    Cause = "temporary-used"    // a temporary password that was personalised
	WrongCode        Cause = "wrong-code"
	LateCode         Cause = "late-code"     // typed after its time
	TriesUsed        Cause = "tries-used"    // all tries of the code were wrong
	HardenedCode     Cause = "hardened-code" // a code from before the codes became longer
	WrongAnswer      Cause = "wrong-answer"
	AnswerUsed       Cause = "answer-used"  // a right answer after the one wrong answer that is allowed
	AnswersMany      Cause = "answers-many" // a right answer beyond the daily number
	WrongCodes       Cause = "wrong"        // too many wrong codes
	ManyCodes        Cause = "codes"        // too many codes requested
	LastCode         Cause = "last-code"    // no new code was sent: the code of an earlier message serves
	Changed          Cause = "changed"      // the address has changed
	Kept             Cause = "kept"         // the current contact was kept
	FromFile         Cause = "file"         // the file's contact was taken
	UnknownLogin     Cause = "unknown-login"
	AllOrNothing     Cause = "all-or-nothing"
	GoodLines        Cause = "good-lines"
	NoRole           Cause = "no-role"    // the directory gives the person none of the roles here
	NameTaken        Cause = "name-taken" // the name is that of an agent whom no supervisor awaits from the directory
	UnfitName        Cause = "unfit-name" // the directory's name cannot be an agent's
	NoAccess         Cause = "no-access"  // the agent was disabled here
	ByCaller         Cause = "caller"     // decided with the caller, after the agent asked who was calling
	ByCaisse         Cause = "caisse"     // decided by the caisse itself, without asking anybody
)

// Numbers holds counts and reference numbers.
type Numbers map[Number]int64

// Number is the name of a count or reference number.
type Number string

// The names.
const (
	Batch    Number = "batch"
	Batches  Number = "batches"
	Import   Number = "import"
	Key      Number = "key"
	Keys     Number = "keys"
	Page     Number = "page"
	Bytes    Number = "bytes"
	Letters  Number = "letters"
	Found    Number = "found"
	Added    Number = "added"
	Altered  Number = "changed"
	Rejects  Number = "refused"
	Renewed  Number = "renewed"
	Dropped  Number = "dropped"
	Restored Number = "restored"
	Removed  Number = "removed"
	Stayed   Number = "kept"
	Lines    Number = "lines"
	Times    Number = "times" // further blocked events like this one, which have no row of their own
	Spent    Number = "spent"
	Ceiling  Number = "ceiling"
)
