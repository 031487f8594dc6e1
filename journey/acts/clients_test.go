package acts_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

var portal = account.Client{Name: "Portail", Redirects: []string{"https://portail.example/retour"}}

func (h *house) addClient(who acts.Actor, c account.Client) (given acts.Credentials, err error) {
	h.t.Helper()
	err = h.tx(func(ctx context.Context, t *db.Tx) (err error) {
		given, err = h.AddClient(ctx, t, who, c)
		return err
	})
	return given, err
}

func (h *house) renewSecret(who acts.Actor, c *db.Client) (given acts.Credentials, err error) {
	h.t.Helper()
	err = h.tx(func(ctx context.Context, t *db.Tx) (err error) {
		given, err = h.RenewClientSecret(ctx, t, who, c.ID, c.Stamp())
		return err
	})
	return given, err
}

func (h *house) removeClient(who acts.Actor, c *db.Client) error {
	h.t.Helper()
	return h.tx(func(ctx context.Context, t *db.Tx) error { return h.RemoveClient(ctx, t, who, c.ID, c.Stamp(), "") })
}

func (h *house) client(name string) *db.Client {
	h.t.Helper()
	c, err := h.DB.ClientByName(h.t.Context(), name)
	h.must(err)
	return c
}

func (h *house) isSecret(c *db.Client, secret string) bool {
	h.t.Helper()
	right, err := h.DB.IsClientSecret(h.t.Context(), c, secret)
	h.must(err)
	return right
}

func TestAClientIsAddedWithASecretThatOnlyItKnows(t *testing.T) {
	h := newHouse(t, membersFile)
	given, err := h.addClient(acts.Command, portal)
	h.must(err)
	c := h.client("Portail")
	if c.ClientID != given.ClientID || c.Public || !slices.Equal(c.Redirects, portal.Redirects) || !slices.Equal(c.Scopes, []string{"openid", "profile", "email"}) {
		t.Errorf("stored as %+v", c)
	}
	if !h.isSecret(c, given.Secret) || h.isSecret(c, "") || h.isSecret(c, strings.ToUpper(given.Secret)) {
		t.Error("another secret than the one that was given opens")
	}
	if _, err := h.addClient(acts.Command, portal); !errors.Is(err, db.ErrClientExists) {
		t.Errorf("added twice: %v", err)
	}
	var faults account.ClientFaults
	if _, err := h.addClient(acts.Command, account.Client{Name: "Autre"}); !errors.As(err, &faults) {
		t.Errorf("without an address: %v", err)
	}
	if noted := h.noted(); !slices.Equal(noted, []string{"client-added ok"}) {
		t.Errorf("the log has %q", noted)
	}
}

func TestANewSecretEndsTheOldOne(t *testing.T) {
	h := newHouse(t, membersFile)
	first, err := h.addClient(acts.Command, portal)
	h.must(err)
	stale := h.client("Portail")
	second, err := h.renewSecret(acts.Command, stale)
	h.must(err)
	if c := h.client("Portail"); h.isSecret(c, first.Secret) || !h.isSecret(c, second.Secret) || second.ClientID != first.ClientID {
		t.Error("the old secret opens, or the new one does not")
	}
	var refused *acts.Refused
	if _, err := h.renewSecret(acts.Command, stale); !errors.As(err, &refused) || refused.Why != acts.ClientChanged {
		t.Errorf("from a stale page: %v", err)
	}
	public := portal
	public.Name, public.Public = "Application", true
	given, err := h.addClient(acts.Command, public)
	h.must(err)
	if given.Secret != "" || !h.client("Application").Public {
		t.Errorf("a public client got %+v", given)
	}
	if _, err := h.renewSecret(acts.Command, h.client("Application")); !errors.As(err, &refused) || refused.Why != acts.PublicClient {
		t.Errorf("of a public client: %v", err)
	}
	if noted := h.noted(); !slices.Equal(noted, []string{"client-added ok", "client-secret-renewed ok", "client-added ok"}) {
		t.Errorf("the log has %q", noted)
	}
}

func TestARemovedClientIsGone(t *testing.T) {
	h := newHouse(t, membersFile)
	_, err := h.addClient(acts.Command, portal)
	h.must(err)
	c := h.client("Portail")
	h.must(h.removeClient(acts.Command, c))
	if err := h.removeClient(acts.Command, c); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if all, err := h.DB.Clients(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%d are left, %v", len(all), err)
	}
	if noted := h.noted(); !slices.Equal(noted, []string{"client-added ok", "client-removed ok"}) {
		t.Errorf("the log has %q", noted)
	}
}

func TestSupervisorsAloneManageClients(t *testing.T) {
	h := newHouse(t, membersFile)
	boss := h.agent("boss", db.RoleSupervisor)
	_, err := h.addClient(boss, portal)
	h.must(err)
	for _, who := range []acts.Actor{h.agent("jeanne", db.RoleAgent), h.agent("paul", db.RoleMailroom), h.stranger(), {Kind: acts.Member}} {
		h.noted()
		c := h.client("Portail")
		_, added := h.addClient(who, account.Client{Name: "Autre", Redirects: portal.Redirects})
		_, renewed := h.renewSecret(who, c)
		for act, err := range map[string]error{"added": added, "renewed": renewed, "removed": h.removeClient(who, c)} {
			if !errors.Is(err, acts.ErrForbidden) {
				t.Errorf("%s by %s: %v", act, who, err)
			}
		}
		if noted := h.noted(); len(noted) != 0 || h.client("Portail").Stamp() != c.Stamp() {
			t.Errorf("%s has changed something: %q", who, noted)
		}
	}
}
