package acts

import (
	"errors"
	"time"
)

// Why says why an act was not done.
type Why int

// Why a member's or a stranger's act was not done.
const (
	WrongCode        Why = iota + 1 // Left tries are left
	CodeClosed                      // expired, spent, or its tries used up: another code is needed
	CodeElsewhere                   // the code went to an address that was corrected meanwhile
	TooManyCodes                    // wrong ones, until Until
	TooSoon                         // for another code, until Until
	TooManyAddresses                // identifiers tried from one address of the network, until Until
	WrongLogin                      // no such identifier, or another password
	TemporaryExpired                // the temporary password was right, and too late
	WrongPassword                   // the current one
	TooManyPasswords                // until Until
	WeakPassword                    // the gauge says no
	SamePassword                    // it is the one in place
	NearPassword                    // it is near the one in place
	TooManyMessages                 // of the contact form, until Until
	NoMoreCodes                     // the journey has had its codes
	CodesRemain                     // the journey has not had all its codes
)

// Why an agent's act was not done.
const (
	MemberChanged     Why = iota + 100 // since the agent looked: the act was meant for what they saw
	NoEmail                            // the caisse knows no e-mail address
	NoMobile                           // nor mobile
	NoSMS                              // the service sends no text messages
	LetterLately                       // another letter may go at Until
	UnknownChannel                     // none of those that can be taken
	ApprovalWaits                      // a request waits for this member already
	ApprovalEnded                      // the request waits no more
	OwnApproval                        // another agent must decide on it
	OthersApproval                     // only who has asked may take it back
	AskerLost                          // who has asked may not ask any more
	ApproverCameAfter                  // the approver's access was opened after the request
	ApproverInvited                    // lately, by who has asked
	ApproverCorrected                  // the approver has put the contact there lately
	ContactMoved                       // the request was made for another value
	NothingBlocks                      // no limit holds
	NothingChanges                     // all the values are there already
	NotVerified                        // codes go to verified contacts only
	TooManyCalls                       // messages of calls, until Until
	MessageMoved                       // somebody has done something to the contact message
	NeedsReason                        // a message is put away for one of some reasons
	OwnAccess                          // nobody changes their own role or access
	AgentChanged                       // since the supervisor looked
	WrongFactor                        // at an agent's door: password, secret or second factor
)

// Refused is an act that was not done, for a reason that whoever asked can mend or wait out.
type Refused struct {
	Why   Why
	Until time.Time // when it can be tried again, where waiting mends it
	Left  int       // tries
}

func (r *Refused) Error() string { return "refused by the rules of an act" }

func refuse(why Why) error { return &Refused{Why: why} }

func refuseUntil(why Why, until time.Time) error { return &Refused{Why: why, Until: until} }

var (
	// ErrStale: somebody else wrote first, and the place where the person stands has moved.
	ErrStale = errors.New("the flow has moved on")
	// ErrReplaced: a password was found right, and was no longer the one in place when the session was to be opened.
	ErrReplaced = errors.New("the password was replaced meanwhile")
)
