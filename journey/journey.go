package journey

import "sesame/account"

// Facts is what is known of a person's way through a journey. Handlers read it from a flow and, for the
// personalisation, from the member; nothing else decides which step is shown.
type Facts struct {
	Path            account.Path // how « oubli » or « inscription » continues; empty until it is known
	ChannelChosen   bool         // e-mail or SMS
	Answered        bool         // the one answer to the identity question was given
	CodeRight       bool         // the confirmation code came back right
	Blocked         bool         // a cap of the account was met: no code can be sent now
	LetterAccepted  bool         // the letter was asked for instead of a code
	PasswordProved  bool         // the current password was given
	PasswordChosen  bool         // the new password is set
	ContactsStated  bool         // « Je confirme mes coordonnées »
	AddressStated   bool         // a new address was typed
	AddressVerified bool         // no address waits for its code
}

// Step is one row: the first whose When holds and whose Done does not is where the person stands.
type Step struct {
	Name   string // last part of the URL, name of the template and of the handler's file
	Number int    // « Étape n sur m »; steps that exclude each other share a number
	Guide  string // the guide's name for the screen
	When   func(Facts) bool
	Done   func(Facts) bool
	Back   string // step that « Précédent » leads to; empty where the guide shows none
	// Opens says that the journey begins with this step: it is shown at the journey's Start to whoever comes, nothing is
	// kept of them until they have passed it, and whoever comes again begins again.
	Opens bool
}

// Journey is a table of steps; the last row is its end and is never done.
type Journey struct {
	Name  string // as stored with a flow
	Path  string // URL under which the steps stand
	Start string // URL of the step that opens it, or of the page that leads into it
	Title string // as a person would call it
	Steps []Step
}

// Current returns the step where these facts put a person.
func (j Journey) Current(f Facts) Step {
	for _, s := range j.Steps {
		if s.When(f) && !s.Done(f) {
			return s
		}
	}
	return j.Steps[len(j.Steps)-1]
}

// Step finds a row by name.
func (j Journey) Step(name string) (Step, bool) {
	for _, s := range j.Steps {
		if s.Name == name {
			return s, true
		}
	}
	return Step{}, false
}

// Total is the m of « Étape n sur m ».
func (j Journey) Total() int { return j.Steps[len(j.Steps)-1].Number }

// URL is where a step is shown.
func (j Journey) URL(s Step) string {
	if s.Opens {
		return j.Start
	}
	return j.Path + "/" + s.Name
}

// All lists the journeys, in the order of the guide.
var All = []Journey{Personalisation, Change, Address, Forgotten, Registration}

// ByName finds a journey as a flow names it.
func ByName(name string) (Journey, bool) {
	for _, j := range All {
		if j.Name == name {
			return j, true
		}
	}
	return Journey{}, false
}

func always(Facts) bool { return true }
func never(Facts) bool  { return false }
