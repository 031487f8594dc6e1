package member

import (
	"sesame/handlers/web"
	"sesame/journey"
)

func (a *Pages) registrationWizard() *web.Wizard {
	w := &web.Wizard{App: a.Base, Journey: journey.Registration, Leave: "/connexion?etat=abandon-demande",
		Answered: "/connexion?etat=" + web.StateAnswered} // a temporary password that was sent is entered at the login page
	w.Steps = map[string]web.Step{
		"identifiant":  {Show: a.showIdentifier(w), Submit: a.submitIdentifier(w)},
		"question":     a.question(nil),
		"canal":        {Show: a.showChannel, Submit: a.submitChannel},
		"code":         a.forgottenCode(),
		"impasse":      {Show: showNothing, Submit: a.submitImpasse},
		"confirmation": {Show: a.showForgottenEnd, Submit: a.logInHere},
	}
	return w
}
