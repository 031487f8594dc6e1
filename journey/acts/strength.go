package acts

import "slices"

// Strength is how strongly the identity of the person on the telephone or at the counter was proved.
type Strength int

// The strengths.
const (
	NoProofNeeded Strength = iota
	Weak
	Medium
	Strong
)

// ProofKind is a kind of proof of the identity of the person on the telephone or at the counter.
type ProofKind string

// The kinds of proof.
const (
	ByCallWords    ProofKind = "call-words"    // the member has recognised the agent
	BySpelling     ProofKind = "spelling"      // a code went to a contact that was just dictated, and came back
	ByFreshContact ProofKind = "fresh-contact" // a code went to a verified contact that was changed lately, and came back
	ByDocument     ProofKind = "document"      // the agent says to have seen a document
	ByQuestion     ProofKind = "question"      // the identity question was answered right
	ByKnownContact ProofKind = "known-contact" // a code went to a contact that was verified before, and came back
)

// Proofs is the only definition of the strength of each proof, weakest first. A proof that the agent alone can produce
// is never more than weak; only one that an agent cannot invent is strong.
var Proofs = []struct {
	Kind     ProofKind
	Strength Strength
}{
	{ByCallWords, NoProofNeeded},
	{BySpelling, NoProofNeeded},
	{ByDocument, Weak},
	{ByFreshContact, Weak},
	{ByQuestion, Medium},
	{ByKnownContact, Strong},
}

// Strength returns the strength of the proof.
func (k ProofKind) Strength() Strength {
	for _, row := range Proofs {
		if row.Kind == k {
			return row.Strength
		}
	}
	return NoProofNeeded
}

// Second says whether an act needs a second agent's approval.
type Second int

// When a second agent must approve.
const (
	NoSecond               Second = iota
	SecondIfUnproved              // when the proof is missing: the approval replaces it
	SecondUnlessSupervisor        // whatever was proved, unless a supervisor acts
	SecondAlways                  // whatever was proved, also when a supervisor acts
)

// DeskAct is an act of agents in the table Needs.
type DeskAct string

// The acts.
const (
	ToSendLetter       DeskAct = "letter"
	ToRenewLetter      DeskAct = "renew-letter"
	ToSendIdentifier   DeskAct = "identifier"
	ToResetKnown       DeskAct = "reset-known"
	ToResetFresh       DeskAct = "reset-fresh"
	ToResetUnproved    DeskAct = "reset-unproved"
	ToHandSlip         DeskAct = "slip"
	ToCorrectContacts  DeskAct = "correct"
	ToTrustContact     DeskAct = "trust-contact"
	ToSettleDifference DeskAct = "difference"
	ToDismissValue     DeskAct = "value"
	ToUnblock          DeskAct = "unblock"
	ToRelease          DeskAct = "release"
	ToMarkMandate      DeskAct = "mandate"
	ToEndMandate       DeskAct = "end-mandate"
	ToCloseSessions    DeskAct = "close-sessions"
	ToSuspend          DeskAct = "suspend"
	ToResume           DeskAct = "resume"
	ToCloseAccount     DeskAct = "close"
	ToReopenAccount    DeskAct = "reopen"
	ToExportMember     DeskAct = "export"
	ToEraseMember      DeskAct = "erase"
)

// Ask says whether the agent must ask who is calling or at the counter, when somebody acts for the member.
type Ask int

// When the agent asks.
const (
	NobodyToAsk  Ask = iota // the act concerns only the agent and the file, or releases messages whose destination is fixed
	AskIfAnybody            // the act does not wait for the answer, because it protects the member. The log says whether a caller or the caisse decided
	AskFirst                // the act may help the wrong person: it is refused until the agent has asked
)

// Need is what an act requires before an agent may perform it.
type Need struct {
	Act      DeskAct
	Strength Strength
	Second   Second
	Who      Ask
}

// Needs is the only definition of what each act requires, in display order.
var Needs = []Need{
	{ToUnblock, NoProofNeeded, NoSecond, AskFirst},
	{ToRelease, NoProofNeeded, NoSecond, NobodyToAsk},
	{ToCorrectContacts, NoProofNeeded, NoSecond, AskFirst},
	{ToSettleDifference, NoProofNeeded, NoSecond, NobodyToAsk},
	{ToDismissValue, NoProofNeeded, NoSecond, NobodyToAsk},
	{ToSendLetter, NoProofNeeded, NoSecond, AskFirst},
	{ToRenewLetter, NoProofNeeded, NoSecond, AskFirst},
	{ToSendIdentifier, NoProofNeeded, NoSecond, AskFirst},
	{ToResetKnown, NoProofNeeded, NoSecond, AskFirst},
	{ToCloseSessions, NoProofNeeded, NoSecond, AskIfAnybody},
	{ToSuspend, NoProofNeeded, NoSecond, AskIfAnybody},
	{ToResume, NoProofNeeded, NoSecond, AskFirst},
	{ToReopenAccount, NoProofNeeded, NoSecond, AskFirst},
	{ToExportMember, NoProofNeeded, NoSecond, AskFirst},
	{ToEndMandate, NoProofNeeded, NoSecond, AskFirst},
	{ToMarkMandate, Weak, NoSecond, AskFirst},
	{ToHandSlip, Medium, SecondIfUnproved, AskFirst},
	{ToResetFresh, Medium, SecondIfUnproved, AskFirst},
	{ToTrustContact, Strong, NoSecond, AskFirst},
	{ToResetUnproved, Strong, SecondIfUnproved, AskFirst},
	{ToCloseAccount, NoProofNeeded, SecondUnlessSupervisor, AskFirst},
	{ToEraseMember, NoProofNeeded, SecondAlways, AskFirst},
}

// Need returns the act's row of Needs.
func (act DeskAct) Need() Need {
	return Needs[slices.IndexFunc(Needs, func(n Need) bool { return n.Act == act })]
}
