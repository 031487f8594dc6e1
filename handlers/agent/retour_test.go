package agent_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/db/dbtest"
	"sesame/handlers"
	"sesame/handlers/agent"
	"sesame/handlers/servicetest"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
)

// answersLate ends an agent's login while they write an answer to a contact message, and submits the answer.
func answersLate(s *servicetest.Service, b *servicetest.Browser) (page string) {
	page = "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
	form := b.Get(page)
	s.Wait(s.Limits.AgentIdle + time.Minute)
	form.Press("Envoyer la réponse", servicetest.Fields{"texte": "Votre carte part demain."}).
		At("/agent/connexion?etat=saisie", 200).Says(texts.EntryKept)
	return page
}

func TestWhatAnAgentWroteWaitsForTheirNextLogin(t *testing.T) {
	answer := func(p *servicetest.Page) string { return p.Doc.Find(`[name="texte"]`).Text() }
	for name, goes := range map[string]func(*testing.T, *servicetest.Service, string, *servicetest.Browser){
		"an answer is back on its message, once, and leaves": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			page := answersLate(s, b)
			p := b.EnterDesk(login).At(page, 200).Says(texts.EntryBack)
			if got := answer(p); got != "Votre carte part demain." {
				t.Errorf("the page shows %q", got)
			}
			if got := answer(b.Get(page).SaysNot(texts.EntryBack)); got != "" {
				t.Errorf("a second time the page shows %q", got)
			}
			p.Press("Envoyer la réponse", nil).At(page+"?etat=reponse", 200).Says("Votre carte part demain.")
		},
		"a colleague gets nothing, and then nobody does": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			page := answersLate(s, b)
			s.EnrolAgent("collegue", db.RoleAgent)
			b.EnterDesk("collegue").At("/agent", 200)
			if got := answer(b.Get(page).SaysNot(texts.EntryBack)); got != "" {
				t.Errorf("a colleague reads %q", got)
			}
			s.Wait(s.Limits.AgentIdle + time.Minute)
			b.EnterDesk(login).At("/agent", 200)
			if got := answer(b.Get(page)); got != "" {
				t.Errorf("after a colleague the page shows %q", got)
			}
		},
		"a search is back": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			form := b.Get("/agent/adherents")
			s.Wait(s.Limits.AgentIdle + time.Minute)
			form.Press("Chercher", servicetest.Fields{"recherche": "Dupont"}).At("/agent/connexion?etat=saisie", 200)
			if got := b.EnterDesk(login).At("/agent/adherents", 200).Doc.Find(`[name="recherche"]`).AttrOr("value", ""); got != "Dupont" {
				t.Errorf("the page shows %q", got)
			}
		},
		"a ready reason is back": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			for _, act := range []struct{ page, button, motive string }{{"/reinitialisation", "Réinitialiser le mot de passe", "counter"}, {"/suspension", "Suspendre l'accès", "stolen"}} {
				page := s.Sheet(servicetest.Marie) + act.page
				form := b.Get(page)
				s.Wait(s.Limits.AgentIdle + time.Minute)
				form.Press(act.button, servicetest.Fields{"raison": act.motive, "motif": "deuxième appel"}).At("/agent/connexion?etat=saisie", 200)
				p := b.EnterDesk(login).At(page, 200)
				if p.Doc.Find(`[name="raison"][checked]`).AttrOr("value", "") != act.motive || p.Doc.Find(`[name="motif"]`).AttrOr("value", "") != "deuxième appel" {
					t.Errorf("%s has lost the reason", act.page)
				}
			}
		},
		"what a member said to prove who they are is not kept": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			form := b.Get(s.Sheet(servicetest.Marie) + "/guichet")
			s.Wait(s.Limits.AgentIdle + time.Minute)
			path, typed := form.Form("Vérifier la réponse", servicetest.Fields{"reponse": "412,50"})
			b.Post(path, typed).At("/agent/connexion?etat=fin", 200)
			b.EnterDesk(login)
			if p := b.Get(s.Sheet(servicetest.Marie) + "/guichet"); strings.Contains(p.Raw, "412,50") {
				t.Error("the page shows the answer")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			login, b := s.NewAgent(db.RoleAgent)
			goes(t, s, login, b)
		})
	}
}

