package demo

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
)

const day = 24 * time.Hour

// bring takes a member who was just imported to the state that the demonstration wants.
func (p *past) bring(m member) {
	switch m.state {
	case neverConnected:
		return
	case provisional:
		p.ago(3*day, p.sends(m.id(), m.temporary, p.hashes[m.temporary], false))
		return
	case expired:
		p.ago(2*day, p.sends(m.id(), m.temporary, p.hashes[m.temporary], true))
		return
	}
	p.ago(30*day, p.personalises(m))
	if m.state == halfway {
		return
	}
	p.ago(29*day, p.comesAndGoes(m))
	if m.state == forgotten {
		p.ago(time.Hour, p.sends(m.id(), m.temporary, p.hashes[m.temporary], true))
	}
}

// sends performs « oubli » to its end: a temporary password is sent by e-mail if the member has proved their identity and
// has an address, else by letter.
func (p *past) sends(id account.Identifier, secret, hash string, proved bool) act {
	return func(ctx context.Context, a *acts.Acts) error {
		s, err := a.LookUp(ctx, id)
		if err != nil {
			return err
		}
		return a.DB.InTx(ctx, func(t *db.Tx) error {
			f, err := a.BeginForgotten(ctx, t, visitor(a), journey.Forgotten, s, nil)
			if err != nil {
				return err
			}
			f.Channel = account.Email
			return a.Deliver(ctx, t, visitor(a), f, s.Member, acts.Temporary{Secret: secret, Hash: hash}, proved)
		})
	}
}

// personalises performs the personalisation, to its end unless the member stops halfway. Nobody types the temporary
// password, so its hash is already that of the member's own password.
func (p *past) personalises(m member) act {
	hash := p.hashes[sharedPassword]
	return func(ctx context.Context, a *acts.Acts) error {
		if err := p.sends(m.id(), account.NewTemporaryPassword(), hash, true)(ctx, a); err != nil {
			return err
		}
		found, err := memberOf(ctx, a.DB.Reader, m.id())
		if err != nil {
			return err
		}
		entered, err := a.Enter(ctx, visitor(a), found, events.ByTemporary, nil)
		if err != nil {
			return err
		}
		who := visitor(a)
		who.Kind, who.Session = acts.Member, entered.Login
		return a.DB.InTx(ctx, func(t *db.Tx) error {
			if err := a.Personalise(ctx, t, who, entered.Flow, found, hash); err != nil || m.state == halfway {
				return err
			}
			if _, err := t.VerifyContact(ctx, found.ID, db.Email, a.Now()); err != nil { // the password came by it
				return err
			}
			if found, err = t.Member(ctx, found.ID); err != nil {
				return err
			}
			opened, err := a.ConfirmContacts(ctx, t, who, entered.Flow, found, nil, found.Contacts[db.Email].Value)
			if err != nil {
				return err
			}
			who.Session = opened.Login
			return a.LogOut(ctx, t, who, found)
		})
	}
}

// comesAndGoes performs a login and a logout.
func (p *past) comesAndGoes(m member) act {
	return func(ctx context.Context, a *acts.Acts) error {
		found, err := memberOf(ctx, a.DB.Reader, m.id())
		if err != nil {
			return err
		}
		entered, err := a.Enter(ctx, visitor(a), found, events.ByPassword, nil)
		if err != nil {
			return err
		}
		who := visitor(a)
		who.Kind, who.Session = acts.Member, entered.Login
		return a.DB.InTx(ctx, func(t *db.Tx) error { return a.LogOut(ctx, t, who, found) })
	}
}
