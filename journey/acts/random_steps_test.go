package acts_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/db"
	"sesame/journey/acts"
)

const wrong = "Faux-Sésame8Brouette"

// randomSteps are the acts of a walk.
var randomSteps = []step{
	{"time passes for", 3, nil, func(w *walk, _ *person) string {
		waits := []time.Duration{70 * time.Second, 20 * time.Minute, 9 * time.Hour, 26 * time.Hour, 8 * 24 * time.Hour}
		w.clock = w.clock.Add(waits[w.random.IntN(len(waits))])
		return none
	}},
	{"begins", 2, nil, func(w *walk, p *person) string {
		s, err := w.LookUp(w.context(), w.identifier(p.typed))
		w.must(err)
		w.must(w.tx(func(ctx context.Context, t *db.Tx) (err error) {
			p.flow, err = w.BeginForgotten(ctx, t, w.stranger(), w.journey(), s, nil)
			return err
		}))
		p.code = ""
		return `^journey-begun ok$`
	}},
	{"chooses a channel", 4, func(p *person) bool { return p.flow != nil && p.flow.Channel == "" }, func(w *walk, p *person) string {
		if !flowOpen(w, p.flow) || p.flow.Path == account.ByQuestion && p.flow.Journey == "inscription" && p.flow.ProvedAt.IsZero() {
			return none
		}
		channel := []account.Channel{account.Email, account.SMS}[w.random.IntN(2)]
		w.refused(w.ChooseChannel(w.context(), w.stranger(), p.flow, w.subject(p), channel))
		switch {
		case p.flow.Path == account.ByCode:
			return `^code-sent (ok|blocked)$`
		case p.flow.Outcome != "":
			return `^temporary-password-issued (ok|blocked)$`
		}
		return none
	}},
	{"answers", 4, func(p *person) bool {
		return p.flow != nil && p.flow.Path == account.ByQuestion && p.flow.ProvedAt.IsZero()
	}, func(w *walk, p *person) string {
		if !flowOpen(w, p.flow) || p.flow.Journey == "oubli" && p.flow.Channel == "" {
			return none
		}
		reply := acts.Reply{Serial: vitale}
		if w.random.IntN(2) == 0 {
			reply.Serial = "80250000100999999999"
		}
		w.refused(w.Answer(w.context(), w.stranger(), p.flow, w.subject(p), reply))
		if p.flow.Journey == "oubli" {
			return `^question-answered (ok|refused), temporary-password-issued (ok|blocked)$`
		}
		return `^question-answered (ok|refused)$`
	}},
	{"gives the code", 5, func(p *person) bool { return p.flow != nil && p.flow.Path == account.ByCode && p.code != "" }, func(w *walk, p *person) string {
		if !flowOpen(w, p.flow) {
			return none
		}
		code := p.code
		p.code = ""
		switch why := w.refused(w.TryForgotten(w.context(), w.stranger(), p.flow, code)); why {
		case 0:
			return `^code-tried ok, ((email|phone)-verified ok, )?temporary-password-issued (ok|blocked)$`
		case acts.WrongCode, acts.FormerCode, acts.OthersCode:
			w.fail("the code that left is wrong")
		case acts.TooManyCodes:
			return `^code-tried blocked$`
		}
		return `^code-tried refused$`
	}},
	{"gives wrong codes", 3, func(p *person) bool { return p.flow != nil && p.flow.Path == account.ByCode && p.flow.Channel != "" }, func(w *walk, p *person) string {
		if !flowOpen(w, p.flow) {
			return none
		}
		code := "000000"
		if p.code == code {
			code = "111111"
		}
		for range 1 + w.random.IntN(6) {
			if why := w.refused(w.TryForgotten(w.context(), w.stranger(), p.flow, code)); why == 0 {
				w.fail("a wrong code is right")
			}
		}
		return `^((reinforced-mode ok, )?code-tried (refused|blocked)(, |$))+$`
	}},
	{"asks for another code", 3, func(p *person) bool { return p.flow != nil && p.flow.Path == account.ByCode && p.flow.Channel != "" }, func(w *walk, p *person) string {
		if !flowOpen(w, p.flow) || p.flow.Blocked != "" {
			return none
		}
		if w.refused(w.ResendForgotten(w.context(), w.stranger(), p.flow, w.subject(p))) != 0 {
			return none
		}
		return `^code-sent (ok|blocked)$`
	}},
	{"logs in by password", 4, func(p *person) bool { return p.own != "" }, func(w *walk, p *person) string {
		return w.logIn(p, p.own, true)
	}},
	{"gives wrong passwords", 2, nil, func(w *walk, p *person) string {
		for range 1 + w.random.IntN(2*w.Limits.LoginPerDay) {
			w.logIn(p, wrong, false)
			if p.wrong > w.Limits.LoginFree+1 {
				w.fail("%d wrong passwords at once", p.wrong)
			}
		}
		p.wrong = 0
		return `^(login (refused|blocked)(, |$))+$`
	}},
	{"logs in by the temporary password", 6, func(p *person) bool { return p.temporary != "" }, func(w *walk, p *person) string {
		return w.logIn(p, p.temporary, w.clock.Before(p.until))
	}},
	{"personalises", 8, func(p *person) bool { return p.personal != nil && p.temporary != "" }, func(w *walk, p *person) string {
		chosen := fmt.Sprintf("Velours-Sillon%dGrenouille", w.random.IntN(1e6))
		m := w.member(p.typed)
		hash, err := w.HashChosen(w.context(), chosen, gauge.Judge(chosen, w.Personal(m)), m.PasswordHash, "")
		w.must(err)
		err = w.tx(func(ctx context.Context, t *db.Tx) error {
			return w.Personalise(ctx, t, p.session, p.personal, m, hash)
		})
		if errors.Is(err, acts.ErrStale) { // a newer temporary password has closed the session
			p.personal = nil
			return none
		}
		w.must(err)
		p.own, p.temporary = chosen, ""
		return `^password-personalised ok$`
	}},
	{"confirms the coordinates", 8, func(p *person) bool { return p.personal != nil && p.own != "" && p.temporary == "" }, func(w *walk, p *person) string {
		m := w.member(p.typed)
		if !flowOpen(w, p.personal) || p.personal.ProvedAt.IsZero() || !m.ContactsConfirmedAt.IsZero() {
			return none
		}
		email := m.Contacts[db.Email].Value
		if email == "" || w.random.IntN(4) == 0 {
			email = fmt.Sprintf("neuve%d@poitou.example", w.random.IntN(1e6))
		}
		p.emailCode = ""
		numbers := map[db.ContactKind]string{db.Mobile: m.Contacts[db.Mobile].Value}
		err := w.tx(func(ctx context.Context, t *db.Tx) error {
			opened, err := w.ConfirmContacts(ctx, t, p.session, p.personal, m, numbers, email)
			p.entered(opened.Login)
			return err
		})
		if errors.Is(err, acts.ErrStale) {
			p.personal = nil
			return none
		}
		w.must(err)
		return `^contacts-confirmed ok, (login ok|code-sent (ok|blocked))$`
	}},
	{"gives the code of the address", 8, func(p *person) bool { return p.personal != nil && p.emailCode != "" }, func(w *walk, p *person) string {
		if !flowOpen(w, p.personal) {
			return none
		}
		code := p.emailCode
		if w.random.IntN(4) == 0 {
			code = "none"
		}
		var refused *acts.Refused
		err := w.tx(func(ctx context.Context, t *db.Tx) error {
			opened, no, err := w.ConfirmAddress(ctx, t, p.session, p.personal, code)
			p.entered(opened.Login)
			refused = no
			return err
		})
		switch {
		case errors.Is(err, acts.ErrStale):
			p.personal = nil
			return none
		case err != nil:
			w.must(err)
		case refused != nil && refused.Why == acts.CodeElsewhere:
			return none
		case refused != nil:
			return `^(reinforced-mode ok, )?code-tried (refused|blocked)$`
		}
		p.emailCode = ""
		return `^code-tried ok, email-verified ok, login ok$`
	}},
	{"is reset by an agent", 1, func(p *person) bool { return p.typed != nobody }, func(w *walk, p *person) string {
		channel := []account.Channel{account.Email, account.SMS, account.Letter}[w.random.IntN(3)]
		temporary, err := w.NewTemporary(w.context(), w.member(p.typed).ID)
		w.must(err)
		deed, asked := w.deed(p.typed), false
		err = w.tx(func(ctx context.Context, t *db.Tx) (err error) {
			asked, err = w.Reset(ctx, t, w.agent, deed, channel, temporary)
			return err
		})
		switch why := w.refused(err); {
		case why != 0:
			return none
		case asked:
			return `^approval-asked ok$`
		}
		p.own, p.personal = "", nil
		return `^password-reset ok, temporary-password-issued ok$`
	}},
	{"is unblocked by an agent", 1, func(p *person) bool { return p.typed != nobody }, func(w *walk, p *person) string {
		deed := w.deed(p.typed)
		if w.refused(w.tx(func(ctx context.Context, t *db.Tx) error { return w.Unblock(ctx, t, w.agent, deed) })) != 0 {
			return none
		}
		return `^unblocked ok$`
	}},
	{"has the sessions closed by an agent", 1, func(p *person) bool { return p.typed != nobody }, func(w *walk, p *person) string {
		deed := w.deed(p.typed)
		w.must(w.tx(func(ctx context.Context, t *db.Tx) error { return w.CloseSessions(ctx, t, w.agent, deed) }))
		p.personal = nil
		return `^sessions-closed ok$`
	}},
	{"is looked at too late by an agent for", 1, func(p *person) bool { return p.typed != nobody }, func(w *walk, p *person) string {
		deed := w.deed(p.typed)
		deed.Version = "of another day"
		if why := w.refused(w.tx(func(ctx context.Context, t *db.Tx) error { return w.CloseSessions(ctx, t, w.agent, deed) })); why != acts.MemberChanged {
			w.fail("an old form did something (%d)", why)
		}
		return none
	}},
}

// logIn tries a password: a right one opens a session unless there were too many attempts, a wrong one never does.
func (w *walk) logIn(p *person, password string, right bool) string {
	entered, err := w.LogIn(w.context(), w.stranger(), w.DB.Keys().IdentifierKey(w.identifier(p.typed)), w.subject(p), password, nil)
	switch why := w.refused(err); {
	case why == acts.TooManyPasswords:
		return `^login blocked$`
	case why == 0 && !right:
		w.fail("a wrong password opens")
	case why != 0 && right:
		w.fail("a right password does not open (%d)", why)
	case why == acts.WrongLogin:
		p.wrong++
		return `^login refused$`
	case why != 0:
		return `^login refused$`
	}
	p.personal = entered.Flow
	p.entered(entered.Login)
	return `^login ok(, code-sent (ok|blocked))?$`
}

// entered is the session that was opened last; 0 for none.
func (p *person) entered(login int64) {
	if login != 0 {
		p.session = acts.Actor{Kind: acts.Member, Session: login, Device: "Firefox sur Linux"}
	}
}
