package walks

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/db/dbtest"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
)

// visit is a browser that requests a screen, or sends a form, each time.
type visit struct {
	by   *servicetest.Browser
	path string
	form url.Values
}

type fields = servicetest.Fields

// next returns the number of another member of a kind at each call; they are spread over the whole caisse.
func (g *grown) next(kind int) int {
	g.turn++
	return g.turn*7919%(g.members/grownKinds)*grownKinds + kind
}

// agent returns the next of the agents who look at members, always in the same order.
func (g *grown) agent() *servicetest.Browser {
	b := g.agents[0]
	g.agents = append(g.agents[1:], b)
	return b
}

func (g *grown) settled() string {
	id := grownID(g.next(settledKind))
	g.SetPassword(id, servicetest.First)
	return id
}

// inside returns the browser of a member who is logged in.
func (g *grown) inside() *servicetest.Browser {
	b := g.Browser()
	b.LogIn(g.settled(), servicetest.First).At("/espace", 200)
	return b
}

// row returns the row id of a member of a kind.
func (g *grown) row(kind int) int64 { return g.Member(grownID(g.next(kind))).ID }

// wayTo returns a function that brings a browser to a screen; nil for none. Screens without a parameter are opened by a browser
// that may.
func (g *grown) wayTo(screen string) func() visit {
	if way := waysOf(g)[screen]; way != nil {
		return way
	}
	switch rest, ofMember := strings.CutPrefix(screen, "/agent/adherents/:id"); {
	case noScreens[screen] != "":
		return nil
	case ofMember && !strings.Contains(rest, ":"):
		return func() visit {
			return visit{by: g.agent(), path: fmt.Sprintf("/agent/adherents/%d%s", g.row(settledKind), rest)}
		}
	case strings.Contains(screen, ":"):
		return nil
	case strings.HasPrefix(screen, "/agent"):
		return func() visit { return visit{by: g.agent(), path: screen} }
	case strings.HasPrefix(screen, "/espace/"), screen == "/espace":
		return func() visit { return visit{by: g.inside(), path: screen} }
	case strings.Count(screen, "/") > 1 && !strings.HasPrefix(screen, "/aide/"):
		return nil // a step of a journey
	}
	return func() visit { b := g.Browser(); b.Get(screen); return visit{by: b, path: screen} }
}

