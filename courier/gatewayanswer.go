package courier

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// judge says what a gateway's answer means; nil where it took the message.
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
		return of("attente", Failure{Fault: FaultRelay, Reach: ReachMany, After: retryAfter(header)})
	}
	return of("refus", Failure{Fault: FaultBox, Permanent: true})
}

// refusedInBody recognises a refusal in the body of an answer with status 200. Patterns from the configuration take precedence
// over what is known of gateways in general.
func (g *gateway) refusedInBody(body []byte) bool {
	switch {
	case g.refuses != nil && g.refuses.Match(body):
		return true
	case g.accepts != nil:
		return !g.accepts.Match(body)
	}
	return meansNo(bytes.TrimPrefix(body, []byte("\ufeff")))
}

// longestWait bounds the wait that a gateway may ask for (Retry-After): a code that is sent later is of no use.
const longestWait = time.Hour

// retryAfter is how long a gateway asks to wait, in seconds or until an instant; zero where it does not say.
func retryAfter(header http.Header) time.Duration {
	said := strings.TrimSpace(header.Get("Retry-After"))
	if n, err := strconv.ParseInt(said, 10, 32); err == nil {
		return min(max(time.Duration(n)*time.Second, 0), longestWait)
	}
	until, err := http.ParseTime(said)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(until.Sub(now), 0), longestWait)
}
