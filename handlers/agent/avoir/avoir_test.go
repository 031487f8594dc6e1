package avoir_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

const (
	page  = "/agent/a-voir"
	never = page + "/jamais-venus"
)

// invited are n members, each with a letter unused for 61 days; the first has logged in since.
func invited(t *testing.T, n int) *servicetest.Service {
	t.Helper()
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(n)
	s.Browser().LogIn(servicetest.Tiers(1), secrets[1]).At("/personnalisation/mot-de-passe", 200)
	s.Wait((db.NeverCameAfter + 1) * 24 * time.Hour)
	return s
}

// asks posts the form of a list with these ticked rows and fields.
func asks(b *servicetest.Browser, path string, ticks []string, fields url.Values) *servicetest.Page {
	form := url.Values{"ligne": ticks, "lesquels": {"coches"}, "raison": {"other"}, "motif": {"relance de l'automne"}}
	for name, values := range fields {
		form[name] = values
	}
	return b.Post(path, form)
}

// valuesOf returns the values of the fields that match a selector.
func valuesOf(p *servicetest.Page, selector string) []string {
	return p.Doc.Find(selector).Map(func(_ int, field *goquery.Selection) string { return field.AttrOr("value", "") })
}

func TestAListIsReadActedUponAndLeft(t *testing.T) {
	s := invited(t, 5)
	agent, supervisor := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleSupervisor)
	agent.Get("/agent").Says("Jamais venus depuis 60 jours : 4")
	agent.Get(page).Says("Jamais venus depuis 60 jours4", "Courriers revenus0")
	p := agent.Get(never).Says("Mme Jeanne Aubert2", "POITIERS", "Mme Jeanne Aubert5").SaysNot("Aubert1", "Envoyer un nouveau mot de passe", servicetest.Tiers(2), "CSV")
	ticks := valuesOf(p, `input[name="ligne"]`)
	if len(ticks) != 4 {
		t.Fatalf("%d rows", len(ticks))
	}
	asks(agent, never, nil, url.Values{"raison": nil, "motif": nil}).At(never, 422).Says("Cochez au moins une ligne", "Dites ce qu'il faut faire.")
	asks(agent, never, ticks[:1], url.Values{"acte": {"courrier"}}).At(never, 403)
	for _, told := range []string{"C'est fait pour 1.", "Pas fait pour 1 : la ligne n'est plus dans la liste"} {
		after := asks(agent, never, ticks[:1], url.Values{"acte": {"de-cote"}}).At(never, 200).Says(told)
		if strings.Contains(after.Doc.Find("table").Text(), "Aubert2") {
			t.Error("the row that was put aside is still listed")
		}
	}
	p = supervisor.Get(never).Says("Envoyer un nouveau mot de passe temporaire par lettre")
	first := valuesOf(p, `input[name="premiers"]`)
	if got := strings.Fields(first[0]); len(got) != 3 {
		t.Fatalf("the first ones: %q", first)
	}
	s.ImportAtStreet(5, strings.Repeat("9 rue du Général ", 4))
	many := url.Values{"lesquels": {"premiers"}, "premiers": first, "acte": {"courrier"}}
	asks(supervisor, never, nil, many).At(never, 200).Says("C'est fait pour 2.", "Pas fait pour 1 : le courrier serait retenu")
	asks(supervisor, never, nil, many).Says("C'est fait pour 0.", "Pas fait pour 2 : la ligne n'est plus dans la liste", "Pas fait pour 1 : le courrier serait retenu")
	if n := len(s.Letters()); n != 2 {
		t.Errorf("%d letters wait", n)
	}
	for event, want := range map[string]int{"todo-set-aside": 1, "password-reset": 2} {
		if n := s.AuditCount(event, "ok"); n != want {
			t.Errorf("%s was noted %d times, want %d", event, n, want)
		}
	}
	asks(supervisor, never, valuesOf(p, `input[name="ligne"]`)[2:], url.Values{"acte": {"email"}}).Says("Pas fait pour 1 : aucune adresse e-mail n'est connue.")
}