// waysOf are the screens that cannot be reached by their address alone.
func waysOf(g *grown) map[string]func() visit {
	const (
		oubli, inscription, first = "/mot-de-passe-oublie", "/inscription", "/personnalisation"
		mine                      = "/espace/mon-compte"
		secret                    = servicetest.First
	)
	at := func(p *servicetest.Page) visit { return visit{by: p.B, path: p.Path} }
	forget := func(kind int) *servicetest.Page {
		id := grownID(g.next(kind))
		if kind == settledKind {
			g.SetPassword(id, secret)
		}
		return g.Browser().Forget(id, "email")
	}
	resends := func(p *servicetest.Page) (q *servicetest.Page) {
		_, form := p.Form("Valider", nil)
		for range g.Limits.CodesPerJourney {
			q = p.B.Post(p.Path+"/renvoi", form)
		}
		return q
	}
	registers := func(id string) *servicetest.Page {
		return g.Browser().Get(inscription).Press("Suivant", fields{"identifiant": id})
	}
	registersByCode := func() *servicetest.Page { // after a wrong answer
		id := grownID(g.next(cardKind))
		g.Browser().Forget(id, "email").Answer(fields{"nature": "vitale", "carte": "800099945678902"})
		return registers(id).Press("Suivant", fields{"canal": "email"})
	}
	temporary := func(kind int) (id, password string) {
		id = grownID(g.next(kind))
		return id, g.Temporary(id)
	}
	personalises := func() *servicetest.Page {
		id, password := temporary(cardKind)
		return g.Browser().LogIn(id, password)
	}
	chosen := func() *servicetest.Page {
		return personalises().Press("Suivant", fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
	}
	confirmed := func() *servicetest.Page { return chosen().Press("Je confirme mes coordonnées", nil) }
	second := func(kind int) *servicetest.Page {
		id := grownID(g.next(kind))
		if kind == settledKind {
			g.SetPassword(id, secret)
		}
		password := g.Temporary(id)
		g.Browser().LogIn(id, password)
		return g.Browser().LogIn(id, password)
	}
	changes := func() *servicetest.Page {
		return g.inside().Get(mine+"/mot-de-passe").Press("Suivant", fields{"actuel": secret})
	}
	moves := func() *servicetest.Page {
		return g.inside().Get(mine+"/adresse").Press("Suivant", fields{"email": fmt.Sprintf("neuve%d@poitou.example", g.turn), "actuel": secret})
	}
	calls := func() *servicetest.Page {
		return g.inside().Get(mine+"/telephones").Press("Enregistrer mes numéros", fields{"portable": grownMobile(50_000_000 + g.turn), "mot_de_passe_actuel": secret})
	}
	desk := func(path string, values ...any) visit {
		return visit{by: g.agent(), path: fmt.Sprintf(path, values...)}
	}
	newest := func(query string) (id int64) {
		g.tb.Helper()
		if err := g.Raw().QueryRowContext(g.tb.Context(), query).Scan(&id); err != nil {
			g.tb.Fatalf("%s: %v", query, err)
		}
		return id
	}
	invited := func() *servicetest.Page {
		g.turn++
		login := fmt.Sprintf("nouveau%d", g.turn)
		g.Invite(login, db.RoleAgent, "verger7kmpqx")
		return g.Browser().EnrolsUntilFactor(login, "verger7kmpqx")
	}
	approval := func() int64 {
		var id int64
		m := g.row(settledKind)
		if err := g.DB.InTx(g.tb.Context(), func(t *db.Tx) (err error) {
			id, err = t.AskApproval(g.tb.Context(), db.Approval{MemberID: m, Act: db.ApprovedErase, Asker: "autre", AskedAt: g.Now(), ExpiresAt: g.Now().Add(24 * time.Hour)})
			return err
		}); err != nil {
			g.tb.Fatal(err)
		}
		return id
	}
	return map[string]func() visit{
		oubli + "/canal":        func() visit { return at(g.Browser().Get(oubli).Press("Suivant", fields{"identifiant": g.settled()})) },
		oubli + "/question":     func() visit { return at(forget(cardKind)) },
		oubli + "/code":         func() visit { return at(forget(settledKind)) },
		oubli + "/confirmation": func() visit { return at(forget(companyKind)) },
		oubli + "/impasse": func() visit {
			return at(resends(forget(settledKind)))
		},
		inscription + "/question": func() visit { return at(registers(grownID(g.next(cardKind)))) },
		inscription + "/canal":    func() visit { return at(registers(grownID(g.next(companyKind)))) },
		inscription + "/code":     func() visit { return at(registersByCode()) },
		inscription + "/impasse": func() visit {
			return at(resends(registersByCode()))
		},
		inscription + "/confirmation": func() visit {
			return at(registers(grownID(g.next(companyKind))).Press("Suivant", fields{"canal": "email"}))
		},

		first + "/mot-de-passe":  func() visit { return at(personalises()) },
		first + "/code":          func() visit { return at(second(settledKind)) },
		first + "/question":      func() visit { return at(second(cardKind)) },
		first + "/sans-preuve":   func() visit { return at(second(silentKind)) },
		first + "/coordonnees":   func() visit { return at(chosen()) },
		first + "/adresse-email": func() visit { return at(confirmed()) },
		first + "/confirmation": func() visit {
			return at(confirmed().Press("Valider", fields{"code": g.LastOf(db.KindEmailCode).Secret}))
		},

		mine + "/mot-de-passe/nouveau-mot-de-passe": func() visit { return at(changes()) },
		mine + "/mot-de-passe/confirmation": func() visit {
			return at(changes().Press("Suivant", fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}))
		},
		mine + "/adresse/code":         func() visit { return at(moves()) },
		mine + "/adresse/confirmation": func() visit { return at(moves().Press("Valider", fields{"code": g.LastOf(db.KindEmailCode).Secret})) },
		mine + "/telephones/code":      func() visit { return at(calls()) },
		mine + "/telephones/confirmation": func() visit {
			return at(calls().Press("Valider", fields{"code": g.LastOf(db.KindMobileCode).Secret}))
		},
		mine + "/empreinte/appareil": func() visit {
			return at(g.inside().Get(mine+"/empreinte").Press("Continuer", fields{"actuel": secret}))
		},
		"/connexion/autre-personne": func() visit {
			b := g.Browser()
			tab, other := b.Get("/connexion"), g.settled()
			b.LogIn(g.settled(), secret)
			return at(tab.Press("Se connecter", fields{"identifiant": other, "mot_de_passe": secret}))
		},
		"/contact/confirmation": func() visit {
			return at(g.Browser().Get("/contact").Press("Envoyer", fields{"sujet": "Ma carte", "nom": "Martin", "email": fmt.Sprintf("c%d@poitou.example", g.turn), "message": "Où ?"}))
		},
		"/aide/fiche/:fiche": func() visit { b := g.Browser(); b.Get("/aide"); return visit{by: b, path: "/aide/fiche/code"} },

		"/agent/connexion": func() visit {
			b := g.Browser()
			b.Get("/agent/connexion")
			return visit{by: b, path: "/agent/connexion"}
		},
		"/agent/accessibilite": func() visit {
			b := g.Browser()
			b.Get("/agent/connexion")
			return visit{by: b, path: "/agent/accessibilite"}
		},
		"/agent/second-facteur": func() visit { return at(g.Browser().DeskPassword("supervisor-1", servicetest.AgentPassword)) },
		"/agent/enrolement": func() visit {
			b := g.Browser()
			b.Get("/agent/enrolement")
			return visit{by: b, path: "/agent/enrolement"}
		},
		"/agent/enrolement/mot-de-passe": func() visit {
			g.turn++
			login := fmt.Sprintf("nouveau%d", g.turn)
			g.Invite(login, db.RoleAgent, "verger7kmpqx")
			return at(g.Browser().Get("/agent/enrolement").Press("Suivant", fields{"agent": login, "secret": "verger7kmpqx"}))
		},
		"/agent/enrolement/second-facteur": func() visit { return at(invited()) },
		"/agent/mon-acces/application/nouvelle": func() visit {
			return at(g.AgentBrowser(db.RoleAgent).Get("/agent/mon-acces/application").Press("Continuer", fields{"actuel": servicetest.AgentPassword}))
		},
		"/agent/agents/:id":                func() visit { return desk("/agent/agents/%d", newest(`SELECT max(id) FROM agents`)) },
		"/agent/adherents/:id/reouverture": func() visit { return desk("/agent/adherents/%d/reouverture", g.row(settledKind)) },
		"/agent/adherents/:id/ecart/:moyen": func() visit {
			return desk("/agent/adherents/%d/ecart/email", newest(`SELECT member_id FROM contact_differences WHERE kind = 'email' ORDER BY member_id % 97 LIMIT 1`))
		},
		"/agent/adherents/:id/valeur/:colonne": func() visit {
			return desk("/agent/adherents/%d/valeur/portable", newest(`SELECT member_id FROM values_left_out WHERE field = 'portable' ORDER BY member_id % 97 LIMIT 1`))
		},
		"/agent/adherents/:id/mandats/:mandat": func() visit {
			m := g.row(settledKind)
			b := g.agent()
			b.Get(fmt.Sprintf("/agent/adherents/%d/mandats", m)).Press("Noter", fields{"nature": "guardianship", "qui": "Mme Anne Martin", "piece": "jugement", "vue": "20/11/2026", "raison": "counter"})
			return visit{by: b, path: fmt.Sprintf("/agent/adherents/%d/mandats/%d", m, newest(`SELECT max(id) FROM mandates`))}
		},
		"/agent/a-voir/:liste":       func() visit { return desk("/agent/a-voir/jamais-venus") },
		"/agent/approbations/:id":    func() visit { return desk("/agent/approbations/%d", approval()) },
		"/agent/courriers/lots/:lot": func() visit { return desk("/agent/courriers/lots/%d", g.batch()) },
		"/agent/courriers/lots/:lot/refaire": func() visit {
			return desk("/agent/courriers/lots/%d/refaire", g.batch())
		},
		"/agent/courriers/lettres/:lettre/retour": func() visit {
			g.batch()
			return desk("/agent/courriers/lettres/%d/retour", newest(`SELECT max(id) FROM letters WHERE batch_id IS NOT NULL`))
		},
		"/agent/courriers/lettres/:lettre/nom": func() visit {

			g.QueueLetter(grownID(g.next(longName)/100*100 + longName))
			return desk("/agent/courriers/lettres/%d/nom", newest(`SELECT max(id) FROM letters`))

		},
		"/agent/messages/:number":     func() visit { return desk("/agent/messages/N%07d", g.next(settledKind)/100*100) },
		"/agent/reponses-types/:id":   func() visit { return desk("/agent/reponses-types/%d", newest(`SELECT max(id) FROM ready_answers`)) },
		"/agent/imports/:id":          func() visit { return desk("/agent/imports/%d", newest(`SELECT max(id) FROM imports`)) },
		"/agent/services/:id":         func() visit { return desk("/agent/services/%d", g.client()) },
		"/agent/services/:id/retrait": func() visit { return desk("/agent/services/%d/retrait", g.client()) },
	}
}

