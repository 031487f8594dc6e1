package demo

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

// contact is a message by the contact form, its age in hours, and its state.
type contact struct {
	hours      int
	identifier string
	subject    string
	name       string
	email      string
	message    string
	state      db.ContactState
	answer     string // the agents' answer
	reason     string // why it was closed
}

var contacts = []contact{
	{200, "", "Gagnez plus", "Équipe Succès", "offre@succes.example", "Doublez vos revenus dès demain, répondez vite.", db.ContactClosed, "", "unwanted"},
	{96, "1860216999031", "Ma facture de mars", "Julien Pelletier", "julien.pelletier@poitou.example",
		"Bonjour,\n\nje ne retrouve pas ma facture de mars dans mon espace.\nPouvez-vous me dire où elle est ?", db.ContactAnswered,
		"Elle est dans « Mes documents », à la date du 4 avril : les factures de mars partent le mois suivant.", ""},
	{70, "2911186999023", "Je n'ai pas reçu mon courrier", "Élodie Girault", "elodie.girault@poitou.example",
		"J'ai déménagé en septembre et le courrier avec mon mot de passe n'arrive pas.\nMerci de me rappeler.", db.ContactNew, "", ""},
	{20, "", "Horaires de l'accueil", "Denis Morin", "denis.morin@poitou.example", "Êtes-vous ouverts le samedi matin ?", db.ContactTaken, "", ""},
	{3, "2580386999012", "Changement de banque", "Madeleine Texier", "madeleine.texier@poitou.example",
		"Bonjour, j'ai changé de banque. Que dois-je vous envoyer ?", db.ContactNew, "", ""},
}

// fillMessages writes the contact messages, and performs the act of the agents that leads to each message's state.
func (p *past) fillMessages() {
	for _, m := range contacts {
		number, age := account.NewRequestNumber(), time.Duration(m.hours)*time.Hour
		p.ago(age, m.write(number))
		p.ago(age-time.Hour, p.byStaff(agents[1], func(ctx context.Context, t *db.Tx, a *acts.Acts, who acts.Actor) error {
			kept, err := t.ContactMessage(ctx, number)
			if err != nil {
				return err
			}
			switch m.state {
			case db.ContactTaken:
				return a.TakeContact(ctx, t, who, number, kept.Revision)
			case db.ContactClosed:
				return a.CloseContact(ctx, t, who, number, kept.Revision, m.reason)
			case db.ContactAnswered:
				return a.AnswerContact(ctx, t, who, number, kept.Revision, acts.ContactAnswer{Words: m.answer})
			}
			return nil
		}))
	}
}

// write sends the message as its sender would.
func (m contact) write(number string) act {
	return func(ctx context.Context, a *acts.Acts) error {
		kept := db.ContactMessage{Number: number, Subject: m.subject, Name: m.name, Identifier: m.identifier, Email: m.email, Message: m.message}
		if id, err := account.ParseIdentifier(m.identifier); err == nil {
			member, err := memberOf(ctx, a.DB.Reader, id)
			if err != nil {
				return err
			}
			kept.MemberID = member.ID
		}
		return a.DB.InTx(ctx, func(t *db.Tx) error { return a.WriteContact(ctx, t, visitor(a), &kept) })
	}
}
