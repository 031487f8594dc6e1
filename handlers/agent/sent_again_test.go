package agent_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent"
	"sesame/handlers/agent/desk"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

// A form that is sent again from the same page, as by a double click without JavaScript, is carried out once, and the second
// answer leads where the first one led. From another page the same entry is carried out again.
func TestAFormSentAgainFromItsPageIsDoneOnce(t *testing.T) {
	motive := servicetest.Fields{"motif": servicetest.Motive}
	for name, x := range map[string]struct {
		role         db.Role
		page, button string // page is below a member's where it begins with a dash
		typed        servicetest.Fields
		event        string
		kept         []string // what the second answer says
		again        bool     // a fresh page may do the same at once
	}{
		"a suspect message":       {db.RoleAgent, "/agent/message-suspect", "Noter ce message suspect", servicetest.Fields{"voie": "sms"}, "suspect-reported", []string{"C'est noté."}, true},
		"a reset":                 {db.RoleAgent, "-/reinitialisation", "Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": servicetest.Motive}, "password-reset", []string{"est en route"}, true},
		"contacts":                {db.RoleAgent, "-/coordonnees", "Enregistrer les coordonnées", servicetest.Fields{"fixe": "05 49 11 22 33", "motif": servicetest.Motive}, "contacts-corrected", []string{"Les coordonnées sont enregistrées"}, false},
		"a code on the telephone": {db.RoleAgent, "-/telephone", "Envoyer", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive}, "call-spelling-sent", nil, true},
		"the words of a call":     {db.RoleAgent, "-/telephone", "Commencer l'appel", nil, "call-begun", nil, false},
		"sessions":                {db.RoleAgent, "-/sessions", "Fermer ces sessions", motive, "sessions-closed", []string{"Les sessions sont fermées."}, false},
		"an identifier":           {db.RoleAgent, "-/identifiant", "Envoyer son identifiant par lettre", nil, "identifier-sent", nil, false},
		"a suspension":            {db.RoleAgent, "-/suspension", "Suspendre l'accès", motive, "member-suspended", nil, false},
		"a mandate": {db.RoleAgent, "-/mandats", "Noter", servicetest.Fields{"nature": "guardianship", "qui": "Mme Anne Martin, UDAF 79", "piece": "jugement", "vue": "02/11/2026", "raison": "counter"},
			"mandate-added", nil, false},
		"a note":         {db.RoleAgent, "message", "Garder la note", servicetest.Fields{"note": "Rappeler lundi."}, "contact-message-noted", []string{"Rappeler lundi."}, false},
		"a call":         {db.RoleAgent, "message", "J'ai rappelé la personne", servicetest.Fields{"note": "Rappelée."}, "contact-message-called", []string{"Rappelée."}, false},
		"an answer":      {db.RoleAgent, "message", "Envoyer la réponse", servicetest.Fields{"texte": "Elle est partie."}, "contact-message-answered", []string{"Elle est partie."}, false},
		"an agent":       {db.RoleSupervisor, "/agent/agents/ajout", "Ajouter cet agent", servicetest.Fields{"agent": "pmercier", "role": "agent"}, "agent-added", []string{"pmercier", "Secret d'enrôlement"}, false},
		"a service":      {db.RoleSupervisor, "/agent/services/ajout", "Ajouter ce service", servicetest.Fields{"nom": "Portail", "retour": "https://portail.example/retour"}, "client-added", []string{"Secret du service"}, false},
		"a ready answer": {db.RoleSupervisor, "/agent/reponses-types/ajout", "Enregistrer", servicetest.Fields{"titre": "Noël", "texte": "Nous fermons."}, "ready-answer-kept", []string{"La réponse type est enregistrée."}, false},
		"recovery codes": {db.RoleAgent, "/agent/mon-acces/codes-de-secours", "Avoir de nouveaux codes", servicetest.Fields{"actuel": servicetest.AgentPassword}, "agent-recovery-codes", []string{"Mes codes de secours"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			if name == "sessions" {
				s.Browser().Establish(servicetest.Marie, servicetest.First)
			}
			b := s.AgentBrowser(x.role)
			path := x.page
			if rest, of := strings.CutPrefix(path, "-"); of {
				path = s.Sheet(servicetest.Marie) + rest
			}
			if path == "message" {
				path = "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
			}
			form := b.Get(path)
			first := form.Press(x.button, x.typed)
			before := s.Rows()
			second := form.Press(x.button, x.typed)
			if second.Path != first.Path || second.Status != 200 {
				t.Errorf("sent first it led to %s, sent again to %s (%d):\n%s", first.Path, second.Path, second.Status, second.Brief())
			}
			second.Says(x.kept...)
			if n := s.AuditCount(x.event, "ok"); n != 1 {
				t.Errorf("%d times in the log", n)
			}
			if after := s.Rows(); after != before {
				t.Errorf("before %s, after %s", before, after)
			}
			if codes, again := first.Doc.Find("code").Text(), second.Doc.Find("code").Text(); codes != again {
				t.Errorf("shown first: %s, and again: %s", codes, again)
			}
			if x.again {
				b.Get(path).Press(x.button, x.typed)
				if n := s.AuditCount(x.event, "ok"); n != 2 {
					t.Errorf("from another page it was done %d times", n-1)
				}
			}
		})
	}
}

