package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/courier"
)

// mail goes through the SMTP dialogue of an e-mail to the caisse's own address, and sends nothing.
func (d *Doctor) mail(ctx context.Context) Finding {
	if d.Relay == nil { // in the demonstration
		return ok("aucun relais, rien ne part d'ici")
	}
	err := d.Relay.Check(ctx, d.Caisse.ContactEmail)
	var f *courier.Failure
	switch {
	case err == nil:
		return ok(fmt.Sprintf("le relais répond ; il accepte le nom %s (EHLO), l'expéditeur et l'adresse de contact", d.Relay.Helo()))
	case errors.As(err, &f) && f.Fault == courier.FaultBox && f.Permanent:
		return failed(fmt.Sprintf("le relais refuse l'adresse de contact (%v) : vérifiez SESAME_CAISSE_CONTACT_EMAIL", err))
	case errors.As(err, &f) && f.Fault == courier.FaultBox:
		return ok(fmt.Sprintf("le relais répond ; il accepte le nom %s (EHLO) et l'expéditeur, et remet l'adresse de contact à plus tard (%v)", d.Relay.Helo(), err))
	}
	return explained(err)
}

// sms requests an SMS without a destination from the gateway: the response shows whether the gateway accepts our
// credentials, and nothing is sent.
func (d *Doctor) sms(ctx context.Context) Finding {
	if d.Gateway == nil {
		return ok("non proposés (SESAME_SMS_URL)")
	}
	err := d.Gateway.Check(ctx)
	var f *courier.Failure
	// The gateway may report the missing destination by its status or in its response.
	switch {
	case err == nil:
		return ok("la passerelle répond")
	case errors.As(err, &f) && (f.Fault == courier.FaultBox || strings.HasPrefix(f.Class, "sms-reponse")):
		return ok("la passerelle répond, et refuse comme il se doit un SMS sans destinataire (" + err.Error() + ") ; la ligne « envois » dit si elle prend les vrais")
	}
	return explained(err)
}

// explained is the finding for a failure of the relay or the gateway.
func explained(err error) Finding {
	return failed(courier.Explain(err) + " (" + err.Error() + ")")
}

// outbox reports what prevents the service from sending, as the service has recorded it.
func (d *Doctor) outbox(ctx context.Context) Finding {
	if d.DB == nil {
		return d.without("rien n'est encore parti")
	}
	lasting, err := d.DB.Troubles(ctx)
	if err != nil {
		return unreadable(err)
	}
	outbox, err := d.DB.OutboxHealth(ctx)
	if err != nil {
		return unreadable(err)
	}
	var told []string
	for _, t := range lasting {
		told = append(told, courier.Told(t, "le "+d.moment(t.Since), outbox.Channels))
	}
	if len(told) > 0 {
		return Finding{State: Failed, Says: strings.Join(told, " ; "), Mend: courier.Mend(lasting[0].Class)}
	}
	return ok(account.Counted(outbox.Waiting, "message en attente", "messages en attente"))
}
