package member_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
)

// addClients adds clients by name; start is the page that each opens, empty for none.
func addClients(t *testing.T, s *servicetest.Service, start map[string]string) {
	t.Helper()
	manage := &acts.Acts{DB: s.DB, Now: s.Now}
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		for name, url := range start {
			described := account.Client{Name: name, Redirects: []string{"https://portail.example/retour"}, StartURL: url}
			if _, err := manage.AddClient(t.Context(), tx, acts.Command, described); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestThePrivateSpaceLeadsToTheServices(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	links := func() (found []string) {
		for _, link := range b.Get("/espace").At("/espace", 200).Doc.Find("ul.liens a").EachIter() {
			href, _ := link.Attr("href")
			found = append(found, link.Text()+" "+href)
		}
		return found
	}
	if got := links(); len(got) != 1 {
		t.Errorf("without a service there are the links %q", got)
	}
	addClients(t, s, map[string]string{"portail": "https://portail.example/", "Documents": "https://documents.example/?de=espace", "Back office": ""})
	want := []string{"Documents https://documents.example/?de=espace", "portail https://portail.example/", "Mon compte /espace/mon-compte"}
	if got := links(); !slices.Equal(got, want) {
		t.Errorf("got the links %q, want %q", got, want)
	}
}

func TestTheAccountSaysWhereElseASessionIsOpen(t *testing.T) {
	s := servicetest.NewService(t)
	b, other, stranger := s.Browser(), s.Browser(), s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	other.LogIn(servicetest.Marie, servicetest.First)
	stranger.Establish(servicetest.Lucien, servicetest.First)
	addClients(t, s, map[string]string{"Portail": ""})
	const screen = "/espace/mon-compte/appareils"
	b.Get(screen).SaysNot("Services ouverts")

	logins, err := s.DB.Logins(t.Context(), s.Member(servicetest.Marie).ID, 2) // newest first: the other browser's
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error { return open(t.Context(), tx, logins[0], "Portail", s) }); err != nil {
		t.Fatal(err)
	}
	sessions := b.Get(screen).Doc.Find("li:contains('Ouvert ')") // this one first
	if sessions.Length() != 2 || strings.Contains(sessions.Eq(0).Text(), "Services ouverts") || !strings.Contains(sessions.Eq(1).Text(), "Portail") {
		t.Errorf("the sessions are: %s", sessions.Text())
	}
	stranger.Get(screen).SaysNot("Services ouverts")
	other.Get("/espace").Press("Se déconnecter", nil)
	b.Get(screen).SaysNot("Services ouverts")
}

// open records that a login opens a client.
func open(ctx context.Context, tx *db.Tx, login db.Login, client string, s *servicetest.Service) error {
	c, err := tx.ClientByName(ctx, client)
	if err != nil {
		return err
	}
	_, _, err = tx.OpenClient(ctx, login, c.ID, s.Now())
	return err
}
