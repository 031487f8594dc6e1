package server

import (
	"fmt"
	"net/netip"
	"strings"
)

// ProxyLine is the prefix of the line of /readyz about proxies, which doctor parses.
const ProxyLine = "mandataire : "

// proxies lists the proxies that hide the addresses of their users, with the remedy.
func (s *Server) proxies() string {
	undeclared, unreadable := s.options.Proxies(s.options.Now())
	var told []string
	if len(undeclared) > 0 {
		told = append(told, fmt.Sprintf("des requêtes passent par %s sans que SESAME_TRUSTED_PROXIES le nomme : tous les adhérents y comptent pour une seule adresse ; ajoutez-le", list(undeclared)))
	}
	if len(unreadable) > 0 {
		told = append(told, fmt.Sprintf("l'en-tête X-Forwarded-For de %s ne se lit pas : tous les adhérents y comptent pour une seule adresse ; faites-y écrire l'adresse du client", list(unreadable)))
	}
	if len(told) == 0 {
		return "ok"
	}
	return strings.Join(told, " ; ")
}

func list(addresses []netip.Addr) string {
	said := make([]string, len(addresses))
	for i, a := range addresses {
		said[i] = a.String()
	}
	return strings.Join(said, ", ")
}