// Ten clicks that arrive at once count as one, and each gets its answer.
func TestClicksThatArriveTogetherAreOne(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleSupervisor)
	for event, x := range map[string]struct {
		page, button string
		typed        servicetest.Fields
		to           string
	}{
		"password-reset":   {s.Sheet(servicetest.Marie) + "/reinitialisation", "Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": servicetest.Motive}, s.Sheet(servicetest.Marie) + "?etat=reinitialise"},
		"agent-added":      {"/agent/agents/ajout", "Ajouter cet agent", servicetest.Fields{"agent": "pmercier", "role": "agent"}, "/agent/agents/secret"},
		"suspect-reported": {"/agent/message-suspect", "Noter ce message suspect", servicetest.Fields{"voie": "sms"}, "/agent/message-suspect?etat=note"},
	} {
		form := b.Get(x.page)
		servicetest.Together(10, func() { form.Press(x.button, x.typed).At(x.to, 200) })
		if n := s.AuditCount(event, "ok"); n != 1 {
			t.Errorf("%s: %d times", event, n)
		}
	}
}

// A wrong code that is sent twice from one page counts as one attempt; typed again, it counts as another.
func TestAWrongTrySentTwiceCountsOnce(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	page := s.Sheet(servicetest.Marie) + "/telephone"
	agent.Get(page).Press("Envoyer", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive})
	wrong := servicetest.Fields{"code": "000000"}
	if s.LastOf(db.KindCallCode).Secret == wrong["code"] {
		wrong["code"] = "111111"
	}
	form := agent.Get(page)
	for range 3 {
		form.Press("Vérifier le code", wrong).At(page, 422).Says(texts.CallCodeWrong)
	}
	if n := s.AuditCount("call-code-tried", events.Refused); n != 1 {
		t.Errorf("%d tries", n)
	}
	form.Press("Vérifier le code", wrong).Press("Vérifier le code", wrong)
	if n := s.AuditCount("call-code-tried", events.Refused); n != 2 {
		t.Errorf("%d tries", n)
	}
}

// An agent who adds the same agent again from another page is led to the secret if it is still shown, otherwise to the agent's
// page, where a new one can be given.
func TestAnAgentWhoIsThereAlreadyIsFound(t *testing.T) {
	s := servicetest.NewService(t)
	boss, other := s.AgentBrowser(db.RoleSupervisor), s.AgentBrowser(db.RoleSupervisor)
	add := func(b *servicetest.Browser) *servicetest.Page {
		return b.Get("/agent/agents/ajout").Press("Ajouter cet agent", servicetest.Fields{"agent": "pmercier", "role": "agent"})
	}
	shown := add(boss).At("/agent/agents/secret", 200)
	secret := shown.Doc.Find("code").Text()
	if again := add(boss).At("/agent/agents/secret", 200).Doc.Find("code").Text(); again != secret {
		t.Errorf("shown are %q and %q", secret, again)
	}
	page := add(other).At("/agent/agents/ajout", 422).Says(texts.AgentNameTaken).Follow("Ouvrir la page de pmercier").Says("pmercier")
	shown.Press("J'ai donné le secret", nil)
	add(boss).At("/agent/agents/ajout", 422).Says("Ouvrir la page de pmercier")
	mine := boss.Get(page.Path)
	s.Wait(time.Minute) // an invitation is told from the next one by its time
	page.Press("Donner un nouveau secret", nil).At("/agent/agents/secret", 200)
	mine.Press("Donner un nouveau secret", nil).At(page.Path, 422).Says(texts.AgentChanged)
	former := boss.Get(page.Path)
	s.Wait(time.Minute)
	boss.Get(page.Path).Press("Donner un nouveau secret", nil).At("/agent/agents/secret", 200)
	former.Press("Donner un nouveau secret", nil).At("/agent/agents/secret", 200)
	if n := s.AuditCount("agent-invited", "ok"); n != 2 {
		t.Errorf("invited %d times", n)
	}
}