func TestWhoNeedsALookAloneIsLeftOutOfAnActForMany(t *testing.T) {
	s := invited(t, 3)
	supervisor := s.AgentBrowser(db.RoleSupervisor)
	supervisor.Get(s.Sheet(servicetest.Tiers(2))+"/mandats").Press("Noter", servicetest.Fields{"nature": "guardianship", "qui": "Mme Anne Martin, UDAF 79",
		"piece": "jugement", "vue": s.Now().Format("02/01/2006"), "raison": "counter"}).At(s.Sheet(servicetest.Tiers(2))+"?etat=mandat", 200)
	supervisor.Get(s.Sheet(servicetest.Tiers(3))+"/suspension").Press("Suspendre l'accès", servicetest.Fields{"motif": servicetest.Motive}).At(s.Sheet(servicetest.Tiers(3))+"?etat=suspendu", 200)
	p := supervisor.Get(never).Says("accès suspendu")
	asks(supervisor, never, valuesOf(p, `input[name="ligne"]`), url.Values{"acte": {"courrier"}}).
		Says("C'est fait pour 0.", "Pas fait pour 1 : quelqu'un agit pour cet adhérent", "Pas fait pour 1 : l'accès est suspendu")
	if n := s.AuditCount("password-reset", "ok"); n != 0 {
		t.Errorf("%d passwords were reset", n)
	}
}

// Several accounts without a holder are closed together: by a supervisor alone, by an agent with a colleague's approval. Each
// result is listed.
func TestManyAccountsAreClosedTogether(t *testing.T) {
	s := invited(t, 5)
	_, agent := s.NewAgent(db.RoleAgent)
	_, colleague := s.NewAgent(db.RoleAgent)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	s.Wait(time.Minute)
	ticks := valuesOf(agent.Get(never).Says("Un second agent, ou un superviseur, doit donner son accord pour chacun").SaysNot("Compte en double"), `input[name="ligne"]`)
	closes := func(b *servicetest.Browser, ticks []string, cause string) *servicetest.Page {
		return asks(b, never, ticks, url.Values{"acte": {"fermer"}, "cause": {cause}})
	}
	closes(agent, ticks, "").At(never, 422).Says("Choisissez pourquoi l'espace privé est fermé.")
	closes(agent, ticks, "duplicate").At(never, 422).Says("Choisissez pourquoi l'espace privé est fermé.")
	asks(agent, never, ticks, url.Values{"acte": {"fermer"}, "cause": {"left"}, "lesquels": {"premiers"}, "premiers": {strings.Join(ticks, " ")}}).At(never, 422).
		Says("cochez-les un par un")
	closes(agent, ticks[:1], "death").At(never, 200).Says("L'accord d'un collègue est demandé pour 1.", "Aubert2").SaysNot("C'est fait pour")
	closes(agent, ticks[:1], "death").Says("Pas fait pour 1 : une demande attend déjà un accord.")
	if n := s.AuditCount("member-closed", "ok"); n != 0 {
		t.Fatalf("%d accounts are closed without the colleague", n)
	}
	colleague.Get("/agent/approbations/1").Says("Décès").Press("Approuver la fermeture", servicetest.Fields{"motif": servicetest.Motive}).At(s.Sheet(servicetest.Tiers(2))+"?etat=ferme", 200)

	supervisor.Get(s.Sheet(servicetest.Tiers(3))+"/mandats").Press("Noter", servicetest.Fields{"nature": "guardianship", "qui": "Mme Anne Martin, UDAF 79",
		"piece": "jugement", "vue": s.Now().Format("02/01/2006"), "raison": "counter"}).At(s.Sheet(servicetest.Tiers(3))+"?etat=mandat", 200)
	p := closes(supervisor, ticks, "left").At(never, 200).Says("C'est fait pour 2.", "Pas fait pour 1 : la ligne n'est plus dans la liste", "Pas fait pour 1 : quelqu'un agit pour cet adhérent")
	if who := p.Doc.Find(`.fait ul.lignes`).Text(); strings.Contains(who, "Aubert2") || !strings.Contains(who, "Aubert3") || !strings.Contains(who, "Aubert4") || !strings.Contains(who, "Aubert5") {
		t.Errorf("told of %q", who)
	}
	closes(supervisor, ticks[2:], "left").Says("C'est fait pour 0.", "Pas fait pour 2 : la ligne n'est plus dans la liste")
	rows := s.Audited("member-closed")
	if len(rows) != 3 || rows[2].Cause != "left" || rows[2].Note != "relance de l'automne" {
		t.Errorf("noted %+v", rows)
	}
	for i, closed := range map[int]bool{2: true, 3: false, 4: true, 5: true} {
		if m := s.Member(servicetest.Tiers(i)); s.DB.Closed(m, s.Now()) != closed {
			t.Errorf("account %d: closed %v", i, !closed)
		}
	}
}

