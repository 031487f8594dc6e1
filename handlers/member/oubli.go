package member

import (
	"sesame/handlers/web"
	"sesame/journey"
)

func (a *Pages) forgottenWizard() *web.Wizard {
	w := &web.Wizard{App: a.Base, Journey: journey.Forgotten, Leave: "/connexion?etat=abandon-demande",
		Answered: "/connexion?etat=" + web.StateAnswered} // a temporary password that was sent is entered at the login page
	w.Steps = map[string]web.Step{
		"identifiant":  {Show: a.showIdentifier(w), Submit: a.submitIdentifier(w)},
		"canal":        {Show: a.showChannel, Submit: a.submitChannel},
		"question":     a.question(a.clearChannel),
		"code":         a.forgottenCode(),
		"impasse":      {Show: showNothing, Submit: a.submitImpasse},
		"confirmation": {Show: a.showForgottenEnd, Submit: a.logInHere},
	}
	return w
}

// forgottenCode is the code step of « oubli » and of « inscription ».
func (a *Pages) forgottenCode() web.Step {
	return web.Step{Show: a.showForgottenCode, Submit: a.submitForgottenCode, Memberless: true, Pending: codeAccepted,
		More: buttons{"renvoi": a.resendForgottenCode, "autre": a.switchChannel, "courrier": a.letterForCodes, "reponse": a.answerHeld}}
}

// buttons are the other actions of a screen, by name.
type buttons = map[string]web.Act
