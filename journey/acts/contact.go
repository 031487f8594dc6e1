package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// contactsPerDay is the maximum number of contact messages per network address in 24 hours, to protect the caisse's
// mailbox.
const contactsPerDay = 10

// WriteContact stores a message of the contact form for the agents and sends it to the caisse's mailbox. Beyond the
// budget of these e-mails, the e-mail of a stranger's message is held for an agent, and the sender gets no
// acknowledgement. If another message has the same number, a new number is drawn. Refused: TooManyMessages; NoRoom for
// a sender who is not logged in.
func (a *Acts) WriteContact(ctx context.Context, t *db.Tx, who Actor, m *db.ContactMessage) error {
	now := a.Now()
	if who.Kind == Stranger {
		if err := a.roomForStrangers(); err != nil {
			return err
		}
	}
	until, err := networksFree(ctx, t.Reader, db.ContactMessages, who.networks(), []account.Cap{{Max: contactsPerDay, Window: day}}, now)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return refuseUntil(TooManyMessages, until)
	}
	if err := countNetworks(ctx, t, db.ContactMessages, who.networks(), now); err != nil {
		return err
	}
	if err := numberAnew(ctx, t.Reader, m); err != nil {
		return err
	}
	if err := t.AddContactMessage(ctx, *m, now); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.ContactMessage.OK(nil, events.Details{})); err != nil {
		return err
	}
	given := ""
	if m.Identifier != "" {
		given = "oui"
	}
	mail := db.Message{
		Kind: db.KindContact, Channel: account.Email, To: a.Caisse.ContactEmail, Request: m.Number, At: now,
		Fields: map[string]string{"number": m.Number, "subject": m.Subject, "name": m.Name, "identifier": given, "email": m.Email, "message": m.Message},
	}
	full, err := a.BudgetSpent(ctx, t.Reader, account.ContactBudget)
	if err != nil {
		return err
	}
	known, err := a.known(ctx, t.Reader, who, db.Account{Member: m.MemberID})
	if err != nil {
		return err
	}
	if full && !known && who.Kind == Stranger {
		return t.Hold(ctx, 0, mail, 0, now, now.Add(noticeLife))
	}
	if err := t.Post(ctx, 0, mail, now, now.Add(noticeLife)); err != nil {
		return err
	}
	return a.tellReceived(ctx, t, *m)
}

// numberAnew draws another number while a stored message of the year has this one; there are 3.5 million numbers.
func numberAnew(ctx context.Context, r db.Reader, m *db.ContactMessage) error {
	for {
		switch _, err := r.ContactMessage(ctx, m.Number); {
		case notFound(err):
			return nil
		case err != nil:
			return err
		}
		m.Number = account.NewRequestNumber()
	}
}

// receiptsPerDay is how many acknowledgements an e-mail address gets in 24 hours, because anybody can type any address
// into the form.
const receiptsPerDay = 3

// tellReceived acknowledges a message of the contact form by e-mail. The acknowledgement contains nothing that was
// typed, so that nobody can send text to other people with it.
func (a *Acts) tellReceived(ctx context.Context, t *db.Tx, m db.ContactMessage) error {
	now, subject := a.Now(), a.DB.Keys().DestinationKey(m.Email)
	told, err := t.CountSince(ctx, db.ContactReceipts, subject, now.Add(-day), receiptsPerDay)
	if err != nil || told >= receiptsPerDay {
		return err
	}
	if err := t.Count(ctx, db.ContactReceipts, subject, now); err != nil {
		return err
	}
	return t.Post(ctx, 0, db.Message{Kind: db.KindContactReceived, Channel: account.Email, To: m.Email, Request: m.Number, At: now}, now, now.Add(noticeLife))
}
