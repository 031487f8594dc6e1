package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
)

// agentsPath is where the root of the agents' site redirects to.
const agentsPath = "/agent"

// agentsAddress checks the agents' site if it has an address of its own: its certificate, and whether the agents' pages answer
// there.
func (d *Doctor) agentsAddress(ctx context.Context) Finding {
	if d.AgentURL == nil {
		return ok("sans adresse à lui (SESAME_AGENT_URL)")
	}
	seen := ""
	if d.AgentURL.Scheme == "https" {
		at := site{d.AgentURL, "SESAME_AGENT_URL"}
		leaf, err := d.served(ctx, at, at.address())
		var refused *tls.CertificateVerificationError
		if err == nil || errors.As(err, &refused) {
			f := d.worth(at, leaf, err, "")
			if f.State != OK {
				f.Says = "son certificat ne convient pas, " + f.Says
				return f
			}
			seen = ", certificat " + f.Says
		}
	}
	response, err := d.ask(ctx, http.MethodGet, d.AgentURL.String()+"/")
	if err != nil {
		return unreachable(d.AgentURL)
	}
	defer response.Body.Close() //nolint:errcheck // it is not read
	switch {
	case response.StatusCode >= http.StatusInternalServerError:
		return proxyAlone(d.AgentURL, response.StatusCode, "SESAME_AGENT_LISTEN")
	case response.StatusCode == http.StatusMisdirectedRequest:
		return failed(fmt.Sprintf("%s est refusé sous ce nom : que le mandataire transmette l'en-tête Host, à SESAME_AGENT_LISTEN", d.AgentURL))
	case response.Header.Get("Location") != agentsPath:
		return failed(fmt.Sprintf("ce qui répond à %s n'est pas l'espace des agents : vérifiez SESAME_AGENT_URL, et que le mandataire envoie ce nom à SESAME_AGENT_LISTEN", d.AgentURL))
	}
	return ok("il répond à " + d.AgentURL.String() + seen)
}
