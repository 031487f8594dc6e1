package texts

import (
	"fmt"
	"strings"
	"time"
)

// What the service says of its accessibility.
const (
	NotConform    = "non conforme"
	PartlyConform = "partiellement conforme"
	FullyConform  = "totalement conforme"
)

// What each cookie is for.
const (
	CookieSession       = "Garder votre connexion d'une page à l'autre."
	CookieBrowser       = "Suivre vos demandes en cours dans ce navigateur."
	CookieKnown         = "Reconnaître votre navigateur : les essais d'un inconnu ne vous bloquent pas."
	CookiePage          = "Vous mener, après la connexion, à la page que vous vouliez voir."
	CookieFranceConnect = "Vous retrouver à votre retour de FranceConnect."
	CookieUntilClosed   = "jusqu'à la déconnexion ou à la fermeture du navigateur"
)

// CookieSessionLife says that a session ends by itself, too.
func CookieSessionLife(idle, longest time.Duration) string {
	return fmt.Sprintf("%s, après %s sans action, ou au bout de %s", CookieUntilClosed, Lasting(idle), Lasting(longest))
}

// CookieKnownLife says from when the life of the cookie counts.
func CookieKnownLife(life time.Duration) string {
	return Lasting(life) + " après la dernière connexion"
}

// Percent writes tenths of a percent: « 87,5 », « 100 ».
func Percent(tenths int) string {
	return strings.TrimSuffix(fmt.Sprintf("%d,%d", tenths/10, tenths%10), ",0")
}
