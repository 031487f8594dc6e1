package courier

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/textproto"
	"strings"

	"sesame/courier/transport"
)

// place is the stage of the SMTP dialogue at which something failed, in order.
type place int

const (
	atConnection place = iota
	atGreeting         // the relay's banner
	atHello            // EHLO
	atTLS
	atLogin
	atSender    // MAIL FROM
	atRecipient // RCPT TO
	atContent   // DATA and the content
)

// placeClass is the failure class for each stage before a destination is named, and for the content.
var placeClass = map[place]string{
	atConnection: "smtp-connexion", atGreeting: "smtp-accueil", atHello: "smtp-ehlo", atTLS: "smtp-tls",
	atLogin: "smtp-authentification", atSender: "smtp-expediteur", atContent: "smtp-contenu",
}

// smtpFailure classifies an error at a stage.
func smtpFailure(where place, err error) *Failure {
	var known *Failure
	if errors.As(err, &known) {
		return known
	}
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return judge(where, answer.Code, answer.Msg)
	}
	f := &Failure{Class: "smtp-" + transport.Fault(err), Fault: FaultRelay, Reach: ReachMany, cause: err}
	if where < atRecipient {
		f.Reach = ReachAll
	}
	var notTLS tls.RecordHeaderError
	switch {
	case where == atGreeting && f.Class == "smtp-delai": // the relay accepts the connection and waits for our TLS handshake
		f.Class = "smtp-muet"
	case where == atContent && f.Class == "smtp-delai": // the address is right, and the network passes
		f.Class = "smtp-sans-reponse"
	case where == atTLS && errors.As(err, &notTLS):
		f.Class = "smtp-tls-clair"
	case where == atTLS && f.Class != "smtp-delai": // a failed handshake often appears as a closed connection
		f.Class = placeClass[atTLS]
	}
	return f
}

// hungUp says whether the relay closed the connection.
func (f *Failure) hungUp() bool {
	return f.Class == "smtp-coupure" || strings.HasPrefix(f.Class, "smtp-attente 421")
}

// judge classifies an answer by stage, code and enhanced code, and by its words when these are unclear. A refusal ends
// the message only when it certainly concerns this one destination.
func judge(where place, code int, text string) *Failure {
	said := readAnswer(code, text)
	f := &Failure{Fault: FaultRelay}
	if where < atRecipient {
		f.Reach = ReachAll
	}
	class := placeClass[where]
	switch {
	case code < 400: // no refusal, but unexpected at this stage
		class, f.Reach = "smtp-protocole", ReachAll
	case said.tlsDemanded():
		class, f.Fault, f.Reach = "smtp-tls-exige", FaultUs, ReachAll
	case said.loginDemanded():
		class, f.Fault, f.Reach = placeClass[atLogin], FaultUs, ReachAll
	case where >= atSender && said.helloRefused(where):
		class, f.Fault, f.Reach = placeClass[atHello], FaultUs, ReachAll
	case where < atRecipient && code >= 500:
		f.Fault = FaultUs
	case where < atRecipient:
		if where != atTLS && where != atLogin {
			class = "smtp-attente"
		}
	case said.boxNamed():
		f.Fault, f.Permanent = FaultBox, true
	case said.senderRefused():
		class, f.Fault, f.Reach = placeClass[atSender], FaultUs, ReachAll
	case code < 500 && (where == atContent || code == 421): // 421: the relay closes the connection, whatever the command
		class, f.Reach = "smtp-attente", ReachMany
	case code < 500:
		f.Fault = FaultBox
	case where == atRecipient && said.boxMeant():
		f.Fault, f.Permanent = FaultBox, true
	case where == atRecipient && said.vague() && said.later():
		f.Fault = FaultBox
	case where == atRecipient && said.usMeant():
		class, f.Fault, f.Reach = "smtp-relais", FaultUs, ReachMany
	case where == atRecipient:
		class = "smtp-refus"
	default:
		f.Fault = FaultUs
	}
	if where >= atRecipient && f.Fault == FaultBox {
		class = "smtp-refus"
	}
	if class == "smtp-refus" && (code < 500 || said.later()) {
		class, f.Fault, f.Permanent = "smtp-attente", FaultBox, false
	}
	f.Class = strings.TrimSpace(fmt.Sprintf("%s %s", class, said))
	return f
}
