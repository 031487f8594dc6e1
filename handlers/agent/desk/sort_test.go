package desk

import (
	"regexp"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/web"
)

// What an agent reads about a message in each state, for each kind of delivery report.
func TestTheFateOfAMessageInPlainFrench(t *testing.T) {
	a := &Common{Base: &web.Base{Options: web.Options{Location: time.UTC, Now: func() time.Time { return time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC) }}}}
	at := time.Date(2026, 3, 3, 14, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		says string
		m    db.SentMessage
	}{
		{"en attente depuis le 3 mars 2026 à 14 h 05", db.SentMessage{Channel: "email", State: db.MessageWaiting, CreatedAt: at}},
		{"en attente depuis le 3 mars 2026 à 14 h 05, 3 essais : le serveur de messagerie ne répond pas",
			db.SentMessage{Channel: "email", State: db.MessageWaiting, CreatedAt: at, Tries: 3, Failure: "smtp-connexion"}},
		{"en attente depuis le 3 mars 2026 à 14 h 05, un essai : la boîte est fermée (4.2.1)",
			db.SentMessage{Channel: "email", State: db.MessageWaiting, CreatedAt: at, Tries: 1, Failure: "smtp-attente 450 4.2.1"}},
		{"remis au serveur de messagerie le 3 mars 2026 à 14 h 05", db.SentMessage{Channel: "email", State: db.MessageSent, DoneAt: at}},
		{"remis à la passerelle SMS le 3 mars 2026 à 14 h 05", db.SentMessage{Channel: "sms", State: db.MessageSent, DoneAt: at}},
		{"refusé le 3 mars 2026 à 14 h 05 : l'adresse n'existe pas (5.1.1)",
			db.SentMessage{Channel: "email", State: db.MessageRefused, DoneAt: at, Failure: "smtp-refus 550 5.1.1"}},
		{"refusé le 3 mars 2026 à 14 h 05 : le serveur de messagerie n'a pas voulu du message (554)",
			db.SentMessage{Channel: "email", State: db.MessageRefused, DoneAt: at, Failure: "smtp-refus 554"}},
		{"refusé le 3 mars 2026 à 14 h 05 : la passerelle n'a pas voulu de ce numéro ou de ce message (400)",
			db.SentMessage{Channel: "sms", State: db.MessageRefused, DoneAt: at, Failure: "sms-refus 400"}},
		{"en attente depuis le 3 mars 2026 à 14 h 05, 2 essais : le serveur de messagerie refuse de transmettre nos messages (554 5.7.1)",
			db.SentMessage{Channel: "email", State: db.MessageWaiting, CreatedAt: at, Tries: 2, Failure: "smtp-relais 554 5.7.1"}},
		{"en attente depuis le 3 mars 2026 à 14 h 05, 2 essais : la passerelle n'a pas reconnu notre compte (401)",
			db.SentMessage{Channel: "sms", State: db.MessageWaiting, CreatedAt: at, Tries: 2, Failure: "sms-acces 401"}},
		{"revenu le 3 mars 2026 à 14 h 05 : la boîte est pleine (5.2.2)",
			db.SentMessage{Channel: "email", State: db.MessageSent, Fate: db.FateBounced, FateAt: at, FateCode: "5.2.2"}},
		{"revenu le 3 mars 2026 à 14 h 05 : le serveur du destinataire refuse par sécurité, ou prend le message pour indésirable (5.7.509)",
			db.SentMessage{Channel: "email", State: db.MessageSent, Fate: db.FateBounced, FateAt: at, FateCode: "5.7.509"}},
		{"revenu le 3 mars 2026 à 14 h 05 (5.0.0)", db.SentMessage{Channel: "email", State: db.MessageSent, Fate: db.FateBounced, FateAt: at, FateCode: "5.0.0"}},
		{"revenu le 3 mars 2026 à 14 h 05", db.SentMessage{Channel: "email", State: db.MessageSent, Fate: db.FateBounced, FateAt: at}},
		{"revenu le 3 mars 2026 à 14 h 05 : le téléphone n'a pas reçu le message",
			db.SentMessage{Channel: "sms", State: db.MessageSent, Fate: db.FateBounced, FateAt: at, FateCode: "sms-non-remis"}},
		{"remis au serveur de messagerie le 3 mars 2026 à 14 h 05, retardé en chemin : le serveur du destinataire ne répond pas (4.4.1)",
			db.SentMessage{Channel: "email", State: db.MessageSent, DoneAt: at, Fate: db.FateDelayed, FateAt: at, FateCode: "4.4.1"}},
		{"arrivé le 3 mars 2026 à 14 h 05", db.SentMessage{Channel: "sms", State: db.MessageSent, DoneAt: at, Fate: db.FateDelivered, FateAt: at}},
		{"pas parti à temps, abandonné le 3 mars 2026 à 14 h 05, 7 essais : le serveur de messagerie n'a pas reconnu notre compte (535 5.7.8)",
			db.SentMessage{Channel: "email", State: db.MessageExpired, DoneAt: at, Tries: 7, Failure: "smtp-authentification 535 5.7.8"}},
	} {
		if got := a.Fate(c.m); got != unbroken(c.says) {
			t.Errorf("got  %s\nwant %s", got, c.says)
		}
	}
}

// unbroken writes hours with no-break spaces, as the program does.
func unbroken(s string) string {
	return hours.ReplaceAllString(s, "$1\u00a0h\u00a0$2")
}

var hours = regexp.MustCompile(`(\d\d) h (\d\d)`)