// A wrong password of the agent's own that is sent twice from one page counts as one attempt; typed again, it counts as
// another. The same holds where the password is required before an act on a member.
func TestAWrongOwnPasswordSentTwiceCountsOnce(t *testing.T) {
	for page, x := range map[string]struct {
		button string
		typed  servicetest.Fields
	}{
		"/agent/mon-acces/sessions":     {"Fermer mes autres sessions", servicetest.Fields{"actuel": "Pas-le-bon-7"}},
		"/agent/mon-acces/mot-de-passe": {"Changer mon mot de passe", servicetest.Fields{"actuel": "Pas-le-bon-7", "nouveau": "verger-moulin-57-grue", "confirmation": "verger-moulin-57-grue"}},
		"-/donnees":                     {"Télécharger ses données", servicetest.Fields{"actuel": "Pas-le-bon-7", "motif": servicetest.Motive}},
		"-/effacement":                  {"Demander l'accord pour effacer", servicetest.Fields{"actuel": "Pas-le-bon-7", "motif": servicetest.Motive}},
	} {
		t.Run(page, func(t *testing.T) {
			s := servicetest.NewService(t)
			b := s.AgentBrowser(db.RoleSupervisor)
			path := page
			if rest, of := strings.CutPrefix(page, "-"); of {
				path = s.Sheet(servicetest.Marie) + rest
			}
			form := b.Get(path)
			var last *servicetest.Page
			for range 3 {
				last = form.Press(x.button, x.typed).At(path, 422).Says(texts.PasswordNotYours)
			}
			servicetest.Together(2, func() { form.Press(x.button, x.typed).At(path, 422).Says(texts.PasswordNotYours) })
			if n := s.AuditCount("agent-password-proved", events.Refused); n != 1 {
				t.Errorf("%d tries", n)
			}
			last.Press(x.button, x.typed).At(path, 422)
			if n := s.AuditCount("agent-password-proved", events.Refused); n != 2 {
				t.Errorf("typed again, %d tries", n)
			}
		})
	}
}

// A wrong password, secret or code that is sent twice from one page counts as one attempt, before the login and after it; typed
// again, or with any other entry, it counts as another.
func TestAWrongLoginSentTwiceCountsOnce(t *testing.T) {
	for name, x := range map[string]struct {
		to            func(*servicetest.Service, *servicetest.Browser) *servicetest.Page
		button, field string
		wrong         [2]string
		says, event   string
	}{
		"a password": {func(_ *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
			return b.Get("/agent/connexion")
		},
			"Se connecter", "mot_de_passe", [2]string{"Pas-le-bon-7", "Pas-le-bon-8"}, texts.AgentLoginIncorrect, "agent-login"},
		"a secret": {func(_ *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
			return b.Get("/agent/enrolement")
		},
			"Suivant", "secret", [2]string{"verger4champ", "verger5champ"}, texts.EnrolmentSecretWrong, "agent-login"},
		"a code": {func(_ *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
			return b.DeskPassword("cpetit", servicetest.AgentPassword).At("/agent/second-facteur", 200)
		}, "Valider", "code", [2]string{"abcdefghjz", "abcdefghjy"}, texts.FactorCodeWrong, "agent-login"},
		"an authenticator's code": {func(_ *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
			return b.DeskPassword("cpetit", servicetest.AgentPassword).At("/agent/second-facteur", 200)
		}, "Valider", "code", [2]string{"000000", "000001"}, texts.FactorCodeWrong, "agent-login"},
		"the own password before another factor": {func(s *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
			b.EnterDesk("cpetit")
			return b.Get("/agent/mon-acces/application")
		}, "Continuer", "actuel", [2]string{"Pas-le-bon-7", "Pas-le-bon-8"}, texts.PasswordNotYours, "agent-password-proved"},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			s.EnrolAgent("cpetit", db.RoleAgent)
			b := s.Browser()
			form := x.to(s, b)
			typed := servicetest.Fields{x.field: x.wrong[0]}
			if form.Doc.Find(`[name="agent"]`).Length() > 0 {
				typed["agent"] = "cpetit"
			}
			tries := func(n int) {
				t.Helper()
				if got := s.AuditCount(x.event, events.Refused); got != n {
					t.Errorf("%d tries, not %d", got, n)
				}
			}
			var last *servicetest.Page
			for range 3 {
				last = form.Press(x.button, typed).At(form.Path, 422).Says(x.says)
			}
			s.Together(func() { form.Press(x.button, typed).Says(x.says) }, func() { form.Press(x.button, typed).Says(x.says) })
			tries(1)
			s.From("192.0.2.77").Post(form.Form(x.button, typed))
			again := maps.Clone(typed)
			again[x.field] = x.wrong[1]
			elsewhere := s.AuditCount(x.event, events.Refused) // a password from another network is another try
			form.Press(x.button, again).At(form.Path, 422)
			tries(elsewhere + 1)
			last.Press(x.button, typed).At(form.Path, 422)
			tries(elsewhere + 2)
		})
	}
}

