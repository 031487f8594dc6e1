package agent_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

// Two agents end the same mandate one after the other: the second one reads that it has ended, and who has ended it.
func TestAMandateThatAColleagueHasEnded(t *testing.T) {
	s := servicetest.NewService(t)
	first, one := s.NewAgent(db.RoleAgent)
	_, two := s.NewAgent(db.RoleAgent)
	notes(s, one, servicetest.Marie, nil)
	page := s.Sheet(servicetest.Marie) + "/mandats"
	end := servicetest.Fields{"representant": "oui", "raison": "counter"}
	const link, button = "Noter la fin pour Mme Anne Martin, UDAF 79", "Noter la fin"
	late, tab := two.Get(page).Follow(link), one.Get(page).Follow(link)
	one.Get(page).Follow(link).Press(button, end).At(s.Sheet(servicetest.Marie)+"?etat=mandat-fin", 200)
	for _, p := range []*servicetest.Page{late, tab} {
		for _, typed := range []servicetest.Fields{end, {"representant": "oui"}} {
			if told := p.Press(button, typed).Says("Cet adhérent a changé depuis", "finie le", "par "+first); told.Status != 422 {
				t.Errorf("answered %d", told.Status)
			}
		}
	}
	two.Get(late.Path).At(page, 200)
	if n := s.AuditCount("mandate-ended", events.OK); n != 1 {
		t.Errorf("ended %d times", n)
	}
}

// Two agents end the same mandate at once: it ends once.
func TestAMandateEndsOnceForTwoAtOnce(t *testing.T) {
	s := servicetest.NewService(t)
	_, one := s.NewAgent(db.RoleAgent)
	_, two := s.NewAgent(db.RoleAgent)
	notes(s, one, servicetest.Marie, nil)
	page := s.Sheet(servicetest.Marie) + "/mandats"
	var answers [2]int
	var all []func()
	for i, b := range []*servicetest.Browser{one, two} {
		form := b.Get(page).Follow("Noter la fin pour Mme Anne Martin, UDAF 79")
		all = append(all, func() {
			answers[i] = form.Press("Noter la fin", servicetest.Fields{"representant": "oui", "raison": "counter"}).Status
		})
	}
	servicetest.AtOnce(all...)
	if slices.Sort(answers[:]); answers != [2]int{200, 422} || s.AuditCount("mandate-ended", events.OK) != 1 {
		t.Errorf("answered %v, ended %d times", answers, s.AuditCount("mandate-ended", events.OK))
	}
}

// Two agents approve the erasure of a member at once: the second one reads that the member is gone.
func TestAnErasureIsAgreedToOnceForTwoAtOnce(t *testing.T) {
	s := servicetest.NewService(t)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	_, one := s.NewAgent(db.RoleAgent)
	_, two := s.NewAgent(db.RoleAgent)
	s.Wait(time.Minute)
	asksErasure(s, supervisor, servicetest.Marie).At(s.Sheet(servicetest.Marie)+"?etat=effacement", 200)
	var answers [2]*servicetest.Page
	var all []func()
	for i, b := range []*servicetest.Browser{one, two} {
		form := b.Get("/agent/approbations/1")
		all = append(all, func() {
			answers[i] = form.Press("Approuver l'effacement", servicetest.Fields{"raison": "recognised"})
		})
	}
	servicetest.AtOnce(all...)
	slices.SortFunc(answers[:], func(a, b *servicetest.Page) int { return a.Status - b.Status })
	answers[0].At("/agent/approbations?etat=efface", 200)
	answers[1].At("/agent/approbations/1", 404).Says(approvalGone)
	supervisor.Get("/agent/approbations/1").At("/agent/approbations/1", 404).Says(approvalGone)
	if n := s.AuditCount("member-erased", events.OK); n != 1 {
		t.Errorf("erased %d times", n)
	}
}