// An agent who sends the same list again from its page, as by a double click without JavaScript, reads the same results again.
func TestAListThatIsSentTwiceIsToldAsDone(t *testing.T) {
	s := invited(t, 3)
	b := s.AgentBrowser(db.RoleSupervisor)
	p := b.Get(never)
	form := url.Values{"page": valuesOf(p, `input[name="page"]`), "acte": {"courrier"}}
	for range 2 {
		asks(b, never, valuesOf(p, `input[name="ligne"]`), form).At(never, 200).Says("C'est fait pour 2.").SaysNot("Pas fait")
	}
	if n := s.AuditCount("password-reset", "ok"); n != 2 {
		t.Errorf("%d passwords were reset", n)
	}
}

// An act on many members that ends early says how far it came: after the next login if the agent's session has ended, otherwise
// on the error page.
func TestAnActForManyThatEndsOnItsWayTellsWhatIsDone(t *testing.T) {
	const half = "C'est fait pour 1 sur 4, puis tout s'est arrêté."
	setsAside := func(t *testing.T, first string) (s *servicetest.Service, login string, b *servicetest.Browser, p *servicetest.Page) {
		t.Helper()
		s = invited(t, 5)
		login, b = s.NewAgent(db.RoleAgent)
		if _, err := s.Raw().Exec("CREATE TRIGGER ends " + first); err != nil {
			t.Fatal(err)
		}
		list := b.Get(never)
		return s, login, b, asks(b, never, valuesOf(list, `input[name="ligne"]`), url.Values{"page": valuesOf(list, `input[name="page"]`), "acte": {"de-cote"}})
	}
	t.Run("the session ends", func(t *testing.T) {
		s, login, b, p := setsAside(t, `AFTER INSERT ON audit WHEN NEW.event = 'todo-set-aside' BEGIN UPDATE agent_logins SET ended_at = NEW.at, seal = NULL; END`)
		p.At("/agent/connexion?etat=saisie", 200)
		s.Wait(time.Minute)
		back := b.EnterDesk(login).At(never, 200).Says(half).SaysNot(texts.EntryBack)
		if n := back.Doc.Find(`input[name="ligne"][checked]`).Length(); n != 3 || s.AuditCount("todo-set-aside", "ok") != 1 {
			t.Errorf("%d rows are ticked, %d were put aside", n, s.AuditCount("todo-set-aside", "ok"))
		}
		b.Get(never).SaysNot(half)
	})
	t.Run("the service fails", func(t *testing.T) {
		_, _, _, p := setsAside(t, `BEFORE INSERT ON audit WHEN NEW.event = 'todo-set-aside' AND EXISTS (SELECT 1 FROM audit WHERE event = 'todo-set-aside')
			BEGIN SELECT RAISE(ABORT, 'broken'); END`)
		p.At(never, 500).Says(half).SaysNot("Rien n'a été enregistré")
	})
}

// Only the lists that are about the end of accounts can close any.
func TestOtherListsCloseNoAccount(t *testing.T) {
	s := servicetest.NewService(t)
	asks(s.AgentBrowser(db.RoleSupervisor), page+"/e-mails-refuses", []string{"1-1"}, url.Values{"acte": {"fermer"}, "cause": {"left"}}).
		At(page+"/e-mails-refuses", 422).Says("Dites ce qu'il faut faire.")
}

