package events

import "slices"

// Motive is why an agent acts, chosen from the list of a form, so that statistics can count it.
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
	MotiveOther     Motive = "other" // explained by the note alone

	MotiveRecognised Motive = "recognised"
	MotivePaper      Motive = "paper-seen"
	MotiveDoubt      Motive = "doubt"
	MotiveOtherWay   Motive = "other-way"
	MotiveMistake    Motive = "mistake"

	MotiveCaller Motive = "caller"
	MotiveBusy   Motive = "busy"
	MotiveAttack Motive = "attack"
	MotiveTwice  Motive = "twice"

	MotiveStolen    Motive = "stolen"
	MotiveAskedFor  Motive = "asked-for"
	MotiveChecking  Motive = "checking"
	MotiveWellAgain Motive = "well-again"

	MotiveIdentifier Motive = "identifier-lost"
	MotivePhone      Motive = "by-telephone"
	MotiveRelative   Motive = "relative"
	MotiveMeasure    Motive = "measure-over"

	MotiveFileWrong Motive = "file-wrong"
	MotiveFileRight Motive = "file-right"
	MotiveConfirmed Motive = "confirmed"
	MotiveCorrected Motive = "corrected"

	MotiveTwoPeople   Motive = "two-people"
	MotiveSameHome    Motive = "same-home"
	MotiveTwoAccounts Motive = "two-accounts"
)

// Matter is the subject of a form that asks for a reason. Each has its own motives.
type Matter string

// The matters.
const (
	MemberMatter   Matter = "member"   // an act on a member
	DecisionMatter Matter = "decision" // a decision on a colleague's request, or the withdrawal of one's own
	HeldMatter     Matter = "held"     // a message or letter that is held because of a ceiling
	StatusMatter   Matter = "status"   // an account that is suspended, resumed or reopened
	RecordMatter   Matter = "record"   // a mandate for a member, or their identifier sent to them
	FileMatter     Matter = "file"     // a difference with the file, or a value of it that could not be read
	AlikeMatter    Matter = "alike"    // accounts that resemble each other, set aside
	EndMatter      Matter = "end"      // an account that is closed, or a member's data that are copied or erased
)

// Matters lists all matters.
var Matters = []Matter{MemberMatter, DecisionMatter, HeldMatter, StatusMatter, RecordMatter, FileMatter, AlikeMatter, EndMatter}

var motives = map[Matter][]Motive{
	MemberMatter:   {MotiveForgotten, MotiveTemporary, MotiveCode, MotiveBlocked, MotiveContact, MotiveLetter, MotiveCounter, MotiveOther},
	DecisionMatter: {MotiveRecognised, MotivePaper, MotiveDoubt, MotiveOtherWay, MotiveMistake, MotiveOther},
	HeldMatter:     {MotiveCaller, MotiveBusy, MotiveTwice, MotiveOtherWay, MotiveAttack, MotiveOther},
	StatusMatter:   {MotiveStolen, MotiveAskedFor, MotiveChecking, MotiveWellAgain, MotiveMistake, MotiveOther},
	RecordMatter:   {MotiveIdentifier, MotivePaper, MotiveCounter, MotivePhone, MotiveRelative, MotiveMeasure, MotiveOther},
	FileMatter:     {MotiveFileWrong, MotiveFileRight, MotiveConfirmed, MotiveCorrected, MotiveOther},
	AlikeMatter:    {MotiveTwoPeople, MotiveSameHome, MotiveTwoAccounts, MotiveConfirmed, MotiveOther},
	EndMatter:      {MotiveAskedFor, MotivePaper, MotiveRelative, MotiveOther},
}

// Motives returns the motives of a matter, in the order of the form.
func (m Matter) Motives() []Motive { return motives[m] }

// AllMotives returns the motives of all matters, each once, with « Autre » last.
func AllMotives() (all []Motive) {
	for _, matter := range Matters {
		for _, m := range matter.Motives() {
			if m != MotiveOther && !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return append(all, MotiveOther)
}

var motiveWords = map[Motive]string{
	MotiveForgotten: "Mot de passe oublié",
	MotiveTemporary: "Mot de passe provisoire perdu ou périmé",
	MotiveCode:      "Code jamais reçu",
	MotiveBlocked:   "Compte bloqué",
	MotiveContact:   "Changement d'adresse e-mail ou de téléphone",
	MotiveLetter:    "Courrier jamais reçu",
	MotiveCounter:   "Demande au guichet",
	MotiveOther:     "Autre",

	MotiveRecognised: "Adhérent rappelé et reconnu",
	MotivePaper:      "Pièce ou justificatif vu",
	MotiveDoubt:      "Doute sur la personne",
	MotiveOtherWay:   "Une autre voie convient mieux",
	MotiveMistake:    "C'était une erreur",

	MotiveCaller: "Adhérent au téléphone, qui donne le numéro de sa demande",
	MotiveBusy:   "Journée chargée, demandes ordinaires",
	MotiveTwice:  "Demandé plusieurs fois",
	MotiveAttack: "Attaque probable",

	MotiveStolen:    "Compte peut-être utilisé par un autre",
	MotiveAskedFor:  "L'adhérent le demande",
	MotiveChecking:  "Vérification en cours",
	MotiveWellAgain: "Vérification terminée",

	MotiveIdentifier: "Identifiant perdu",
	MotivePhone:      "Demande au téléphone",
	MotiveRelative:   "Demande d'un proche ou d'un représentant",
	MotiveMeasure:    "La mesure est finie, ou a changé",

	MotiveFileWrong: "Le fichier se trompe",
	MotiveFileRight: "Le fichier a raison",
	MotiveConfirmed: "Vérifié avec l'adhérent",
	MotiveCorrected: "Corrigé dans le système de gestion",

	MotiveTwoPeople:   "Ce sont deux personnes",
	MotiveSameHome:    "Même foyer, ou coordonnées partagées",
	MotiveTwoAccounts: "Une personne, qui a besoin de deux comptes",
}

// Words is the French wording of the motive.
func (m Motive) Words() string { return motiveWords[m] }

// Grounds are why an agent acts: a motive, the note that the agent typed, or both.
type Grounds struct {
	Motive Motive `json:"motive,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Noted returns the grounds of an act whose form offers no motives.
func Noted(note string) Grounds { return Grounds{Note: note} }

// Words is the French wording of the grounds: motive and note. With « Autre », the note alone is shown.
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
