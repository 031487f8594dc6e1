package member

import (
	"sesame/handlers/web"
	"sesame/journey"
)

// ledBack declares the pages of the private space to which a login leads back, and their forms: those whose entries are kept
// over the login, and those of which the page then says that nothing was done. The contact form is not among them, because it
// takes messages without a login.
func (a *Pages) ledBack() {
	phones := []string{"portable", "fixe", "fax"}
	contacts, first := journey.Personalisation.Path+"/coordonnees", journey.Personalisation.Path+"/mot-de-passe"
	a.LeadBack(
		[]string{"/espace/mon-compte", securityURL, devicesURL, "/espace/mon-compte/historique", dataURL, closingURL, journey.Phones.Start, journey.Change.Start, journey.Address.Start},
		map[string]web.Form{
			journey.Phones.Start:  {Page: journey.Phones.Start, Fields: phones},
			journey.Address.Start: {Page: journey.Address.Start, Fields: []string{"email"}},
			contacts:              {Page: contacts, Fields: append(phones, "email")},
			first:                 {Page: first},
			journey.Change.Path + "/nouveau-mot-de-passe": {Page: journey.Change.Start},
			journey.Address.Path + "/code":                {Page: journey.Address.Start},
			"/espace/mon-compte/sessions/fermeture":       {Page: devicesURL},
			"/espace/mon-compte/sessions/:id/fermeture":   {Page: devicesURL},
			"/espace/mon-compte/navigateurs/:id/retrait":  {Page: devicesURL},
			"/espace/mon-compte/empreintes/:id/retrait":   {Page: devicesURL},
			"/espace/mon-compte/demandes/annulation":      {Page: securityURL},
		})
}
