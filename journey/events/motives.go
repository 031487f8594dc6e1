package events

import "slices"

// Motive is why an agent acts for a member, as one of the choices of the form: a word that figures can count.
type Motive string

// The motives.
const (
	MotiveForgotten Motive = "forgotten"
	MotiveTemporary Motive = "temporary-lost"
	MotiveCode      Motive = "code-missing"
	MotiveBlocked   Motive = "blocked"
	MotiveContact   Motive = "contact-changed"
	MotiveLetter    Motive = "letter-missing"
	MotiveCounter   Motive = "counter"
	MotiveOther     Motive = "other" // told by the note alone
)

// Motives are in the order of the form.
var Motives = []Motive{MotiveForgotten, MotiveTemporary, MotiveCode, MotiveBlocked, MotiveContact, MotiveLetter, MotiveCounter, MotiveOther}

var motiveWords = map[Motive]string{
	MotiveForgotten: "Mot de passe oublié",
	MotiveTemporary: "Mot de passe provisoire perdu ou périmé",
	MotiveCode:      "Code jamais reçu",
	MotiveBlocked:   "Compte bloqué",
	MotiveContact:   "Changement d'adresse e-mail ou de téléphone",
	MotiveLetter:    "Courrier jamais reçu",
	MotiveCounter:   "Demande au guichet",
	MotiveOther:     "Autre",
}

// Words is the motive in French.
func (m Motive) Words() string { return motiveWords[m] }

// Known says whether the form offers the motive.
func (m Motive) Known() bool { return slices.Contains(Motives, m) }

// Grounds are why an agent acts: one of the choices, what the agent typed, or both.
type Grounds struct {
	Motive Motive `json:"motive,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Noted are the grounds of an act that offers no choice.
func Noted(note string) Grounds { return Grounds{Note: note} }

// Words are the grounds as a person reads them. Of « Autre » the note tells enough.
func (g Grounds) Words() string {
	switch said := g.Motive.Words(); {
	case said == "" || g.Motive == MotiveOther && g.Note != "":
		return g.Note
	case g.Note == "":
		return said
	default:
		return said + " : " + g.Note
	}
}