// Many passwords that are sent from one page count as many attempts, as from many pages.
func TestAFormSentAgainGivesNoFurtherTries(t *testing.T) {
	s := servicetest.NewService(t)
	s.EnrolAgent("cpetit", db.RoleAgent)
	form := s.Browser().Get("/agent/connexion")
	allowed := s.Limits.LoginFree
	for i := range allowed {
		form.Press("Se connecter", servicetest.Fields{"agent": "cpetit", "mot_de_passe": fmt.Sprint("Pas-le-bon-", i)}).At("/agent/connexion", 422)
	}
	form.Press("Se connecter", servicetest.Fields{"agent": "cpetit", "mot_de_passe": servicetest.AgentPassword}).At("/agent/connexion", 429)
}

// sessionAfter sends a form with a session's cookie, and returns the cookie after the answer, which is the same one if the
// answer sets none.
func sessionAfter(s *servicetest.Service, cookie, path string, form url.Values) string {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Host = strings.TrimPrefix(s.URL, "http://")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "sesame-agent", Value: cookie})
	w := httptest.NewRecorder()
	(*s.Pages.Load()).ServeHTTP(w, r)
	for _, set := range w.Result().Cookies() {
		if set.Name == "sesame-agent" {
			cookie = set.Value
		}
	}
	return cookie
}

// Two clicks on a right code that arrive together open one login, which the browser holds whichever answer it has taken.
func TestARightCodeSentTwiceIsOneLogin(t *testing.T) {
	for name, code := range map[string]func(*servicetest.Service) string{
		"of the authenticator": (*servicetest.Service).AgentCode,
		"of recovery":          func(*servicetest.Service) string { return "abcde-fghjk" },
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			s.EnrolAgent("cpetit", db.RoleAgent)
			b := s.Browser()
			b.Get("/agent/adherents")
			path, form := b.DeskPassword("cpetit", servicetest.AgentPassword).Form("Valider", servicetest.Fields{"code": code(s)})
			cookie := b.DeskCookie()
			home := func(cookie string) string {
				one := s.Browser()
				one.Keep(&http.Cookie{Name: "sesame-agent", Value: cookie, Path: "/"})
				return one.Get("/agent").Path
			}
			var took [2]string // the session of each answer
			click := func(i int) func() {
				return func() { took[i] = sessionAfter(s, cookie, path, form) }
			}
			s.Together(click(0), click(1))
			for _, cookie := range took {
				if at := home(cookie); at != "/agent" {
					t.Errorf("the browser is led to %s", at)
				}
			}
			if refused, open := s.AuditCount("agent-login", events.Refused), s.OpenAgentLogins("cpetit"); refused != 0 || open != 1 {
				t.Errorf("%d refused, %d open logins", refused, open)
			}
			if click(0)(); home(took[0]) != "/agent/connexion" || home(cookie) != "/agent/connexion" {
				t.Error("the code opens another session, once it was answered")
			}
		})
	}
}