func TestAnAgentsLoginLeadsToThePageThatWasAskedFor(t *testing.T) {
	s := servicetest.NewService(t)
	login, b := s.NewAgent(db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	t.Run("after a login that has ended", func(_ *testing.T) {
		s.Wait(s.Limits.AgentIdle + time.Minute)
		b.Get(page).At("/agent/connexion?etat=fin", 200)
		b.EnterDesk(login).At(page, 200)
	})
	t.Run("in a browser without a session", func(_ *testing.T) {
		s.Wait(time.Minute) // each code of the authenticator is taken once
		other := s.Browser()
		other.Get(page).At("/agent/connexion", 200)
		other.EnterDesk(login).At(page, 200)
	})
	t.Run("never to another site, a file, or an act", func(_ *testing.T) {
		for _, planted := range []string{"//evil.example/agent/adherents/1", "https://evil.example", "/agent/chiffres.csv", "/agent/deconnexion", "/espace"} {
			s.Wait(time.Minute)
			other := s.Browser()
			other.Keep(&http.Cookie{Name: "sesame-agent-page", Value: base64.RawURLEncoding.EncodeToString([]byte(planted)), Path: "/"})
			other.EnterDesk(login).At("/agent", 200)
		}
	})
}

// asksAnew are fields that are never kept for the next login: proofs of identity, and confirmations of what a page shows.
var asksAnew = map[string]bool{"code": true, "reponse": true, "representant": true, "representant_question": true, "malgre": true, "accord": true}

// TestWhatAnAgentWritesIsKeptInEachForm: an agent who writes for longer than a login lasts finds the text again, in each form
// of the gallery, except codes and what a member has said to prove their identity.
func TestWhatAnAgentWritesIsKeptInEachForm(t *testing.T) {
	routes, pages := map[string]*regexp.Regexp{}, map[string]bool{}
	parameter := regexp.MustCompile(`:[a-z]+`)
	for _, r := range agent.DeskTable() {
		if r.Method == http.MethodPost && r.Right != "" {
			routes[r.Path] = regexp.MustCompile("^/agent" + parameter.ReplaceAllString(r.Path, "[^/]+") + "$")
		}
		pages[r.Path] = pages[r.Path] || r.Method == http.MethodGet
	}
	screens, err := filepath.Glob(dbtest.File(t, "views", "testdata", "agent", "*.html"))
	if err != nil || len(screens) == 0 {
		t.Fatalf("%d screens, %v", len(screens), err)
	}
	seen := map[string]bool{}
	for _, screen := range screens {
		file, err := os.Open(screen)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := goquery.NewDocumentFromReader(file)
		_ = file.Close() // read
		if err != nil {
			t.Fatal(err)
		}
		doc.Find(`form[method="post"]`).Each(func(_ int, form *goquery.Selection) {
			actions := form.Find("button[formaction]").Map(func(_ int, button *goquery.Selection) string { return button.AttrOr("formaction", "") })
			for _, action := range append(actions, form.AttrOr("action", "")) {
				action, _, _ = strings.Cut(action, "?")
				route := ""
				for known, pattern := range routes {
					if pattern.MatchString(action) && (route == "" || !strings.Contains(known, ":")) {
						route = known
					}
				}
				if route == "" || path.Base(route) == "question" || route == web.UploadPath || path.Base(route) == "annulation" {
					continue // before the login, about what a member has said, a file that has to be chosen again, or a button beside a form
				}
				page, chosen, written := agent.KeptEntry(route)
				form.Find(`textarea, select, input[type="text"], input[type="search"], input[type="email"], input[type="tel"], input[type="radio"], input[type="checkbox"]`).Each(func(_ int, field *goquery.Selection) {
					name := field.AttrOr("name", "")
					if name == "" || asksAnew[name] || field.HasClass("hors-ecran") {
						return
					}
					seen[route] = true
					kept, as := chosen, "a choice"
					if field.Is(`textarea, input:not([type="radio"]):not([type="checkbox"])`) {
						kept, as = written, "a text"
					}
					if !slices.Contains(kept, name) && !seen[route+" "+name] {
						t.Errorf("the form %s does not keep %q as %s", route, name, as)
					}
					seen[route+" "+name] = true
				})
				if seen[route] && !pages[page] {
					t.Errorf("the form %s leads back to %q, which is no page", route, page)
				}
			}
		})
	}
	if len(seen) < 50 {
		t.Errorf("%d forms and fields were looked at", len(seen))
	}
}

func TestWhatAnAgentWroteIsBackInItsField(t *testing.T) {
	s := servicetest.NewService(t)
	const login = "cpetit"
	s.EnrolAgent(login, db.RoleSupervisor)
	b := s.Browser()
	b.EnterDesk(login)
	message := "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
	for _, c := range []struct {
		page, button string
		typed        servicetest.Fields
	}{
		{message, "Garder la note", servicetest.Fields{"note": "Rappelée deux fois."}},
		{"/agent/reponses-types/ajout", "Enregistrer", servicetest.Fields{"titre": "Carte perdue", "texte": "Votre carte part demain."}},
		{"/agent/courriers/retours", "Noter ces retours", servicetest.Fields{"raison": "unknown", "enveloppes": "1234567890\n2345678901"}},
		{s.Sheet(servicetest.Marie) + "/identifiant", "Envoyer son identifiant par lettre", servicetest.Fields{"motif": "appel du matin"}},
		{s.Sheet(servicetest.Marie) + "/donnees", "Télécharger ses données", servicetest.Fields{"motif": "demande écrite"}},
	} {
		form := b.Get(c.page)
		s.Wait(s.Limits.AgentIdle + time.Minute)
		form.Press(c.button, c.typed).At("/agent/connexion?etat=saisie", 200).Says(texts.EntryKept)
		back := b.EnterDesk(login).At(c.page, 200).Says(texts.EntryBack)
		for name, want := range c.typed {
			field := back.Doc.Find(`main [name="` + name + `"]`)
			got := field.AttrOr("value", strings.TrimSpace(field.Text()))
			if field.AttrOr("type", "") == "radio" {
				got = back.Doc.Find(`main [name="`+name+`"][checked]`).AttrOr("value", "")
			}
			if got != want {
				t.Errorf("%s: %s holds %q, not %q", c.page, name, got, want)
			}
		}
	}
}

// ticked returns the values of the ticked boxes with this name.
func ticked(p *servicetest.Page, name string) []string {
	return p.Doc.Find(`main [name="` + name + `"][checked]`).Map(func(_ int, box *goquery.Selection) string { return box.AttrOr("value", "") })
}

// An agent who has ticked rows of a list and is logged out before the form arrives finds them ticked on the same page of the
// list.
func TestWhatAnAgentTickedWaitsForTheirNextLogin(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(4)
	const login, header = "cpetit", "identifiant;categorie;nom;adresse6;email\n"
	s.EnrolAgent(login, db.RoleSupervisor)
	b := s.Browser()
	b.EnterDesk(login)
	for _, site := range []string{"ici", "la"} {
		var file strings.Builder
		for i := range 60 {
			fmt.Fprintf(&file, "V%d;tiers;Personne%03d;86000 POITIERS;v%d@%s.example\n", i, i, i, site)
		}
		s.ImportFiles(header+file.String(), servicetest.NoPayments)
		for i := range 60 {
			if site == "ici" {
				s.VerifyContacts(fmt.Sprintf("V%d", i))
			}
		}
	}
	b.Prints(s.WaitingLetter(3).ID, s.WaitingLetter(4).ID).Sheets()
	for _, c := range []struct {
		page, further, button, box string
		typed                      url.Values
	}{
		{"/agent/ecarts", "", "Enregistrer ce choix", "ligne", url.Values{"choix": {"ici"}}},
		{"/agent/ecarts?moyen=email", "Suite de la liste", "Enregistrer ce choix", "ligne", url.Values{"lesquels": {"premiers"}, "choix": {"fichier"}}},
		{servicetest.Courriers, "", "Imprimer les courriers cochés", "lettre", url.Values{"presentation": {"recto-verso"}}},
		{servicetest.Courriers + "/lots/1", "", "Seuls les courriers cochés sont postés", "lettre", nil},
		{servicetest.Courriers + "/lots/1/refaire", "", "Refaire les courriers cochés", "lettre", url.Values{"raison": {"jam"}}},
	} {
		shown := b.Get(c.page)
		if c.further != "" {
			shown = shown.Follow(c.further)
		}
		boxes := shown.Doc.Find(`main [name="` + c.box + `"]`).Map(func(_ int, box *goquery.Selection) string { return box.AttrOr("value", "") })
		if len(boxes) < 2 {
			t.Fatalf("%s has %d boxes: %s", c.page, len(boxes), shown.Brief())
		}
		path, form := shown.Form(c.button, nil)
		form[c.box] = boxes[:2]
		for name, values := range c.typed {
			form[name] = values
		}
		s.Wait(s.Limits.AgentIdle + time.Minute)
		b.Post(path, form).At("/agent/connexion?etat=saisie", 200).Says(texts.EntryKept)
		back := b.EnterDesk(login).Says(texts.EntryBack)
		if got := ticked(back, c.box); !slices.Equal(got, boxes[:2]) {
			t.Errorf("%s: ticked are %q, not %q", c.page, got, boxes[:2])
		}
		for name, want := range c.typed {
			if got := ticked(back, name); !slices.Equal(got, want) {
				t.Errorf("%s: %s is %q, not %q", c.page, name, got, want)
			}
		}
		if got := ticked(b.Get(shown.Path), c.box); len(got) > 0 {
			t.Errorf("%s: a second time %q are ticked", c.page, got)
		}
	}
	path, form := b.Get("/agent/services/ajout").Form("Ajouter ce service", servicetest.Fields{"nom": "Portail"})
	form.Del("portee")
	s.Wait(s.Limits.AgentIdle + time.Minute)
	b.Post(path, form)
	if got := ticked(b.EnterDesk(login).At(path, 200).Says(texts.EntryBack), "portee"); len(got) > 0 {
		t.Errorf("a service gets %q, of which nothing was ticked", got)
	}
}

// With a second click at the login, whose answer the browser shows, the agent is led where the first one led: to the page that
// they wanted.
func TestASecondClickAtTheLoginLeadsToThePageToo(t *testing.T) {
	s := servicetest.NewService(t)
	s.EnrolAgent("cpetit", db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	b := s.Browser()
	login := b.Get(page).At("/agent/connexion", 200)
	typed := servicetest.Fields{"agent": "cpetit", "mot_de_passe": servicetest.AgentPassword}
	factor := login.Press("Se connecter", typed).At("/agent/second-facteur", 200)
	code := servicetest.Fields{"code": s.AgentCode()}
	factor.Press("Valider", code).At(page, 200)
	factor.Press("Valider", code).At(page, 200)
	b.Get("/agent/connexion").At(page, 200)
	for range 2 {
		s.Wait(6 * time.Minute)
		b.Get("/agent").At("/agent", 200)
	}
	b.Get("/agent/connexion").At("/agent", 200)
}

// « Se connecter », sent again from a page reached by going back, leads to the session that it has opened. It opens no second
// login, and nobody gets another agent's session.
func TestTheLoginSentAgainLeadsToTheSessionThatItHasOpened(t *testing.T) {
	s := servicetest.NewService(t)
	s.EnrolAgent("cpetit", db.RoleAgent)
	s.EnrolAgent("ymoreau", db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	b := s.Browser()
	login := b.Get(page).At("/agent/connexion", 200)
	typed := servicetest.Fields{"agent": "cpetit", "mot_de_passe": servicetest.AgentPassword}
	login.Press("Se connecter", typed).Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At(page, 200)
	login.Press("Se connecter", typed).At(page, 200)
	login.Press("Se connecter", servicetest.Fields{"agent": "cpetit", "mot_de_passe": "Faux-mot-2"}).At("/agent/connexion", 422)
	if b.Get(page).At(page, 200); s.OpenAgentLogins("cpetit") != 1 {
		t.Errorf("%d logins are open", s.OpenAgentLogins("cpetit"))
	}
	login.Press("Se connecter", servicetest.Fields{"agent": "ymoreau", "mot_de_passe": servicetest.AgentPassword}).At("/agent/second-facteur", 200).Says("ymoreau")
	s.Wait(s.Limits.AgentIdle + time.Minute)
	login.Press("Se connecter", typed).At("/agent/second-facteur", 200)
}

// leftOpen is a page that one agent has left open in a browser where the next one has logged in since.
func leftOpen(s *servicetest.Service, b *servicetest.Browser, page, agent, next string) *servicetest.Page {
	s.Wait(time.Minute)
	b.EnterDesk(agent)
	left := b.Get(page)
	b.Get("/agent").Press("Se déconnecter", nil)
	s.Wait(time.Minute)
	b.EnterDesk(next)
	return left
}

// On a computer that agents share, a form that one of them has left open does nothing in the name of the next one: it is shown
// to them first.
func TestAFormThatAColleagueHasLeftOpenIsShownBeforeItIsDone(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	s.EnrolAgent("cpetit", db.RoleSupervisor)
	s.EnrolAgent("ymoreau", db.RoleSupervisor)
	message := "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
	sheet := s.Sheet(servicetest.Marie)
	for _, c := range []struct {
		page, button, done, event string
		typed                     servicetest.Fields
	}{
		{page: message, button: "Envoyer la réponse", done: message + "?etat=reponse", event: "contact-message-answered", typed: servicetest.Fields{"texte": "Votre carte part demain."}},
		{page: sheet + "/coordonnees", button: "Enregistrer les coordonnées", done: sheet + "?etat=coordonnees", event: "contacts-corrected", typed: servicetest.Fields{"email": "neuve@poitou.example", "motif": "appel du matin"}},
		{page: "/agent/reponses-types/ajout", button: "Enregistrer", done: "/agent/reponses-types?etat=enregistree", event: "ready-answer-kept", typed: servicetest.Fields{"titre": "Carte perdue", "texte": "Elle part demain."}},
		{page: sheet + "/suspension", button: "Suspendre l'accès", done: sheet + "?etat=suspendu", event: "member-suspended", typed: servicetest.Fields{"motif": "appel du soir"}},
	} {
		left := leftOpen(s, b, c.page, "cpetit", "ymoreau")
		again := left.Press(c.button, c.typed).At(c.page, 200).Says(texts.PageOfAColleague)
		if got := s.AuditCount(c.event, events.OK); got != 0 {
			t.Errorf("%s was done %d times", c.event, got)
		}
		for name, want := range c.typed {
			field := again.Doc.Find(`main [name="` + name + `"]`)
			if got := field.AttrOr("value", strings.TrimSpace(field.Text())); got != want {
				t.Errorf("%s: %s holds %q, not %q", c.page, name, got, want)
			}
		}
		b.Get(c.page).SaysNot(texts.PageOfAColleague)
		again.Press(c.button, nil).At(c.done, 200)
		if got := s.AuditCount(c.event, events.OK); got != 1 {
			t.Errorf("%s was done %d times once it was confirmed", c.event, got)
		}
		b.Get("/agent").Press("Se déconnecter", nil)
	}
}

// Forms of which nothing is kept are shown first, too. A form that names no page, as scripts send it, is carried out.
func TestAFormWithoutAnEntryThatAColleagueHasLeftOpenIsNotDone(t *testing.T) {
	const file = "identifiant;nature;date;montant\n"
	looks := 0
	s := servicetest.NewService(t, func(o *handlers.Options) {
		o.LookAround = func() <-chan struct{} {
			looks++
			done := make(chan struct{})
			close(done)
			return done
		}
	})
	s.EnrolAgent("cpetit", db.RoleSupervisor)
	s.EnrolAgent("ymoreau", db.RoleSupervisor)
	imports := func() int { return int(servicetest.Number(t, s.Raw(), `SELECT count(*) FROM imports`)) }
	before := imports()
	b := s.Browser()
	for _, c := range []struct {
		page, done string
		sends      func(left *servicetest.Page) *servicetest.Page
		bare       func() *servicetest.Page
		count      func() int
	}{
		{"/agent/mon-acces", "/agent/mon-acces?etat=sans-touches",
			func(left *servicetest.Page) *servicetest.Page { return left.Press("Couper ces touches", nil) },
			func() *servicetest.Page { return b.Post("/agent/mon-acces/touches", url.Values{"touches": {"non"}}) },
			func() int {
				return int(servicetest.Number(t, s.Raw(), `SELECT count(*) FROM agents WHERE login = 'ymoreau' AND NOT shortcuts`))
			}},
		{"/agent/etat", "/agent/etat?etat=fait",
			func(left *servicetest.Page) *servicetest.Page { return left.Press("Vérifier maintenant", nil) },
			func() *servicetest.Page { return b.Post("/agent/etat", url.Values{}) },
			func() int { return looks }},
		{"/agent/imports", fmt.Sprintf("/agent/imports/%d", before+1),
			func(left *servicetest.Page) *servicetest.Page {
				return left.Uploads("paiements", "a.csv", strings.NewReader(file))
			},
			func() *servicetest.Page {
				s.Tasks.Wait()
				return b.Uploads("paiements", "a.csv", strings.NewReader(file))
			},
			func() int { return imports() - before }},
	} {
		t.Run(c.page, func(t *testing.T) {
			again := c.sends(leftOpen(s, b, c.page, "cpetit", "ymoreau")).At(c.page, 200).Says(texts.PageOfAColleague)
			if n := c.count(); n != 0 {
				t.Errorf("it was done %d times in the name of a colleague", n)
			}
			c.sends(again).At(c.done, 200)
			if n := c.count(); n != 1 {
				t.Errorf("it was done %d times once it was confirmed", n)
			}
			if p := c.bare(); p.Status != 200 && p.Status != 422 {
				t.Errorf("without a page: %d", p.Status)
			}
			b.Get("/agent").Press("Se déconnecter", nil)
		})
	}
}