// If another tab has removed something from an agent's own access, the form leads back to « Mon accès », which shows what is
// left.
func TestWhatAnotherTabHasTakenFromTheOwnAccess(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleAgent)
	const own = "/agent/mon-acces"
	s.AddPasskey("agent1", "key")
	proof := servicetest.Fields{"actuel": servicetest.AgentPassword}
	key := b.Get(own).Doc.Find(`main a[href*="/cles/"]`).AttrOr("href", "")
	for range 2 {
		one, two := b.Get(key), b.Get(key)
		one.Press("Retirer la clé", proof).At(own+"?etat=cle-retiree", 200)
		two.Press("Retirer la clé", proof).At(own, 200)
		b.Get(key).At(own, 200)
		s.AddPasskey("agent1", "key")
	}
	one, two := b.Get(own+"/application/retrait"), b.Get(own+"/application/retrait")
	one.Press("Retirer l'application", proof).At(own+"?etat=sans", 200)
	two.Press("Retirer l'application", proof).At(own, 200).Says("Aucune application")
	if n := s.AuditCount("agent-authenticator-removed", "ok"); n != 1 {
		t.Errorf("removed %d times", n)
	}
}

// Two supervisors change the same agent: nothing that the second one has not seen is overwritten, including the name and an
// invitation of the same second.
func TestTwoSupervisorsWhoChangeOneAgent(t *testing.T) {
	s := servicetest.NewService(t)
	one, two := s.AgentBrowser(db.RoleSupervisor), s.AgentBrowser(db.RoleSupervisor)
	one.Get("/agent/agents/ajout").Press("Ajouter cet agent", servicetest.Fields{"agent": "pmercier", "role": "agent"}).At("/agent/agents/secret", 200)
	page := agentURL(s, "pmercier")
	former := two.Get(page)
	one.Get(page).Press("Donner un nouveau secret", nil).At("/agent/agents/secret", 200)
	former.Press("Donner un nouveau secret", nil).At(page, 422).Says(texts.AgentChanged)
	if n := s.AuditCount("agent-invited", "ok"); n != 1 {
		t.Errorf("invited %d times", n)
	}
	former = two.Get(page)
	one.Get(page).Press("Changer le nom affiché", servicetest.Fields{"nom": "Paule Mercier"}).At(page+"?etat=nom", 200)
	told := former.Press("Changer le nom affiché", servicetest.Fields{"nom": "Paul Mercier"}).At(page, 422).Says(texts.AgentChanged, "Paule Mercier")
	if typed := told.Doc.Find(`[name="nom"]`).AttrOr("value", ""); typed != "Paul Mercier" {
		t.Errorf("the form holds %q", typed)
	}
	told.Press("Changer le nom affiché", nil).At(page+"?etat=nom", 200)
	if name := s.Agent("pmercier").Name; name != "Paul Mercier" {
		t.Errorf("named %q", name)
	}
}

func agentURL(s *servicetest.Service, login string) string {
	return fmt.Sprintf("/agent/agents/%d", s.Agent(login).ID)
}

const approvalGone = "quelqu'un d'autre l'a peut-être traité"

// torn is the connection of a browser that has left: all writes fail.
type torn struct{ *httptest.ResponseRecorder }

func (torn) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// sendsAndLeaves sends a form without waiting for its answer.
func sendsAndLeaves(s *servicetest.Service, b *servicetest.Browser, path string, form url.Values) {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Host = strings.TrimPrefix(s.URL, "http://")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "sesame-agent", Value: b.DeskCookie()})
	(*s.Pages.Load()).ServeHTTP(torn{httptest.NewRecorder()}, r)
}

// With a second click the browser drops the answer to the first one. The second gets the same answer, also when that is a page.
func TestAClickWhoseAnswerTheBrowserHasLeft(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleSupervisor)
	for page, x := range map[string]struct {
		button, said string
		typed        servicetest.Fields
	}{
		"/agent/mon-acces/sessions": {"Fermer mes autres sessions", texts.PasswordNotYours, servicetest.Fields{"actuel": "Pas-le-bon-7"}},
		"/agent/message-suspect":    {"Noter ce message suspect", "C'est noté.", servicetest.Fields{"voie": "sms"}},
	} {
		path, form := b.Get(page).Form(x.button, x.typed)
		sendsAndLeaves(s, b, path, form)
		b.Post(path, form).Says(x.said)
	}
	if n := s.AuditCount("agent-password-proved", events.Refused); n != 1 {
		t.Errorf("%d tries", n)
	}
	if n := s.AuditCount("suspect-reported", events.OK); n != 1 {
		t.Errorf("noted %d times", n)
	}
}