// Two clicks that complete an enrolment together both lead to the recovery codes, which are shown once.
func TestAnEnrolmentEndedByTwoClicksShowsItsCodes(t *testing.T) {
	const secret = "verger3champ"
	s := servicetest.NewService(t)
	s.Invite("cpetit", db.RoleAgent, secret)
	factor := s.Browser().EnrolsUntilFactor("cpetit", secret)
	path, form := factor.Form("Valider le code", servicetest.Fields{"code": factor.ShownCode()})
	cookie := factor.B.DeskCookie()
	var took [2]string // the session of each answer
	click := func(i int) func() {
		return func() { took[i] = sessionAfter(s, cookie, path, form) }
	}
	s.Together(click(0), click(1))
	for _, cookie := range took {
		one := s.Browser()
		one.Keep(&http.Cookie{Name: "sesame-agent", Value: cookie, Path: "/"})
		if shown := one.Get("/agent/codes-de-secours").At("/agent/codes-de-secours", 200).Doc.Find("main code").Length(); shown != 10 {
			t.Errorf("%d codes are shown", shown)
		}
	}
	if n := s.OpenAgentLogins("cpetit"); n != 1 {
		t.Errorf("%d open logins", n)
	}
}

// Two clicks that change the agent's own password leave the agent logged in, whichever answer the browser has taken.
func TestTheOwnPasswordChangedByTwoClicks(t *testing.T) {
	s := servicetest.NewService(t)
	login, b := s.NewAgent(db.RoleAgent)
	path, form := b.Get("/agent/mon-acces/mot-de-passe").Form("Changer mon mot de passe",
		servicetest.Fields{"actuel": servicetest.AgentPassword, "nouveau": "Verger-moulin-57-grue", "confirmation": "Verger-moulin-57-grue"})
	cookie := b.DeskCookie()
	var took [2]string // the session of each answer
	click := func(i int) func() {
		return func() { took[i] = sessionAfter(s, cookie, path, form) }
	}
	s.Together(click(0), click(1))
	for _, cookie := range took {
		one := s.Browser()
		one.Keep(&http.Cookie{Name: "sesame-agent", Value: cookie, Path: "/"})
		one.Get("/agent/mon-acces").At("/agent/mon-acces", 200)
	}
	if n := s.OpenAgentLogins(login); n != 1 {
		t.Errorf("%d open logins", n)
	}
}

// A form from a browser without a session is answered with the sentence that nothing was done. A second click on the log-out
// counts as one.
func TestAFormWithoutASession(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleAgent)
	form := b.Get(s.Sheet(servicetest.Marie) + "/suspension")
	out := b.Get("/agent")
	for range 2 {
		out.Press("Se déconnecter", nil).At("/agent/connexion?etat=deconnecte", 200).Says(texts.AgentLoggedOut)
	}
	form.Press("Suspendre l'accès", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/connexion?etat=perdu", 200).Says(texts.AgentSessionMissing)
	b.Get(form.Path).At("/agent/connexion", 200).SaysNot(texts.AgentSessionMissing)
}

// A file is sent to all who have submitted its form meanwhile, and is wiped after the last of them, because it holds passwords.
func TestAFileAnswersWhoHasSentItsFormMeanwhile(t *testing.T) {
	answer := httptest.NewRecorder()
	c := echo.New().NewContext(httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/agent/courriers", nil), answer)
	left, second := agent.SendsWhileAnswered(c, &desk.File{Name: "lot.pdf", Type: "application/pdf", Content: []byte("secret")})
	if second != nil || answer.Body.String() != "secret" || answer.Header().Get(echo.HeaderContentDisposition) != `attachment; filename="lot.pdf"` {
		t.Errorf("answered %v, %q", second, answer.Body)
	}
	if slices.ContainsFunc(left, func(b byte) bool { return b != 0 }) {
		t.Errorf("the memory holds %q", left)
	}
}

// Clicks on « Imprimer » that arrive together make one batch, and each gets its file if it came before the file was made; a
// later one reads that nothing is left to print.
func TestClicksOnPrintingAreOneBatch(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(3)
	b := s.AgentBrowser(db.RoleMailroom)
	form := b.Get(servicetest.Courriers)
	var mu sync.Mutex
	var files [][]string
	servicetest.Together(8, func() {
		p := form.PressTicked("Imprimer les 3 courriers", "tous")
		mu.Lock()
		defer mu.Unlock()
		if p.Status == 200 {
			files = append(files, p.Secrets())
		} else {
			p.At(servicetest.Courriers, 422)
		}
	})
	for _, file := range files {
		if len(file) != 3 || !slices.Equal(file, files[0]) {
			t.Errorf("the files hold %q", files)
		}
	}
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM letter_batches`); n != 1 || len(files) == 0 {
		t.Errorf("%d batches, %d files", n, len(files))
	}
}