// client adds a program of the caisse, and returns its row id.
func (g *grown) client() (id int64) {
	err := g.DB.InTx(g.tb.Context(), func(t *db.Tx) error {
		g.turn++
		_, err := (&acts.Acts{DB: g.DB, Now: g.Now}).AddClient(g.tb.Context(), t, acts.Command, account.Client{Name: fmt.Sprintf("Portail %d", g.turn), Redirects: []string{"https://portail.example/retour"}})
		return err
	})
	if err == nil {
		err = g.Raw().QueryRowContext(g.tb.Context(), `SELECT max(id) FROM clients`).Scan(&id)
	}
	if err != nil {
		g.tb.Fatal(err)
	}
	return id
}

// searches are the kinds of search, by name: each returns the text to search for, for a member's number.
func (g *grown) searches() map[string]func(n int) string {
	return map[string]func(n int) string{
		"identifier":             grownID,
		"telephone number":       grownMobile,
		"e-mail address":         grownEmail,
		"common surname":         func(n int) string { return dbtest.CommonSurname(n / grownKinds) },
		"rare surname":           grownRare,
		"first name and surname": func(n int) string { return dbtest.Someone(n).FirstName + " " + grownName(n) },
		"surname and town":       func(n int) string { return grownName(n) + " " + dbtest.Someone(n).TownName() },
		"birth date":             func(n int) string { return dbtest.Someone(n).Born.Format("02/01/2006") },
		"surname and year":       func(n int) string { return "mme " + grownName(n) + dbtest.Someone(n).Born.Format(" née en 06") },
		"a letter left out":      func(n int) string { w := grownRare(n); return w[:3] + w[4:] },
		"beginnings": func(n int) string {
			return fmt.Sprintf("%.4s %.3s", grownName(n), dbtest.Someone(n).FirstName) // letters, not bytes
		},
		"number of a message": func(n int) string { return fmt.Sprintf("N%07d", n/100*100) },
	}
}

