package texts

import (
	"fmt"
	"strings"
	"time"
)

// The results in the accessibility statement.
const (
	NotConform    = "non conforme"
	PartlyConform = "partiellement conforme"
	FullyConform  = "totalement conforme"
)

// The purpose of each cookie.
const (
	CookieSession       = "Garder votre connexion d'une page à l'autre."
	CookieBrowser       = "Suivre vos demandes en cours dans ce navigateur."
	CookieKnown         = "Reconnaître votre navigateur : les essais d'un inconnu ne vous bloquent pas."
	CookiePage          = "Vous mener, après la connexion, à la page que vous vouliez voir."
	CookieFranceConnect = "Vous retrouver à votre retour de FranceConnect."
	CookieUntilClosed   = "jusqu'à la déconnexion ou à la fermeture du navigateur"
)

// CookieSessionLife describes the life of a session's cookie, which also ends by itself.
func CookieSessionLife(idle, longest time.Duration) string {
	return fmt.Sprintf("%s, après %s sans action, ou au bout de %s", CookieUntilClosed, Lasting(idle), Lasting(longest))
}

// CookieKnownLife describes the life of a known browser's cookie.
func CookieKnownLife(life time.Duration) string {
	return Lasting(life) + " après la dernière connexion"
}

// Percent formats tenths of a percent: « 87,5 », « 100 ».
func Percent(tenths int) string {
	return strings.TrimSuffix(fmt.Sprintf("%d,%d", tenths/10, tenths%10), ",0")
}
