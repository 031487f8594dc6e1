package demo

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
	"sesame/db"
)

// contact is a message of the contact form, so many hours old, and how far the agents are with it.
type contact struct {
	hours      int
	identifier string
	subject    string
	name       string
	email      string
	message    string
	state      db.ContactState
	answer     string // of who looks after it
	reason     string // why it was put away
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

// write puts a message in place, as its sender and the agents would have.
func (m contact) write(ctx context.Context, t *db.Tx, now time.Time) error {
	at, actor := now.Add(-time.Duration(m.hours)*time.Hour), "agent:"+agents[1].login
	kept := db.ContactMessage{Number: account.NewRequestNumber(), Subject: m.subject, Name: m.name, Identifier: m.identifier, Email: m.email, Message: m.message}
	if id, err := account.ParseIdentifier(m.identifier); err == nil {
		member, err := t.MemberByKey(ctx, t.Keys().IdentifierKey(id))
		if err != nil {
			return err
		}
		kept.MemberID = member.ID
	}
	if err := t.AddContactMessage(ctx, kept, at); err != nil || m.state == db.ContactNew {
		return err
	}
	kept, err := t.ContactMessage(ctx, kept.Number)
	if err != nil {
		return err
	}
	at = at.Add(time.Hour)
	switch m.state {
	case db.ContactTaken:
		_, err = t.TakeContact(ctx, kept, actor, at)
	case db.ContactClosed:
		_, err = t.CloseContact(ctx, kept, actor, m.reason, at)
	case db.ContactAnswered:
		_, err = t.AnswerContact(ctx, kept, actor, m.answer, db.Message{Kind: db.KindContactAnswer, Channel: account.Email, To: m.email, Request: kept.Number,
			At: kept.CreatedAt, Detail: m.answer, Fields: map[string]string{"message": m.message}}, at, now.Add(time.Hour))
	}
	return err
}

// fillMessages puts contact messages in each state before the demonstration's agents.
func fillMessages(ctx context.Context, t *db.Tx, now time.Time) error {
	for _, m := range contacts {
		if err := m.write(ctx, t, now); err != nil {
			return fmt.Errorf("%s: %w", m.subject, err)
		}
	}
	return nil
}
