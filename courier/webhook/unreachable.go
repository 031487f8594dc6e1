package webhook

import (
	"errors"

	"sesame/courier/transport"
)

// unreachable is the error of Check when nothing answered at the address of events.
type unreachable struct {
	fault string // a class of transport.Fault
	cause error  // for diagnosis in memory; never logged or stored
}

func (u *unreachable) Error() string { return "evenements-" + u.fault }

func (u *unreachable) Unwrap() error { return u.cause }

// Explain describes in French an error of EventAddress.Check, with the remedy.
func Explain(err error) string {
	if says := transport.Certificate(err, "de l'adresse des événements", "SESAME_EVENTS_URL"); says != "" {
		return says
	}
	var u *unreachable
	if errors.As(err, &u) {
		return causes[u.fault]
	}
	return "la panne est inconnue : voyez le journal du service"
}

// causes maps each fault to a reason and a remedy.
var causes = map[string]string{
	"nom":       "le nom du serveur des événements ne se trouve pas : vérifiez l'hôte de SESAME_EVENTS_URL et le DNS",
	"connexion": "le serveur des événements ne répond pas : vérifiez l'hôte et le port de SESAME_EVENTS_URL, et le pare-feu",
	"delai":     "le serveur des événements n'a pas répondu à temps : vérifiez SESAME_EVENTS_URL et le réseau",
	"coupure":   "le serveur des événements a coupé la communication : vérifiez SESAME_EVENTS_URL, puis son journal",
	"protocole": "ce qui répond n'est pas un serveur web : vérifiez le port de SESAME_EVENTS_URL",
	"tls":       "la liaison chiffrée avec le serveur des événements n'a pas pu s'établir : vérifiez le port de SESAME_EVENTS_URL et son certificat",
}
