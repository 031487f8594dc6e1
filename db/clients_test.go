package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"sesame/db"
)

const (
	portal       = "Portail"
	portalSecret = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func portalBrowser(d *db.DB) []byte { return d.Keys().Index("browser", []byte("a browser")) }

// openedClient adds a client that the member has opened, with every kind of request, code and token.
func openedClient(t *testing.T, d *db.DB, m *db.Member) (code string) {
	t.Helper()
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		c := &db.Client{ClientID: "portail", Name: portal, Scopes: []string{"openid"}, Signature: "RS256", Redirects: []string{"https://portail.example/retour"},
			LogoutURL: "https://portail.example/sortie"}
		if err := tx.AddClient(ctx, c, portalSecret, noon); err != nil {
			return err
		}
		request := db.AuthorizationRequest{RedirectURI: "https://portail.example/retour", State: "abc", Scopes: []string{"openid"}}
		if err := tx.KeepAuthorization(ctx, portalBrowser(d), &db.Authorization{ClientID: c.ID, AuthorizationRequest: request}, noon, noon.Add(time.Hour)); err != nil {
			return err
		}
		closed, err := tx.OpenLogin(ctx, m.ID, "password", "Firefox", noon)
		id, err2 := tx.OpenLogin(ctx, m.ID, "password", "Firefox", noon)
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		for _, id := range []int64{closed, id} {
			login, err := tx.Login(ctx, id)
			if err != nil {
				return err
			}
			if _, _, err := tx.OpenClient(ctx, login, c.ID, noon); err != nil {
				return err
			}
		}
		if code, err = tx.Grant(ctx, c.ID, id, request, noon, noon.Add(time.Minute)); err != nil {
			return err
		}
		g, err := tx.GrantByCode(ctx, c.ID, code, noon)
		if err != nil {
			return err
		}
		if code, _, err = tx.SpendCode(ctx, g, noon, noon.Add(time.Hour)); err != nil {
			return err
		}
		_, err = tx.CloseLogin(ctx, m.ID, closed, noon)
		return errors.Join(err,
			tx.AddSigningKey(ctx, db.SigningKey{ID: "k1", Algorithm: "ES256", Private: []byte("private"), SignsFrom: noon}))
	})
	return code
}

// clientWorks queries what openedClient has stored.
func clientWorks(t *testing.T, d *db.DB, m *db.Member, token string) {
	t.Helper()
	ctx := t.Context()
	c, err := d.ClientByClientID(ctx, "portail")
	if err != nil {
		t.Fatal(err)
	}
	if right, err := d.IsClientSecret(ctx, c, portalSecret); err != nil || !right {
		t.Errorf("the secret is right: %v, %v", right, err)
	}
	if wrong, err := d.IsClientSecret(ctx, c, portalSecret+"A"); err != nil || wrong {
		t.Errorf("another secret is right: %v, %v", wrong, err)
	}
	if a, err := d.PendingAuthorization(ctx, portalBrowser(d), noon); err != nil || a == nil || a.State != "abc" {
		t.Errorf("pending %+v, %v", a, err)
	}
	if g, err := d.GrantByToken(ctx, token, noon); err != nil || g.State != "abc" || g.Login.MemberID != m.ID {
		t.Errorf("granted %+v, %v", g, err)
	}
	if due, err := d.DueDeliveries(ctx, c.ID, noon, 10); err != nil || len(due) != 1 || due[0].ClientID != c.ID || due[0].Subject == "" {
		t.Errorf("deliveries %+v, %v", due, err)
	}
	if signing, err := d.SigningKeys(ctx); err != nil || len(signing) != 1 || string(signing[0].Private) != "private" {
		t.Errorf("signing keys %+v, %v", signing, err)
	}
}

