package agent

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
)

// block is a limit that keeps a member out just now.
type block struct {
	label string
	until time.Time
}

// blocks are the limits that an agent can lift and that hold now.
func (a *Pages) blocks(ctx context.Context, t db.Reader, m *db.Member, now time.Time) ([]block, error) {
	var found []block
	note := func(label string, until time.Time) {
		for i, b := range found {
			if b.label == label {
				if until.After(b.until) {
					found[i].until = until
				}
				return
			}
		}
		if !until.IsZero() {
			found = append(found, block{label, until})
		}
	}
	day := now.Add(-24 * time.Hour)
	for _, delayed := range []liftable{
		{kind: db.LoginFailures, label: "trop de mots de passe faux à la connexion"}, {kind: db.PasswordProofs, label: "mot de passe actuel donné faux trop de fois"},
	} {
		failures, err := t.Events(ctx, delayed.kind, m.IdentifierKey, day)
		if err != nil {
			return nil, err
		}
		note(delayed.label, a.Limits.LoginRetry(failures, now))
	}
	failures, err := t.EventsAbout(ctx, db.TemporaryFailures, m.IdentifierKey, day)
	if err != nil {
		return nil, err
	}
	note("mot de passe temporaire donné faux trop de fois", a.Limits.LoginRetry(failures, now))
	for _, l := range a.lifted(m) {
		if l.caps == nil {
			continue
		}
		until, err := web.FreeAt(ctx, t, l.kind, l.subject, l.caps, now)
		if err != nil {
			return nil, err
		}
		note(l.label, until)
	}
	return found, nil
}

// lifted is what « Lever un blocage » forgets. Letters keep their caps: another one would tell nothing new.
func (a *Pages) lifted(m *db.Member) []liftable {
	const wrong, many, question = "trop de codes faux", "tous les codes possibles ont été envoyés", "la question de sécurité a déjà eu sa réponse"
	key := m.IdentifierKey
	all := []liftable{
		{kind: db.LoginFailures, subject: key}, {kind: db.PasswordProofs, subject: key},
		{db.WrongCodes, key, a.Limits.WrongCodeCaps(), wrong}, {db.OwnWrongCodes, key, a.Limits.WrongCodeCaps(), wrong},
		{db.CodesSent, key, a.Limits.CodeCaps(), many}, {db.OwnCodesSent, key, a.Limits.CodeCaps(), many},
		{db.QuestionsAnswered, key, a.Limits.QuestionCaps(), question},
	}
	for _, kind := range []db.ContactKind{db.Email, db.Mobile} {
		if to := m.Contacts[kind].Value; to != "" {
			key := a.DB.Keys().DestinationKey(to)
			all = append(all, liftable{db.CodesToAddress, key, a.Limits.CodeCaps(), many}, liftable{db.OwnCodesToAddress, key, a.Limits.CodeCaps(), many})
		}
	}
	return all
}

// liftable is one count of a member's; caps are nil where delays follow failures instead.
type liftable struct {
	kind    db.LimitKind
	subject []byte
	caps    []account.Cap
	label   string
}
