package courier

import (
	"errors"
	"fmt"
	"net/textproto"
	"strings"
)

// place is where in the dialogue with a relay something failed, in the order of the dialogue.
type place int

const (
	atConnection place = iota
	atGreeting         // what the relay says first
	atHello            // EHLO
	atTLS
	atLogin
	atSender    // MAIL FROM
	atRecipient // RCPT TO
	atContent   // DATA, and what follows
)

// placeClass is the class of what is refused at a place before any destination is named, and of the content.
var placeClass = map[place]string{
	atConnection: "smtp-connexion", atGreeting: "smtp-accueil", atHello: "smtp-ehlo", atTLS: "smtp-tls",
	atLogin: "smtp-authentification", atSender: "smtp-expediteur", atContent: "smtp-contenu",
}

// smtpFailure judges what went wrong at a place.
func smtpFailure(where place, err error) *Failure {
	var known *Failure
	if errors.As(err, &known) {
		return known
	}
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return judge(where, answer.Code, answer.Msg)
	}
	f := &Failure{Class: "smtp-" + lineFault(err), Fault: FaultRelay, Reach: ReachMany, cause: err}
	if where < atRecipient {
		f.Reach = ReachAll
	}
	if where == atTLS && f.Class != "smtp-delai" { // a handshake that fails often ends as a connection that is cut
		f.Class = placeClass[atTLS]
	}
	return f
}

// hungUp says that the relay ended the connection.
func (f *Failure) hungUp() bool {
	return f.Class == "smtp-coupure" || strings.HasPrefix(f.Class, "smtp-attente 421")
}

// judge says what an answer means: by its place, its code, its enhanced code, and its words where these leave it open.
// A refusal ends the message only where it is sure that it is about this one destination.
func judge(where place, code int, text string) *Failure {
	said := readAnswer(code, text)
	f := &Failure{Fault: FaultRelay}
	if where < atRecipient {
		f.Reach = ReachAll
	}
	class := placeClass[where]
	switch {
	case code < 400: // no refusal, and not what the dialogue expects
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
	case code < 500 && (where == atContent || code == 421): // 421: the relay hangs up, whatever was asked of it
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
