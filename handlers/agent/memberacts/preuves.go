package memberacts

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// strengthWords describes each strength in French.
var strengthWords = map[acts.Strength]string{
	acts.NoProofNeeded: texts.ProofNone, acts.Weak: texts.ProofWeak, acts.Medium: texts.ProofMedium, acts.Strong: texts.ProofStrong,
}

// proofWords describes each kind of proof in French, and why it counts.
var proofWords = map[acts.ProofKind]struct{ what, why string }{
	acts.ByCallWords:    {"Les mots de l'appel, reconnus par l'adhérent", texts.WhyCallWords},
	acts.BySpelling:     {"Un code reçu par un moyen qui vient d'être dicté", texts.WhySpelling},
	acts.ByDocument:     {"Une pièce vue, sur votre parole", texts.WhyDocument},
	acts.ByFreshContact: {texts.ProvedByFresh, texts.WhyFresh},
	acts.ByQuestion:     {texts.ProvedByQuestion, texts.WhyQuestion},
	acts.ByKnownContact: {texts.ProvedByKnown, texts.WhyKnown},
}

// deskActWords describes each act of the table in French.
var deskActWords = map[acts.DeskAct]string{
	acts.ToSendLetter:       "Envoyer un mot de passe par lettre",
	acts.ToRenewLetter:      "Refaire le dernier courrier",
	acts.ToSendIdentifier:   "Envoyer l'identifiant par lettre",
	acts.ToResetKnown:       "Réinitialiser vers un moyen connu de longue date",
	acts.ToResetFresh:       "Réinitialiser vers un moyen changé depuis moins de 48 heures",
	acts.ToResetUnproved:    "Réinitialiser vers un moyen donné par un agent et pas encore prouvé",
	acts.ToHandSlip:         "Remettre un mot de passe au guichet, pièce d'identité vue",
	acts.ToCorrectContacts:  "Corriger les coordonnées",
	acts.ToTrustContact:     "Faire compter tout de suite un nouveau moyen, une fois son code relu",
	acts.ToSettleDifference: "Régler un écart avec le fichier",
	acts.ToDismissValue:     "Écarter une valeur du fichier",
	acts.ToUnblock:          "Lever un blocage",
	acts.ToRelease:          "Faire partir un message qui attend un accord",
	acts.ToMarkMandate:      "Noter une tutelle ou un mandat, pièce vue",
	acts.ToEndMandate:       "Noter la fin d'une tutelle ou d'un mandat",
	acts.ToCloseSessions:    "Fermer les sessions",
	acts.ToSuspend:          "Suspendre l'accès",
	acts.ToResume:           "Rétablir l'accès",
	acts.ToCloseAccount:     "Fermer l'espace privé",
	acts.ToReopenAccount:    "Rouvrir l'espace privé",
	acts.ToExportMember:     "Télécharger les données de l'adhérent",
	acts.ToEraseMember:      "Effacer l'adhérent",
}

// secondWords says whether each act needs a colleague's approval.
var secondWords = map[acts.Second]string{acts.NoSecond: "non", acts.SecondIfUnproved: "oui, si la preuve manque", acts.SecondUnlessSupervisor: "oui, sauf si un superviseur ferme", acts.SecondAlways: "oui, toujours"}

// askWords says whether the agent must ask about representatives before an act. nobodyWords explains the acts for which
// there is nobody to ask.
var (
	askWords    = map[acts.Ask]string{acts.AskIfAnybody: "oui, sans attendre", acts.AskFirst: "oui"}
	nobodyWords = map[acts.DeskAct]string{
		acts.ToRelease:          "non : le message va à un moyen déjà noté",
		acts.ToSettleDifference: "non : c'est entre la caisse et son fichier",
		acts.ToDismissValue:     "non : c'est entre la caisse et son fichier",
	}
)

// ShowProofs shows the table of the acts and the proofs that they require.
func (a *Pages) ShowProofs(c echo.Context) error {
	var d views.DeskProofsData
	for _, row := range acts.Proofs {
		words := proofWords[row.Kind]
		d.Proofs = append(d.Proofs, views.DeskProofRow{What: texts.Sentence(words.what), Strength: strengthWords[row.Strength], Why: words.why})
	}
	for _, need := range acts.Needs {
		row := views.DeskNeedRow{Act: deskActWords[need.Act], Strength: strengthWords[need.Strength], Second: secondWords[need.Second], Who: askWords[need.Who]}
		if need.Who == acts.NobodyToAsk {
			row.Who = nobodyWords[need.Act]
		}
		d.Needs = append(d.Needs, row)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/preuves", Data: d})
}

// Proofs lists, in sentences, the proofs of the member's identity in this session, strongest first. A code that verifies a
// spelled contact does not prove who is speaking.
func (a *Pages) Proofs(c echo.Context, m *db.Member) (said []string, err error) {
	all, err := a.Acts.Proved(c.Request().Context(), a.DB.Reader, a.Actor(c), m)
	for _, p := range all {
		if strength := p.Kind.Strength(); strength != acts.NoProofNeeded {
			said = append(said, texts.IdentityProved(proofWords[p.Kind].what, a.Ago(p.At), strengthWords[strength]))
		}
	}
	return said, err
}

// asked says which proof an act requires.
func asked(act acts.DeskAct) string {
	need := act.Need()
	if need.Strength == acts.NoProofNeeded {
		return texts.NoProofAsked
	}
	return texts.ProofAsked(strengthWords[need.Strength], need.Second == acts.SecondIfUnproved)
}
