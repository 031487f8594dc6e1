package courier

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// enhanced is the code of RFC 3463 that an answer begins with: digits and points, so no address.
var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// Answers that speak of the relay's trust in us, not of the mail: the configuration can change that.
var authCodes = []int{530, 534, 535, 538}

// smtpFailure tells a refusal (5xx) from what may pass (4xx, network, TLS, authentication).
func smtpFailure(err error) *Failure {
	var known *Failure
	if errors.As(err, &known) {
		return known
	}
	var answer *textproto.Error
	if errors.As(err, &answer) {
		code := strings.TrimSpace(fmt.Sprintf("%d %s", answer.Code, enhanced.FindString(answer.Msg)))
		switch {
		case slices.Contains(authCodes, answer.Code):
			return &Failure{Class: "smtp-authentification " + code}
		case answer.Code >= 500:
			return &Failure{Permanent: true, Class: "smtp-refus " + code}
		}
		return &Failure{Class: "smtp-attente " + code}
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return &Failure{Class: "smtp-delai"}
	}
	return &Failure{Class: "smtp-connexion"}
}

// passing is smtpFailure before any mail was named: whatever the relay answers, it is about us and may change.
func passing(err error) *Failure {
	f := smtpFailure(err)
	f.Permanent = false
	f.Class = strings.Replace(f.Class, "smtp-refus", "smtp-attente", 1)
	return f
}