func TestAListLeavesAsAFileWithoutWholeIdentifiers(t *testing.T) {
	s := invited(t, 3)
	s.AgentBrowser(db.RoleAgent).Get(never+"/fichier.csv").At(never+"/fichier.csv", 403)
	file := s.AgentBrowser(db.RoleSupervisor).Get(never + "/fichier.csv")
	if file.Status != 200 || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%d %s", file.Status, file.Header.Get("Content-Type"))
	}
	for _, want := range []string{"Mme Jeanne Aubert2;POITIERS;tiers;" + account.Ending(servicetest.Tiers(2)), "Aubert3"} {
		if !strings.Contains(file.Raw, want) {
			t.Errorf("the file does not say %q:\n%s", want, file.Raw)
		}
	}
	if strings.Contains(file.Raw, servicetest.Tiers(2)) || strings.Contains(file.Raw, "Aubert1") {
		t.Errorf("the file says too much:\n%s", file.Raw)
	}
	if n := s.AuditCount("todo-listed", "ok"); n != 1 {
		t.Errorf("noted %d times", n)
	}
}

func TestAccountsThatAreAlikeAreShownAndPutAside(t *testing.T) {
	s := servicetest.NewService(t)
	var lines string
	for i := 1; i <= 2; i++ {
		lines += fmt.Sprintf("%s;tiers;Mme;Aubert;Jeanne;3 rue Haute;86000 Poitiers\n", servicetest.Tiers(i))
	}
	s.ImportFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n"+lines, "identifiant;nature;date;montant\n")
	if err := s.DB.FindLikenesses(context.Background(), s.Now()); err != nil {
		t.Fatal(err)
	}
	agent := s.AgentBrowser(db.RoleAgent)
	agent.Get("/agent").Says("Doublons probables : 1")
	p := agent.Get(page+"/doublons").Says("Mêmes nom et adresse", account.Ending(servicetest.Tiers(1)), account.Ending(servicetest.Tiers(2)))
	member := fmt.Sprintf("/agent/adherents/%d", s.Member(servicetest.Tiers(1)).ID)
	agent.Get(member).Says("Mêmes nom et adresse", account.Ending(servicetest.Tiers(2)))
	agent.Get(page+"/doublons/fichier.csv").At(page+"/doublons/fichier.csv", 403)
	file := s.AgentBrowser(db.RoleSupervisor).Get(page + "/doublons").Follow("Télécharger la liste (CSV)")
	for i := 1; i <= 2; i++ {
		if want := "1;Mêmes nom et adresse;2;Mme Jeanne Aubert;POITIERS;tiers;" + account.Ending(servicetest.Tiers(i)) + ";"; !strings.Contains(file.Raw, want) {
			t.Errorf("the file does not say %q:\n%s", want, file.Raw)
		}
	}
	if strings.Contains(file.Raw, servicetest.Tiers(1)) || strings.Contains(file.Raw, "rue Haute") {
		t.Errorf("the file says too much:\n%s", file.Raw)
	}
	if rows := s.Audited("todo-listed"); rows[len(rows)-1].Object != "todo-duplicates" || rows[len(rows)-1].Numbers[events.Lines] != 2 {
		t.Errorf("audited %+v", rows)
	}
	ticks := valuesOf(p, `input[name="ligne"]`)
	asks(agent, page+"/doublons", nil, nil).At(page+"/doublons", 422).Says("Cochez au moins une ligne.")
	asks(agent, page+"/doublons", ticks, nil).Says("C'est fait pour 1.", "Aucun compte n'est sur cette liste.")
	asks(agent, page+"/doublons", ticks, nil).Says("Pas fait pour 1")
	agent.Get(page+"/rien").At(page+"/rien", 404)
}

