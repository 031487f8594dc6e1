package texts

import "strings"

// What the page « Appareils » and the history say.
const (
	SessionClosed    = "L'appareil est déconnecté."
	OthersClosed     = "Tous les autres appareils sont déconnectés."
	BrowserForgotten = "Le navigateur a été retiré."
	DemandCancelled  = "La demande est annulée. Si un mot de passe temporaire est parti, il ne sert plus. Votre mot de passe n'a pas changé."
)

// Device tells a member's device in words, by the family of its browser: « Ordinateur, Firefox sur Windows ».
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

// LoginIn says by what and in which device somebody has come in: « connexion par mot de passe – Ordinateur, Firefox sur Windows ».
func LoginIn(login, way, device string) string { return login + " par " + way + " – " + device }
