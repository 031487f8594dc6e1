package member

import (
	"sesame/handlers/web"
	"sesame/journey"
)

// ledBack declares the pages of the private space to which a login leads back, and the forms whose entries wait for it. The contact
// form takes a message without a login, and needs none of this.
func (a *Pages) ledBack() {
	phones := []string{"portable", "fixe", "fax"}
	contacts := journey.Personalisation.Path + "/coordonnees"
	a.LeadBack(
		[]string{"/espace/mon-compte", securityURL, devicesURL, "/espace/mon-compte/historique", dataURL, closingURL, journey.Phones.Start, journey.Change.Start, journey.Address.Start},
		map[string]web.Form{
			journey.Phones.Start:  {Page: journey.Phones.Start, Fields: phones},
			journey.Address.Start: {Page: journey.Address.Start, Fields: []string{"email"}},
			contacts:              {Page: contacts, Fields: append(phones, "email")},
		})
}
