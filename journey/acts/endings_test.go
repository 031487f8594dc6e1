package acts_test

import (
	"context"
	"errors"
	"testing"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// Every end of a login is reported once to the clients that it has opened. A login that goes on reports nothing, except at the
// change of a password, which ends what the login has opened.
func TestEveryEndOfALoginIsToldToItsClients(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(ctx context.Context, h *house, t *db.Tx, who acts.Actor, m *db.Member, other int64) error
		desk bool // an agent does it
		told int  // of two logins, the first one being who acts
	}{
		"log-out": {func(ctx context.Context, h *house, t *db.Tx, who acts.Actor, m *db.Member, _ int64) error {
			return h.LogOut(ctx, t, who, m)
		}, false, 1},
		"another session closed": {func(ctx context.Context, h *house, t *db.Tx, who acts.Actor, m *db.Member, other int64) error {
			return h.CloseSession(ctx, t, who, m, other)
		}, false, 1},
		"password changed": {func(ctx context.Context, h *house, t *db.Tx, who acts.Actor, m *db.Member, _ int64) error {
			f, err := h.BeginChange(ctx, t, who, m, true, nil)
			if err != nil {
				return err
			}
			return h.ChangePassword(ctx, t, who, f, m, "another hash")
		}, false, 2},
		"password personalised after « oubli »": {func(ctx context.Context, h *house, t *db.Tx, who acts.Actor, m *db.Member, _ int64) error {
			until := h.clock.AddDate(0, 0, 1)
			if err := t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: "temporary", Channel: account.Email, IssuedAt: h.clock, ExpiresAt: until}); err != nil {
				return err
			}
			m, err := t.Member(ctx, m.ID)
			if err != nil {
				return err
			}
			f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey}
			if err := h.BeginFlow(ctx, t, f, journey.Personalisation.Name, nil); err != nil {
				return err
			}
			if who.Session, err = t.OpenLogin(ctx, m.ID, string(events.ByTemporary), "Firefox", h.clock); err != nil {
				return err
			}
			return h.Personalise(ctx, t, who, f, m, "another hash")
		}, false, 2},
		"an agent's reset": {func(ctx context.Context, h *house, t *db.Tx, who acts.Actor, _ *db.Member, _ int64) error {
			_, err := h.Reset(ctx, t, who, h.deed(marie), account.Letter, acts.Temporary{Hash: "temporary", Secret: "ABCD"})
			return err
		}, true, 2},
		"« Fermer les sessions »": {func(ctx context.Context, h *house, t *db.Tx, who acts.Actor, _ *db.Member, _ int64) error {
			return h.CloseSessions(ctx, t, who, h.deed(marie))
		}, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, membersFile)
			m := h.member(marie)
			portal := &db.Client{ClientID: "portail", Name: "Portail", Signature: "ES256", LogoutURL: "https://portail.example/sortie"}
			var sids []string
			var opened []int64
			h.must(h.tx(func(ctx context.Context, t *db.Tx) error {
				if err := t.AddClient(ctx, portal, "secret", h.clock); err != nil {
					return err
				}
				for range 2 {
					id, err := t.OpenLogin(ctx, m.ID, string(events.ByPassword), "Firefox", h.clock)
					login, err2 := t.Login(ctx, id)
					if err := errors.Join(err, err2); err != nil {
						return err
					}
					_, sid, err := t.OpenClient(ctx, login, portal.ID, h.clock)
					if err != nil {
						return err
					}
					sids, opened = append(sids, sid), append(opened, id)
				}
				return nil
			}))
			who := acts.Actor{Kind: acts.Member, Session: opened[0]}
			if c.desk {
				who = h.agent("cpetit", db.RoleSupervisor)
			}
			h.must(h.tx(func(ctx context.Context, t *db.Tx) error { return c.end(ctx, h, t, who, m, opened[1]) }))
			due, err := h.DB.DueDeliveries(t.Context(), portal.ID, h.clock, 10)
			h.must(err)
			ended := map[string]bool{}
			for _, d := range due {
				ended[d.SID] = true
			}
			for i, sid := range sids {
				login, err := h.DB.Login(t.Context(), opened[i])
				h.must(err)
				if !login.EndedAt.IsZero() && !ended[sid] {
					t.Errorf("login %d has ended, and its client is not told", i+1)
				}
			}
			if len(due) != c.told {
				t.Errorf("%d told, want %d", len(due), c.told)
			}
		})
	}
}

// Two tabs log out at once, and both have found the session open: one of them ends it, and the log has one event.
func TestALogoutIsToldOnce(t *testing.T) {
	h := newHouse(t, membersFile)
	m := h.member(marie)
	clerk := h.agent("cpetit", db.RoleAgent)
	who := acts.Actor{Kind: acts.Member}
	h.must(h.tx(func(ctx context.Context, t *db.Tx) (err error) {
		who.Session, err = t.OpenLogin(ctx, m.ID, string(events.ByPassword), "Firefox", h.clock)
		return err
	}))
	told := map[string]int{}
	for range 2 {
		h.must(h.tx(func(ctx context.Context, t *db.Tx) error {
			return errors.Join(h.LogOut(ctx, t, who, m), h.Leave(ctx, t, clerk))
		}))
	}
	h.must(h.DB.EachAudit(t.Context(), func(r db.AuditRow) error {
		told[r.Event]++
		return nil
	}))
	if told[events.Logout.Name()] != 1 || told[events.AgentLogout.Name()] != 1 {
		t.Errorf("a member's is told %d times, an agent's %d times", told[events.Logout.Name()], told[events.AgentLogout.Name()])
	}
}
