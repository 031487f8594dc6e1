package acts

import (
	"errors"
	"time"

	"sesame/account"
)

// Why is the reason why an act was not done.
type Why int

// Reasons for members and strangers.
const (
	WrongCode         Why = iota + 1 // Left attempts remain
	FormerCode                       // a newer one has replaced it in this journey; Left attempts remain
	OthersCode                       // it belongs to another demand, Typed; Left attempts remain
	CodeClosed                       // used, or without attempts left: a new code is needed
	CodeLate                         // expired after Life: a new code is needed
	CodeElsewhere                    // the code was sent to an address that was corrected since
	TooManyCodes                     // too many wrong codes, until Until
	TooSoon                          // no new code before Until
	TooManyAddresses                 // too many identifiers from one network address, until Until
	WrongLogin                       // unknown identifier or wrong password
	TemporaryExpired                 // the temporary password was right but had expired
	TemporaryReplaced                // a former temporary password: that of the demand Wanted, sent by Channel, has replaced it
	TemporaryUsed                    // a former temporary password: the member has chosen another one since
	WrongPassword                    // wrong current password
	TooManyPasswords                 // too many wrong passwords, until Until
	OtherSubject                     // FranceConnect knows the person by another number than at the first login
	WeakPassword                     // rejected by the gauge
	SamePassword                     // equal to the current one
	NearPassword                     // similar to the current one
	TooManyMessages                  // contact messages, until Until
	TooManyPasskeys                  // as many passkeys as a member may have
	TooManyExports                   // as many copies of their data as a member may take in a day, until Until
	GuardianCloses                   // a guardian acts for the member, who does not close the account alone
	AccessMoved                      // the session has ended, or the password has changed, since the request began
	AccountSuspended                 // the account is suspended; told only to an agent or to an authenticated holder
	NoRoom                           // the disk has too little room for journeys and messages of strangers
)

// Reasons for agents.
const (
	MemberChanged     Why = iota + 100 // the member has changed since the agent loaded the page
	AccountClosed                      // the account is closed, by the file or here
	SuspendedAlready                   // the account is suspended already
	ClosedAlready                      // the account is closed already
	OpenAlready                        // the account is open already
	NotSuspended                       // the account is not suspended
	NotClosedHere                      // the file has closed the account, not somebody here
	ClosedForGood                      // the account has been closed for too long to be opened again
	NoSurvivor                         // the account to keep is unknown, closed, or the one to close
	NoEmail                            // no e-mail address is known
	NoMobile                           // no mobile number is known
	NoSMS                              // the service has no SMS gateway
	LetterLately                       // a letter was sent recently; another is allowed at Until
	UnknownChannel                     // not a valid channel
	ApprovalWaits                      // the member already has a pending request
	ApprovalEnded                      // the request is no longer pending
	ApprovalReplaced                   // another request has the number of the one that the agent has seen
	OwnApproval                        // the agent's own request: another agent must decide
	OthersApproval                     // only the asker may withdraw a request
	AskerLost                          // the asker no longer has the right
	AskerTooNew                        // the asker's access is less than 48 hours old, until Until
	ApproverTooNew                     // the approver's access was less than 48 hours old when the request was made; requests from Until on
	ApproverCorrected                  // the approver has set the contact
	ContactMoved                       // the contact has changed since the request
	NotListed                          // the member is no longer on the work list, or for another cause
	AsksColleague                      // the contact needs a second agent's approval, which is requested one member at a time
	LetterHeld                         // a letter to this address would be held
	NothingBlocks                      // no limit is active
	NothingChanges                     // all values are already stored
	NoProof                            // nothing allows a slip: neither a proof given at the counter nor a second agent
	TooWeaklyProved                    // the identity of the person on the telephone or at the counter was proved too weakly
	TooManySlips                       // the agent has handed over as many slips as one alone may in a day
	TooManyRecords                     // the agent has opened so many members' pages that this one waits, until Until
	TooManyResets                      // the agent has reset so many passwords that this one waits, until Until
	WrongAnswer                        // wrong answer to the identity question
	QuestionClosed                     // the identity question is closed, until Until
	NoCall                             // the agent has begun no call, or its words have expired
	TooManyCalls                       // too many messages for calls, until Until
	HeldEnded                          // none of the chosen messages and letters waits any more
	MessageMoved                       // the contact message has changed
	AnsweredLately                     // the contact message was answered minutes ago: the agent has to confirm another answer
	OthersMessage                      // the contact message is assigned to a colleague: the agent has to confirm
	UnknownColleague                   // no agent with this login may answer contact messages
	ReadyChanged                       // the ready answer has changed
	NeedsReason                        // one of contactReasons is required
	OwnAccess                          // nobody changes their own role or access
	AgentChanged                       // the agent has changed since the supervisor loaded the page
	ClientChanged                      // the client was removed, or its secret has changed, since the supervisor loaded the page
	PublicClient                       // the client has no secret
	MandateUnasked                     // somebody acts for the member, and the agent has not asked who is there
	OwnMandate                         // a member cannot hold a mandate about themselves
	HoldsAlready                       // this account acts for the member already
	TooManyMandates                    // as many mandates as a member, or an account, may have
	WrongFactor                        // wrong password, secret or second factor of an agent
	DirectoryName                      // the directory's name of a person cannot be an agent's
	DirectoryTaken                     // another agent has that name, and no supervisor awaits this person
	DirectoryDisabled                  // the person's agent was disabled here
	DirectoryRole                      // the role of an agent of the directory is changed there
)

// Refused means that an act was not done, for a reason that the user can correct or wait out.
type Refused struct {
	Why   Why
	Until time.Time // when it can be tried again; zero if waiting does not help
	Left  int       // remaining attempts

	Typed, Wanted string        // request numbers: of the demand whose code was typed, and of this one
	Life          time.Duration // how long the code was valid
	Channel       account.Channel

	Read bool // the flow was reloaded after everything that the act has written
}

func (r *Refused) Error() string { return "refused by the rules of an act" }

func refuse(why Why) error { return &Refused{Why: why} }

func refuseUntil(why Why, until time.Time) error { return &Refused{Why: why, Until: until} }

var (
	// ErrStale means that another request has changed the flow first.
	ErrStale = errors.New("the flow has moved on")
	// ErrReplaced means that a verified password was replaced before the session was opened.
	ErrReplaced = errors.New("the password was replaced meanwhile")
)