func TestClients(t *testing.T) {
	start := func(t *testing.T) (*db.DB, *db.Member, *db.Client, string) {
		d := openDB(t)
		members(t, d, rotatedFile)
		m := member(t, d, rotatedMember)
		token := openedClient(t, d, m)
		c, err := d.ClientByName(t.Context(), portal)
		if err != nil {
			t.Fatal(err)
		}
		return d, m, c, token
	}
	t.Run("a name is taken once", func(t *testing.T) {
		d, _, c, _ := start(t)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.AddClient(t.Context(), &db.Client{ClientID: "autre", Name: c.Name, Signature: "RS256"}, "secret", noon)
		})
		if !errors.Is(err, db.ErrClientExists) {
			t.Errorf("%v", err)
		}
	})
	t.Run("the subject stays from login to login, the sid does not", func(t *testing.T) {
		d, m, c, _ := start(t)
		logins, err := d.Logins(t.Context(), m.ID, 10)
		if err != nil || len(logins) != 2 {
			t.Fatal(logins, err)
		}
		subject1, sid1, err1 := d.ClientNames(t.Context(), logins[0], c.ID)
		subject2, sid2, err2 := d.ClientNames(t.Context(), logins[1], c.ID)
		if err1 != nil || err2 != nil || subject1 != subject2 || sid1 == sid2 || len(subject1) != 26 || len(sid1) != 26 {
			t.Errorf("%s %s, %s %s, %v %v", subject1, sid1, subject2, sid2, err1, err2)
		}
	})
	t.Run("a token ends with its login", func(t *testing.T) {
		d, m, c, token := start(t)
		clientWorks(t, d, m, token)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return tx.CloseLogins(ctx, m.ID, 0, noon) })
		if _, err := d.GrantByToken(t.Context(), token, noon); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%v", err)
		}
		if due, err := d.DueDeliveries(t.Context(), c.ID, noon, 10); err != nil || len(due) != 2 {
			t.Errorf("%+v, %v: each login is announced once", due, err)
		}
	})
	t.Run("a code is exchanged once, by its client, in its minute", func(t *testing.T) {
		d, m, c, _ := start(t)
		var code string
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			logins, err := tx.Logins(ctx, m.ID, 1)
			if err != nil {
				return err
			}
			code, err = tx.Grant(ctx, c.ID, logins[0].ID, db.AuthorizationRequest{}, noon, noon.Add(time.Minute))
			return err
		})
		if _, err := d.GrantByCode(t.Context(), c.ID+1, code, noon); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("another client: %v", err)
		}
		if _, err := d.GrantByCode(t.Context(), c.ID, code, noon.Add(time.Minute)); !errors.Is(err, db.ErrCodeExpired) {
			t.Errorf("after a minute: %v", err)
		}
		g, err := d.GrantByCode(t.Context(), c.ID, code, noon)
		if err != nil {
			t.Fatal(err)
		}
		var first []bool
		for range 2 {
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				_, once, err := tx.SpendCode(ctx, g, noon, noon.Add(time.Hour))
				first = append(first, once)
				return err
			})
		}
		if !slices.Equal(first, []bool{true, false}) {
			t.Errorf("exchanged: %v", first)
		}
		if _, err := d.GrantByCode(t.Context(), c.ID, code, noon); !errors.Is(err, db.ErrCodeSpent) {
			t.Errorf("a second time: %v", err)
		}
		if again, err := d.GrantByCode(t.Context(), c.ID+1, code, noon); !errors.Is(err, db.ErrCodeSpent) || again.ID != g.ID {
			t.Errorf("a second time, by another client: %v", err)
		}
	})
	t.Run("of two tabs the request that was chosen last is answered, and once more for ten seconds", func(t *testing.T) {
		d, _, c, _ := start(t)
		first, err := d.PendingAuthorization(t.Context(), portalBrowser(d), noon)
		if err != nil {
			t.Fatal(err)
		}
		second := &db.Authorization{ClientID: c.ID, AuthorizationRequest: db.AuthorizationRequest{State: "def"}}
		pending := func(at time.Time) string {
			a, err := d.PendingAuthorization(t.Context(), portalBrowser(d), at)
			if err != nil {
				t.Fatal(err)
			}
			if a == nil {
				return ""
			}
			return a.State
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.KeepAuthorization(ctx, portalBrowser(d), second, noon, noon.Add(time.Hour))
		})
		if got := pending(noon); got != "def" {
			t.Errorf("the newest is %q", got)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			later := noon.Add(time.Second)
			chosen, err := tx.ChooseAuthorization(ctx, portalBrowser(d), first.ID, later)
			if !chosen {
				t.Error("it does not wait")
			}
			return errors.Join(err, tx.AnswerAuthorization(ctx, first.ID, later))
		})
		for after, want := range map[time.Duration]string{2 * time.Second: "abc", 12 * time.Second: "def", 2 * time.Hour: ""} {
			if got := pending(noon.Add(after)); got != want {
				t.Errorf("after %v: %q, want %q", after, got, want)
			}
		}
		if a, err := d.PendingAuthorization(t.Context(), []byte("another browser!"), noon); a != nil || err != nil {
			t.Errorf("another browser has %+v, %v", a, err)
		}
	})
	t.Run("a removed client takes all with it", func(t *testing.T) {
		d, m, c, token := start(t)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			gone, err := tx.RemoveClient(ctx, c.ID)
			if !gone {
				t.Error("it was not there")
			}
			return err
		})
		if _, err := d.GrantByToken(t.Context(), token, noon); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%v", err)
		}
		if open, err := d.ClientLogins(t.Context(), m.ID); err != nil || len(open) != 0 {
			t.Errorf("%+v, %v", open, err)
		}
	})
}

func TestDeliveries(t *testing.T) {
	d := openDB(t)
	members(t, d, rotatedFile)
	openedClient(t, d, member(t, d, rotatedMember))
	c, err := d.ClientByName(t.Context(), portal)
	if err != nil {
		t.Fatal(err)
	}
	due := func(at time.Time) []db.Delivery {
		all, err := d.DueDeliveries(t.Context(), c.ID, at, 10)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	first := due(noon)[0]
	if err := d.RetryDelivery(t.Context(), first.ID, "http 503", noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if n := len(due(noon)); n != 0 {
		t.Errorf("%d due before the next try", n)
	}
	if again := due(noon.Add(time.Minute)); len(again) != 1 || again[0].Tries != 1 || again[0].SID != first.SID {
		t.Errorf("due again: %+v", again)
	}
	if err := d.Delivered(t.Context(), first.ID, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	fates, err := d.DeliveryFates(t.Context(), first.ClientID, 10)
	if err != nil || len(fates) != 1 || fates[0].State != "sent" || fates[0].Tries != 2 {
		t.Errorf("%+v, %v", fates, err)
	}
}