// search sends the form of the search with such a text, each time for another member among those that the smallest caisse has
// too: the texts are the same in each caisse.
func (g *grown) search(text func(n int) string) func() visit {
	turn := 0
	return func() visit {
		turn++
		return visit{by: g.agent(), path: "/agent/adherents", form: url.Values{"recherche": {text(turn * 7919 % (growthFew / grownKinds) * grownKinds)}}}
	}
}

// leadsAway are the searches that find one member by a number, and redirect to their page.
var leadsAway = map[string]bool{"identifier": true, "number of a message": true}

// foundPage is the suffix of a search's name that stands for its page of results.
const foundPage = ": those found"

// found opens the page of a search's results.
func (g *grown) found(b *testing.B, text func(n int) string) func() visit {
	search := g.search(text)
	return func() visit {
		b.Helper()
		v := search()
		if status := v.goes(b, g); status != http.StatusSeeOther {
			b.Fatalf("%s is answered with %d", v.form, status)
		}
		return visit{by: v.by, path: v.path}
	}
}

// rowsOf returns the average number of members that the search's pages of results list, over searchStands texts.
func (g *grown) rowsOf(b *testing.B, search string) (rows float64) {
	b.Helper()
	found := g.found(b, g.searches()[search])
	for range searchStands {
		v := found()
		page := v.by.Get(v.path)
		rows += float64(strings.Count(page.Raw, "<li><a href=\"/agent/adherents/")) / searchStands
	}
	return rows
}
