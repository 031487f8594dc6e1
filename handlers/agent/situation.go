package agent

import (
	"context"
	"errors"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// channelWords say how a temporary password goes.
var channelWords = map[account.Channel]string{account.Email: "par e-mail", account.SMS: "par SMS", account.Letter: "par courrier", account.Counter: "en main propre au guichet"}

// fillSituation says where the member stands and what to do next.
func (a *Pages) fillSituation(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	now := a.Now()
	letters, err := a.DB.LettersOfMember(ctx, m.ID, 1)
	if err != nil {
		return err
	}
	logins, err := a.DB.Logins(ctx, m.ID, 1)
	if err != nil {
		return err
	}
	d.Now, d.Next = a.situation(m, letters, logins)
	if lost, err := a.lostMessage(ctx, m); err != nil {
		return err
	} else if lost != "" {
		d.Now += " Mais le message n'est pas arrivé (" + lost + ")."
		d.Next = "Vérifiez ses coordonnées avec lui, corrigez-les s'il le faut, puis réinitialisez par une autre voie ou remettez-lui une feuille au guichet."
	}
	blocks, err := a.blocks(ctx, a.DB.Reader, m, now)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		d.Blocks = append(d.Blocks, "Bloqué jusqu'"+a.until(b.until)+" : "+b.label+".")
	}
	if len(blocks) > 0 {
		d.Next = "Si c'est bien l'adhérent qui s'est trompé, levez le blocage. " + d.Next
	}
	waiting, err := a.DB.WaitingApproval(ctx, m.ID, now)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	d.Waiting = views.DeskTask{URL: approvalURL(waiting.ID), Label: "Une réinitialisation " + channelWords[waiting.Channel] + ", demandée par " + waiting.Asker + ", attend un second agent"}
	return err
}

// situation is that sentence, and the next one.
func (a *Pages) situation(m *db.Member, letters []db.LetterRow, logins []db.Login) (stands, next string) {
	const reset = "Réinitialisez son mot de passe, ou invitez-le à passer par « J'ai oublié mon mot de passe »."
	own := ""
	if m.PasswordHash != "" {
		own = " Son propre mot de passe fonctionne toujours."
	}
	before := ""
	if m.PersonalisedAt.IsZero() && m.PasswordHash == "" {
		before = "Ne s'est jamais connecté. "
	}
	switch tp := m.Temporary; {
	case tp != nil && !a.Now().Before(tp.ExpiresAt):
		return before + "Son mot de passe temporaire, parti " + channelWords[tp.Channel] + " " + a.Moment(tp.IssuedAt) + ", est périmé depuis " + a.Clock(tp.ExpiresAt) + "." + own, reset
	case tp != nil && tp.Channel == account.Letter && len(letters) > 0 && letters[0].CreatedAt.Equal(tp.IssuedAt):
		stands = before + "Un mot de passe temporaire lui est envoyé par courrier, valable jusqu'" + a.until(tp.ExpiresAt) + " : " + a.letterFate(letters[0]) + "." + own
		return stands, letterNext[letters[0].State]
	case tp != nil && tp.Channel == account.Counter:
		return before + "Un mot de passe temporaire lui a été remis au guichet " + a.Moment(tp.IssuedAt) + ", valable jusqu'" + a.until(tp.ExpiresAt) + "." + own,
			"Qu'il tape son identifiant et ce mot de passe sur « Se connecter ». S'il a perdu la feuille, remettez-lui-en une autre."
	case tp == nil && len(letters) > 0 && letters[0].State == db.LetterReturned && m.PasswordHash == "":
		return before + "Le courrier qui portait son mot de passe temporaire est " + a.letterFate(letters[0]) + ".", letterNext[db.LetterReturned]
	case tp != nil:
		return before + "Un mot de passe temporaire lui est parti " + channelWords[tp.Channel] + " " + a.Moment(tp.IssuedAt) + ", valable jusqu'" + a.until(tp.ExpiresAt) + "." + own,
			"Qu'il tape son identifiant et ce mot de passe sur « Se connecter ». S'il n'a rien reçu, voyez plus bas ce qu'est devenu le message, puis réinitialisez par une autre voie."
	case m.Personalising() && m.ContactsConfirmedAt.IsZero():
		return "A choisi son mot de passe, puis s'est arrêté avant de confirmer ses coordonnées.", "Qu'il se connecte avec ce mot de passe : il reprendra où il s'est arrêté."
	case m.Personalising():
		return "A choisi son mot de passe, et n'a pas encore tapé le code envoyé à son adresse email.", "Qu'il se connecte avec ce mot de passe : un nouveau code partira. Vérifiez son adresse avec lui."
	case m.PasswordHash != "":
		stands = "A choisi son mot de passe, et il fonctionne."
	case !m.PersonalisedAt.IsZero():
		stands = "N'a plus de mot de passe."
	default:
		stands = "Ne s'est jamais connecté : aucun mot de passe ne lui a été donné."
	}
	if len(logins) > 0 {
		stands += " Dernière connexion " + a.Moment(logins[0].OpenedAt) + "."
	}
	if m.PasswordHash != "" {
		return stands, "S'il ne s'en souvient plus, invitez-le à passer par « J'ai oublié mon mot de passe », ou réinitialisez-le."
	}
	return stands, reset
}

// lostMessage says why the message of the temporary password that is in place did not arrive, or may not; empty where
// nothing is known against it.
func (a *Pages) lostMessage(ctx context.Context, m *db.Member) (string, error) {
	tp := m.Temporary
	if tp == nil || tp.Channel != account.Email && tp.Channel != account.SMS || !a.Now().Before(tp.ExpiresAt) {
		return "", nil
	}
	sent, err := a.DB.SentMessages(ctx, m.ID, listed)
	if err != nil {
		return "", err
	}
	for _, s := range sent {
		if s.Kind == db.KindTemporary && s.CreatedAt.Equal(tp.IssuedAt) {
			if badNews(s) {
				return a.fate(s), nil
			}
		}
	}
	return "", nil
}

// until follows « jusqu' »: « à 14 h 05 », « au lundi 3 mars à 14 h 05 ».
func (a *Pages) until(t time.Time) string {
	said := a.Clock(t)
	switch {
	case said == "":
		return ""
	case said[0] >= '0' && said[0] <= '9', said[:2] == "de": // « demain »
		return "à " + said
	}
	return "au " + said
}

// letterNext is what to do while a letter is on its way, by its state.
var letterNext = map[db.LetterState]string{
	db.LetterWaiting:  "Le courrier part avec le prochain lot. S'il est pressé, réinitialisez par e-mail ou SMS, ou remettez-lui une feuille au guichet.",
	db.LetterPrinted:  "Le courrier part avec le prochain lot. S'il est pressé, réinitialisez par e-mail ou SMS, ou remettez-lui une feuille au guichet.",
	db.LetterPosted:   "Comptez quelques jours. Si rien ne vient, vérifiez son adresse postale avec lui, puis réinitialisez par une autre voie.",
	db.LetterReturned: "Vérifiez son adresse postale avec lui et faites-la corriger dans le système de gestion ; d'ici là, réinitialisez par une autre voie.",
	db.LetterExpired:  "Réinitialisez son mot de passe par une autre voie.",
	db.LetterRenewed:  "Un autre courrier prend sa place.",
}
