package texts

import "strings"

// Messages on the pages « Appareils » and « Historique ».
const (
	SessionClosed    = "L'appareil est déconnecté."
	OthersClosed     = "Tous les autres appareils sont déconnectés."
	BrowserForgotten = "Le navigateur a été retiré."
	DemandCancelled  = "La demande est annulée. Si un mot de passe temporaire est parti, il ne sert plus. Votre mot de passe n'a pas changé."
)

// Device describes a member's device, from its browser and system: « Ordinateur, Firefox sur Windows ».
func Device(family string) string {
	for system, kind := range map[string]string{
		"Windows": "Ordinateur", "Mac": "Ordinateur", "Linux": "Ordinateur", "iPhone": "Téléphone", "iPad": "Tablette", "Android": "Téléphone ou tablette",
	} {
		if strings.HasSuffix(family, system) {
			return kind + ", " + family
		}
	}
	return family
}

// LoginIn describes a login by its method and device: « connexion par mot de passe – Ordinateur, Firefox sur Windows ».
func LoginIn(login, way, device string) string { return login + " par " + way + " – " + device }
