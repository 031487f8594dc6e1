package member

import (
	"sesame/handlers/web"
	"sesame/journey"
)

// ledBack declares the pages of the private space to which a login leads back, and their forms: those whose entries are kept
// across the login, and those of which the page then says that nothing was done. The contact form is not among them, because
// it accepts messages without a login.
func (a *Pages) ledBack() {
	phones := []string{"portable", "fixe", "fax"}
	contacts := journey.Personalisation.Path + "/coordonnees"
	pages := []string{"/espace/mon-compte", securityURL, devicesURL, "/espace/mon-compte/historique", dataURL, closingURL, journey.Phones.Start, journey.Change.Start, journey.Address.Start, addPasskeyPath}
	forms := map[string]web.Form{
		journey.Phones.Start:                         {Page: journey.Phones.Start, Fields: phones},
		journey.Address.Start:                        {Page: journey.Address.Start, Fields: []string{"email"}},
		contacts:                                     {Page: contacts, Fields: append(phones, "email")},
		"/espace/mon-compte/sessions/fermeture":      {Page: devicesURL},
		"/espace/mon-compte/sessions/:id/fermeture":  {Page: devicesURL},
		"/espace/mon-compte/navigateurs/:id/retrait": {Page: devicesURL},
		"/espace/mon-compte/empreintes/:id/retrait":  {Page: devicesURL},
		"/espace/mon-compte/demandes/annulation":     {Page: securityURL},
		addPasskeyPath:                               {Page: addPasskeyPath},
		newPasskeyPath:                               {Page: addPasskeyPath},
		addPasskeyPath + "/refus":                    {Page: "/espace"},
	}
	for _, j := range []journey.Journey{journey.Phones, journey.Change, journey.Address, journey.Personalisation} {
		step := j.Path + "/:step" // goes to the journey's current step, or says why it begins again
		forms[step], forms[step+"/:button"] = web.Form{Page: step}, web.Form{Page: step}
		if j.Name != journey.Personalisation.Name { // a login leads there by itself, and only while it is incomplete
			pages = append(pages, step)
		}
	}
	a.LeadBack(pages, forms)
}
