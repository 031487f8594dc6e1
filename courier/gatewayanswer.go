package courier

import (
	"bytes"
	"fmt"
	"net/http"

	"sesame/courier/transport"
)

// judge classifies a gateway's answer; nil means that the gateway accepted the message.
func (g *gateway) judge(status int, header http.Header, body []byte) *Failure {
	of := func(class string, f Failure) *Failure {
		f.Class = fmt.Sprintf("sms-%s %d", class, status)
		return &f
	}
	switch {
	case status >= 200 && status < 300:
		if g.refusedInBody(body) && isPage.Match(bytes.TrimPrefix(body, []byte("\ufeff"))) {
			return of("page", Failure{Fault: FaultRelay})
		}
		if g.refusedInBody(body) {
			return of("reponse", Failure{Fault: FaultRelay})
		}
		return nil
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		return of("acces", Failure{Fault: FaultUs, Reach: ReachAll})
	case status == http.StatusPaymentRequired:
		return of("credit", Failure{Fault: FaultUs, Reach: ReachAll})
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status >= 300 && status < 400:
		return of("adresse", Failure{Fault: FaultUs, Reach: ReachAll})
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status >= 500:
		return of("attente", Failure{Fault: FaultRelay, Reach: ReachMany, After: transport.RetryAfter(header)})
	}
	return of("refus", Failure{Fault: FaultBox, Permanent: true})
}

// refusedInBody recognises a refusal in the body of an answer with status 200. Patterns from the configuration take
// precedence over the usual forms of gateways.
func (g *gateway) refusedInBody(body []byte) bool {
	switch {
	case g.refuses != nil && g.refuses.Match(body):
		return true
	case g.accepts != nil:
		return !g.accepts.Match(body)
	}
	return meansNo(bytes.TrimPrefix(body, []byte("\ufeff")))
}