// An outdated page acts on the rows that it shows, or on nothing.
func TestAnOldListActsOnNobodyElse(t *testing.T) {
	const notListed = "Pas fait pour 1 : la ligne n'est plus dans la liste"
	t.Run("a newcomer with the number and the last day of a member who was erased", func(t *testing.T) {
		s := servicetest.NewService(t)
		agent := s.AgentBrowser(db.RoleAgent)
		file := func(identifier, name string) {
			s.ImportFiles("identifiant;categorie;nom;prenom;adresse6;fin\n"+identifier+";particulier;"+name+";Jeanne;86000 POITIERS;"+s.Now().AddDate(0, 0, 10).Format("02/01/2006")+"\n", "identifiant;nature;date;montant\n")
		}
		file("2690586194061", "Caillé")
		const list = page + "/fermetures"
		ticks := valuesOf(agent.Get(list).Says("Caillé"), `input[name="ligne"]`)
		former := s.Member("2690586194061").ID
		if _, err := s.Raw().ExecContext(t.Context(), `DELETE FROM members WHERE id = ?`, former); err != nil {
			t.Fatal(err)
		}
		s.Wait(time.Second)
		file("1650586194003", "Lefèvre")
		if s.Member("1650586194003").ID != former {
			t.Fatal("the number was not given anew")
		}
		asks(agent, list, ticks, url.Values{"acte": {"de-cote"}}).Says("C'est fait pour 0.", notListed, "Lefèvre")
		asks(agent, list, valuesOf(agent.Get(list), `input[name="ligne"]`), url.Values{"acte": {"de-cote"}}).Says("C'est fait pour 1.", "Personne n'est sur cette liste.")
	})
	t.Run("an account that has joined a group", func(t *testing.T) {
		s := servicetest.NewService(t)
		agent := s.AgentBrowser(db.RoleAgent)
		alike := func(n int) {
			var lines string
			for i := 1; i <= n; i++ {
				lines += fmt.Sprintf("%s;tiers;Mme;Aubert;Jeanne;3 rue Haute;86000 Poitiers\n", servicetest.Tiers(i))
			}
			s.ImportFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n"+lines, "identifiant;nature;date;montant\n")
			if err := s.DB.FindLikenesses(t.Context(), s.Now()); err != nil {
				t.Fatal(err)
			}
		}
		alike(2)
		const list = page + "/doublons"
		stale := valuesOf(agent.Get(list), `input[name="ligne"]`)
		alike(3)
		asks(agent, list, stale, nil).Says("C'est fait pour 0.", notListed, account.Ending(servicetest.Tiers(3)))
		asks(agent, list, valuesOf(agent.Get(list), `input[name="ligne"]`), nil).Says("C'est fait pour 1.", "Aucun compte n'est sur cette liste.")
	})
}

// An error in the form of a later page is shown on that page: with its rows and their ticks, and « toutes celles de cette page
// » still refers to them. After success the list is shown from its beginning.
func TestALaterPageOfAListIsToldWhereItWasSent(t *testing.T) {
	s := invited(t, 54)
	b := s.AgentBrowser(db.RoleSupervisor)
	later := b.Get(never).Follow("Suite de la liste")
	rows := valuesOf(later, `input[name="ligne"]`)
	all := valuesOf(later, `input[name="premiers"]`)
	if len(rows) != 3 {
		t.Fatalf("%d rows: %s", len(rows), later.Brief())
	}
	refused := later.Press("Faire pour ces adhérents", servicetest.Fields{"ligne": rows[1], "acte": "de-cote"})
	if refused.Status != 422 || !slices.Equal(valuesOf(refused, `input[name="ligne"]`), rows) {
		t.Fatalf("%d at %s with the rows %q, not %q", refused.Status, refused.Path, valuesOf(refused, `input[name="ligne"]`), rows)
	}
	if got := valuesOf(refused, `input[name="ligne"][checked]`); !slices.Equal(got, rows[1:2]) {
		t.Errorf("ticked are %q", got)
	}
	refused = refused.Press("Faire pour ces adhérents", servicetest.Fields{"lesquels": "premiers"})
	if got := valuesOf(refused, `input[name="premiers"]`); !slices.Equal(got, all) {
		t.Fatalf("all rows of this page are now %q, not %q", got, all)
	}
	done := refused.Press("Faire pour ces adhérents", servicetest.Fields{"raison": "other", "motif": "relance de l'automne"})
	done.Says("C'est fait pour 3.", "Mme Jeanne Aubert54", "Mme Jeanne Aubert2").SaysNot("Personne n'est sur cette liste")
}
