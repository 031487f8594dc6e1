package journey

import (
	"slices"

	"sesame/account"
)

// Facts are what is known about a person's progress in a journey. Handlers read them from a flow and, for the
// personalisation, from the member; nothing else determines the current step.
type Facts struct {
	Path            account.Path // how « oubli » or « inscription » continues, or how a browser proves itself in the personalisation; empty until it is known, and once it is proved
	ChannelChosen   bool         // e-mail or SMS was chosen
	Answered        bool         // the identity question was answered; only one answer is allowed
	CodeRight       bool         // the right confirmation code was entered
	Blocked         bool         // a limit of the account is reached: no code can be sent
	LetterAccepted  bool         // the member agreed to a letter instead of a code
	PasswordProved  bool         // the current password was verified
	PasswordChosen  bool         // the new password is set
	ContactsStated  bool         // « Je confirme mes coordonnées »
	AddressStated   bool         // a new address, or mobile number, was entered
	AddressVerified bool         // no address or number waits for confirmation by a code
	SecretProved    bool         // an agent's enrolment secret was verified
	FactorProved    bool         // a second factor was verified
	ByRecoveryCode  bool         // that second factor was a recovery code
}

// Step is one row of a journey. The current step is the first whose When is true and whose Done is false.
type Step struct {
	Name   string // last part of the URL, name of the handler's file, and of the template unless Template is set
	Number int    // « Étape n sur m »; mutually exclusive steps share a number
	Guide  string // the guide's name for the screen
	When   func(Facts) bool
	Done   func(Facts) bool
	Back   string // target of « Précédent »; empty when the screen has no such link
	// Opens says that the journey begins with this step. Anybody can open it at the journey's Start. Nothing is stored
	// until it is completed, and a new visit begins again.
	Opens bool
	// Template is set where several steps share a screen.
	Template string
	// Page is the URL of the page outside the journey where it ends. Such a step has no handler and no screen of its own.
	Page string
}

// Journey is a table of steps. The last row is the end and is never done.
type Journey struct {
	Name  string // stored in a flow
	Path  string // URL prefix of the steps
	Start string // URL of the first step, or of the page that leads to it
	Title string // name shown to users
	Steps []Step
}

// Current returns the current step for these facts.
func (j Journey) Current(f Facts) Step {
	for _, s := range j.Steps {
		if s.When(f) && !s.Done(f) {
			return s
		}
	}
	return j.Steps[len(j.Steps)-1]
}

// Step finds a step by name.
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

// URL is the URL of a step.
func (j Journey) URL(s Step) string {
	switch {
	case s.Opens:
		return j.Start
	case s.Page != "":
		return s.Page
	}
	return j.Path + "/" + s.Name
}

// Template is the name of a step's template.
func (j Journey) Template(s Step) string {
	if s.Template != "" {
		return s.Template
	}
	return j.Name + "/" + s.Name
}

// At finds the step that is shown at a URL.
func (j Journey) At(url string) (Step, bool) {
	for _, s := range j.Steps {
		if j.URL(s) == url {
			return s, true
		}
	}
	return Step{}, false
}

// Members lists the journeys of members, in the order of the guide.
var Members = []Journey{Personalisation, Change, Address, Phones, Forgotten, Registration}

// Agents lists the journeys of agents.
var Agents = []Journey{Login, Enrolment, Passkey, Authenticator, RecoveryCodes, Invitation, ClientSecret}

// All lists every journey.
var All = slices.Concat(Members, Agents)

// ByName finds a journey by its name in a flow.
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
