package letters_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestOnlyTheMailroomAndSupervisorsSeeTheLetters(t *testing.T) {
	source, err := os.ReadFile("../routes.go")
	if err != nil {
		t.Fatal(err)
	}
	routes := regexp.MustCompile(`\{(get|post), "(/courriers[^"]*)"`).FindAllStringSubmatch(string(source), -1)
	if len(routes) < 10 {
		t.Fatalf("routes %q", routes)
	}
	s := servicetest.NewService(t)
	s.QueueLetters(2)
	helper, mailroom, supervisor := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleMailroom), s.AgentBrowser(db.RoleSupervisor)
	mailroom.Prints(s.WaitingLetter(1).ID).Secrets()
	before := s.LetterFates()
	for _, r := range routes {
		path := "/agent" + strings.NewReplacer(":lettre", "1", ":lot", "1").Replace(r[2])
		for who, b := range map[string]*servicetest.Browser{"an agent": helper, "nobody": s.Browser()} {
			p := b.Get(path)
			if r[1] == "post" {
				p = b.Post(path, nil)
			}
			if who == "an agent" && p.Status != 403 || who == "nobody" && !strings.HasPrefix(p.Path, "/agent/connexion") {
				t.Errorf("%s %s by %s: %d at %s", r[1], path, who, p.Status, p.Path)
			}
			p.SaysNot("Aubert", "POITIERS")
		}
		if r[1] == "get" {
			for _, b := range []*servicetest.Browser{mailroom, supervisor} {
				if p := b.Get(path); p.Status != 200 {
					t.Errorf("%s by who may: %d", path, p.Status)
				}
			}
		}
	}
	if n := s.AuditCount("agent-denied", "refused"); n != len(routes)+countPosts(routes) {
		t.Errorf("%d refusals noted of %d", n, len(routes)+countPosts(routes))
	}
	if s.LetterFates() != before {
		t.Error("something was changed")
	}
	helper.Get("/agent").SaysNot("courrier à imprimer", "Courriers")
}

// countPosts are routes that are requested by GET first.
func countPosts(routes [][]string) (n int) {
	for _, r := range routes {
		if r[1] == "post" {
			n++
		}
	}
	return n
}

func TestAPrintedBatchIsAPDFOnce(t *testing.T) {
	for layout, step := range map[string]int{"recto": 1, "recto-verso": 2} {
		t.Run(layout, func(t *testing.T) {
			s := servicetest.NewService(t)
			secrets := s.QueueLetters(3)
			asked := []db.LetterRow{s.WaitingLetter(1), s.WaitingLetter(2), s.WaitingLetter(3)}
			b := s.AgentBrowser(db.RoleMailroom)
			p := b.Get(servicetest.Courriers).Says("À imprimer : 3", "Mme Jeanne Aubert1", "POITIERS", "Imprimer les 3 courriers")
			path, form := p.Form("Imprimer les 3 courriers", nil)
			form.Set("choix", "tous")
			form.Set("presentation", layout)
			pdf := b.Post(path, form)
			if got := pdf.Header.Get("Content-Disposition"); got != `attachment; filename="courriers-lot-1.pdf"` || pdf.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%q, %q", got, pdf.Header.Get("Cache-Control"))
			}
			sheets := pdf.Sheets()
			if len(sheets) != 4*step || !strings.HasPrefix(servicetest.Words(sheets[0]), "Lot de courriers n° 1") {
				t.Fatalf("%d pages, the first: %s", len(sheets), servicetest.Words(sheets[0]))
			}
			for i := 1; i <= 3; i++ {
				sheet, window := sheets[i*step], []servicetest.SheetWord(nil)
				for _, w := range sheet { // NF Z10-011: 105 mm from the left, 45 to 90 mm down; the envelope's number is above the address
					if w.XMin > 105*servicetest.Millimetre && w.YMin > 45*servicetest.Millimetre && w.YMin < 90*servicetest.Millimetre {
						window = append(window, w)
					}
				}
				if got, want := strings.ToUpper(servicetest.Words(window)), fmt.Sprintf("%s, LOT 1, LETTRE %d MME JEANNE AUBERT%d %d RUE HAUTE 86000 POITIERS", asked[i-1].Request, i, i, i); got != want {
					t.Errorf("in the window: %q, want %q", got, want)
				}
				if step == 2 && len(sheets[i*step+1]) > 0 {
					t.Errorf("on the back: %s", servicetest.Words(sheets[i*step+1]))
				}
			}
			if got := pdf.Secrets(); !slices.Equal(got, secrets[1:]) {
				t.Errorf("passwords %q, want %q", got, secrets[1:])
			}
			b.Post(path, form).At(servicetest.Courriers, 422).Says("Aucun courrier n'est à imprimer", "Lot 1", "3 à poster")
			if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM letters WHERE payload IS NOT NULL`); n != 0 {
				t.Errorf("%d passwords are left", n)
			}
			if n := s.AuditCount("letters-printed", "ok"); n != 1 {
				t.Errorf("printing was noted %d times", n)
			}
		})
	}
}

func TestAgentsWhoPrintAtOnceHaveEachLetterOnce(t *testing.T) {
	s := servicetest.NewService(t)
	all := s.QueueLetters(12)[1:]
	some := []int64{s.WaitingLetter(2).ID, s.WaitingLetter(5).ID, s.WaitingLetter(9).ID}
	agents := []*servicetest.Browser{s.AgentBrowser(db.RoleMailroom), s.AgentBrowser(db.RoleMailroom), s.AgentBrowser(db.RoleSupervisor), s.AgentBrowser(db.RoleMailroom)}
	answers := make([]*servicetest.Page, 8)
	servicetest.AtOnce(servicetest.EachOf(len(answers), func(i int) {
		if i%2 == 0 {
			answers[i] = agents[i%4].Prints()
		} else {
			answers[i] = agents[i%4].Prints(some...)
		}
	})...)
	printed := map[string]int{}
	for _, p := range answers {
		if p.Header.Get("Content-Type") == "application/pdf" {
			for _, secret := range p.Secrets() {
				printed[secret]++
			}
		} else if p.Status != 422 {
			t.Errorf("answered %d: %s", p.Status, p.Brief())
		} else if !strings.Contains(p.Text(), "Quelqu'un d'autre vient d'agir") && !strings.Contains(p.Text(), "ils l'ont peut-être été à l'instant") {
			t.Errorf("a refusal that does not say why: %s", p.Brief())
		}
	}
	for _, secret := range all {
		if printed[secret] != 1 {
			t.Errorf("%s was printed %d times", secret, printed[secret])
		}
	}
	if len(printed) != len(all) {
		t.Errorf("%d passwords were printed", len(printed))
	}
}

func TestTwentyLettersPrintedAndLost(t *testing.T) {
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(20)[1:]
	b := s.AgentBrowser(db.RoleMailroom)
	var shown strings.Builder
	look := func(p *servicetest.Page) *servicetest.Page {
		shown.WriteString(p.Raw)
		return p
	}
	look(b.Get(servicetest.Courriers))
	if got := b.Prints().Secrets(); !slices.Equal(got, secrets) {
		t.Fatalf("printed %q", got)
	}
	look(b.Get(servicetest.Courriers)).Says("À imprimer : rien", "20 à poster")
	p := look(b.Get(servicetest.Courriers+"/lots/1")).Says("20 lettres : 20 à poster", "imprimé, pas encore posté")
	if p.Doc.Find(`a[href="/agent/courriers/lots/1/refaire"]`).Length() != 1 {
		t.Error("no way to say that the batch is lost")
	}
	p = look(b.Get(servicetest.Courriers + "/lots/1/refaire"))
	refused := p.PressTicked("Refaire les 20 courriers qui ne sont pas postés", "tous")
	look(refused).At(servicetest.Courriers+"/lots/1/refaire", 422).Says("Dites ce qui est arrivé à ces courriers.")
	path, form := refused.Form("Refaire les 20 courriers qui ne sont pas postés", nil)
	form.Set("choix", "tous")
	form.Set("raison", "lost")
	look(b.Post(path, form)).At(servicetest.Courriers+"/lots/1?etat=refaits", 200).Says("20 refaits", "introuvable", "Les anciens mots de passe ne marchent plus")
	s.Browser().LogIn(servicetest.Tiers(7), secrets[6]).Says("Identifiant ou mot de passe incorrect.")
	look(b.Post(path, form)).At(servicetest.Courriers+"/lots/1?etat=refaits", 200) // a double click
	form.Set("page", "a page of another tab")
	look(b.Post(path, form)).At(servicetest.Courriers+"/lots/1/refaire", 422).Says("Quelqu'un d'autre vient d'agir")
	look(b.Get(servicetest.Courriers)).Says("À imprimer : 20")
	again := b.Prints().Secrets()
	if len(again) != 20 {
		t.Fatalf("%d letters again", len(again))
	}
	for i := range again {
		if again[i] == secrets[i] {
			t.Errorf("member %d has the same password again", i+1)
		}
	}
	s.Browser().LogIn(servicetest.Tiers(7), again[6]).At("/personnalisation/mot-de-passe", 200)

	// Two sheets of the second batch are damaged by the printer; the password of one was used already.
	second := look(b.Get(servicetest.Courriers + "/lots/2/refaire"))
	letters, err := s.DB.LettersOfBatch(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	path, form = second.Form("Refaire les courriers cochés", nil)
	form.Set("raison", "jam")
	look(b.Post(path, servicetest.Tick(form, letters[6].ID, letters[10].ID))).At(servicetest.Courriers+"/lots/2?etat=refaits", 200).
		Says("18 à poster, 1 refait, 1 sans suite", "arrivé, son mot de passe a servi", "feuille abîmée")
	if pdf := b.Prints(); len(pdf.Secrets()) != 1 {
		t.Errorf("%d letters for one jammed sheet", len(pdf.Secrets()))
	}
	for _, secret := range slices.Concat(secrets, again) {
		for _, form := range []string{secret, secret[:4] + " " + secret[4:8], secret[:4] + "\u00a0" + secret[4:8]} {
			if strings.Contains(shown.String(), form) {
				t.Errorf("a page shows %s", secret)
			}
		}
	}
	for i := range secrets {
		if strings.Contains(shown.String(), servicetest.Tiers(i+1)) {
			t.Errorf("a page shows the identifier %s", servicetest.Tiers(i+1))
		}
	}
}

// The letters ticked for printing, and the layout, stay chosen while the form of a held letter below is submitted, with or
// without success.
func TestWhatIsTickedStaysWhileAHeldLetterIsSettled(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(3)
	s.ImportAtStreet(2, "128 boulevard du Maréchal de Lattre de Tassigny")
	b := s.AgentBrowser(db.RoleMailroom)
	button := "Accepter cette écriture (" + s.WaitingLetter(2).Request + ")"
	ticked := func(p *servicetest.Page) (boxes []string) {
		if p.Doc.Find(`[name="presentation"][checked]`).AttrOr("value", "") != "recto-verso" {
			t.Error("the choice of sides is lost")
		}
		return p.Doc.Find(`[name="lettre"][checked]`).Map(func(_ int, box *goquery.Selection) string { return box.AttrOr("value", "") })
	}
	p := b.Get(servicetest.Courriers)
	box := p.Doc.Find(`[name="lettre"]`).Last().AttrOr("value", "")
	path, form := p.Form(button, servicetest.Fields{"presentation": "recto-verso"})
	form["lettre"] = []string{box}
	s.ImportAtStreet(2, "129 boulevard du Maréchal de Lattre de Tassigny")
	moved := b.Post(path, form).At(path, 422).Says("Quelqu'un d'autre vient d'agir")
	if got := ticked(moved); !slices.Equal(got, []string{box}) {
		t.Errorf("after a refusal %q are ticked", got)
	}
	path, form = moved.Form(button, nil)
	accepted := b.Post(path, form).At(servicetest.Courriers+"?etat=accepte", 200).Says("L'adresse est acceptée", "À imprimer : 3")
	if got := ticked(accepted); !slices.Equal(got, []string{box}) {
		t.Errorf("afterwards %q are ticked", got)
	}
}

func TestAnAddressThatDoesNotFitIsToldBeforePrinting(t *testing.T) {
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(3)
	s.ImportAtStreet(2, "128 boulevard du Maréchal de Lattre de Tassigny")
	b := s.AgentBrowser(db.RoleMailroom)
	held := s.WaitingLetter(2)
	button := "Accepter cette écriture (" + held.Request + ")"
	p := b.Get(servicetest.Courriers).Says("À imprimer : 2", "Retenus : 1", "La ligne 2 compte 47 caractères : 38 au plus.", "128 BD DU MAL DE LATTRE DE TASSIGNY")
	if got := p.Doc.Find(".adresse mark").Text(); got != "128 BOULEVARD DU MARECHAL DE LATTRE DE TASSIGNY" {
		t.Errorf("marked as too long: %q", got)
	}
	if got := b.Prints().Secrets(); !slices.Equal(got, []string{secrets[1], secrets[3]}) {
		t.Errorf("the others: %q", got)
	}
	t.Run("an address that the file has changed since the agent looked is not accepted", func(t *testing.T) {
		s.ImportAtStreet(2, "129 boulevard du Maréchal de Lattre de Tassigny")
		before := s.LetterFates()
		p = p.Press(button, nil).At(fmt.Sprintf("%s/lettres/%d/adresse", servicetest.Courriers, held.ID), 422).Says("Quelqu'un d'autre vient d'agir", "129 BD DU MAL")
		if s.LetterFates() != before {
			t.Error("something was changed")
		}
		b.Get(p.Path).At(servicetest.Courriers, 200)
	})
	stale := p
	p.Press(button, nil).At(servicetest.Courriers+"?etat=accepte", 200).Says("L'adresse est acceptée", "À imprimer : 1").SaysNot("Retenus")
	stale.Press(button, nil).Says("L'adresse est acceptée") // the second of two clicks
	stale.Press(button, servicetest.Fields{"page": "another tab"}).Says("Quelqu'un d'autre vient d'agir")
	pdf := b.Prints()
	if got := pdf.Secrets(); !slices.Equal(got, secrets[2:3]) || !strings.Contains(servicetest.Words(pdf.Sheets()[1]), "129 BD DU MAL DE LATTRE DE TASSIGNY") {
		t.Errorf("printed %q", got)
	}
	t.Run("one that no abbreviation makes fit waits for the file", func(t *testing.T) {
		s.ImportAtStreet(1, "4 rue de la Très Longue Rue dont personne ne voit la fin")
		s.QueueLetter(servicetest.Tiers(1))
		p := b.Get(servicetest.Courriers).Says("corrigez-le dans le système de gestion")
		if p.Doc.Find("[formaction$=adresse]").Length() != 0 {
			t.Error("it can be accepted")
		}
		b.Prints().At(servicetest.Courriers, 422).Says("Aucun courrier n'est à imprimer", "Retenus : 1")
		s.ImportAtStreet(1, "4 rue Longue")
		if got := len(b.Prints().Secrets()); got != 1 {
			t.Errorf("%d letters once it is corrected", got)
		}
	})
}

func TestPostingAndReturning(t *testing.T) {
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(4)
	b, other := s.AgentBrowser(db.RoleMailroom), s.AgentBrowser(db.RoleSupervisor)
	request, chosen := s.WaitingLetter(3).Request, s.WaitingLetter(1).ID
	b.Prints().Secrets()
	lot := servicetest.Courriers + "/lots/1"
	p, stale := b.Get(lot), other.Get(lot)
	s.Wait(time.Minute)
	p.PressTicked("Seuls les courriers cochés sont postés", "", chosen).At(lot+"?etat=postes", 200).Says("3 à poster, 1 posté")
	before := s.LetterFates()
	stale.PressTicked("Tout est posté (4 courriers)", "tous").At(lot, 422).Says("Quelqu'un d'autre vient d'agir", "3 à poster, 1 posté")
	stale.PressTicked("Seuls les courriers cochés sont postés", "", chosen).At(lot, 422).Says("Quelqu'un d'autre vient d'agir")
	if s.LetterFates() != before {
		t.Error("a stale page has changed something")
	}
	b.Get(lot).PressTicked("Tout est posté (3 courriers)", "tous").At(lot+"?etat=postes", 200).Says("4 postés")

	search := b.Get(servicetest.Courriers + "/retour")
	search.Press("Chercher", servicetest.Fields{"recherche": "1"}).At(lot, 200)
	typed := strings.ToLower(strings.ReplaceAll(request, "-", " "))
	found := search.Press("Chercher", servicetest.Fields{"recherche": typed}).Says("Aubert3", "lot 1, lettre 3", "posté")
	for _, pasted := range []string{"Demande " + request, "n°\u00a0" + strings.ReplaceAll(request, "-", "\u2011") + ".", "\u200b" + request, "'" + request} {
		search.Press("Chercher", servicetest.Fields{"recherche": pasted}).At(servicetest.Courriers+"/retour?demande="+request, 200).Says("Aubert3")
	}
	for _, pasted := range []string{"lot 1", "Lot n°\u00a01", "１", "'1", "lot\u202f1."} {
		search.Press("Chercher", servicetest.Fields{"recherche": pasted}).At(lot, 200)
	}
	search.Press("Chercher", servicetest.Fields{"recherche": "Lot 1, lettre 3"}).Says("Mme Jeanne Aubert3")
	href, _ := found.Doc.Find("a[href$='/retour'][href*='/lettres/']").Attr("href")
	letter, stalePage := b.Get(href), other.Get(href)
	letter.Press("Noter comme revenu", nil).At(href, 422).Says("Dites ce que la poste a coché.")
	path, form := letter.Form("Noter comme revenu", nil)
	form.Set("raison", "unknown")
	b.Post(path, form).At(servicetest.Courriers+"/retour?etat=revenu", 200).Says("Son mot de passe ne marche plus.")
	s.Browser().LogIn(servicetest.Tiers(3), secrets[3]).Says("Identifiant ou mot de passe incorrect.")
	s.Browser().LogIn(servicetest.Tiers(4), secrets[4]).At("/personnalisation/mot-de-passe", 200)
	path, form = stalePage.Form("Noter comme revenu", nil)
	form.Set("raison", "refused")
	other.Post(path, form).At(href, 422).Says("Quelqu'un d'autre vient d'agir", "inconnu à l'adresse (NPAI)")

	s.Wait(time.Minute)
	s.QueueLetter(servicetest.Tiers(3))
	p = b.Get(servicetest.Courriers).Says("Un courrier est revenu de cette adresse le 23 novembre 2026.")
	p.Press("Essayer encore cette adresse ("+s.WaitingLetter(3).Request+")", nil).At(servicetest.Courriers+"?etat=accepte", 200).Says("À imprimer : 1")
	if n := s.AuditCount("letter-returned", "ok"); n != 1 {
		t.Errorf("returns noted: %d", n)
	}
}

func TestWhatTheLettersPagesRefuse(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(3)
	b := s.AgentBrowser(db.RoleMailroom)
	first, second := s.WaitingLetter(1).ID, s.WaitingLetter(2).ID
	b.Prints(first).Secrets()
	before := s.LetterFates()
	lot := b.Get(servicetest.Courriers + "/lots/1/refaire")
	queue := b.Get(servicetest.Courriers)
	for name, c := range map[string]struct {
		do     func() *servicetest.Page
		status int
		says   string
	}{
		"printing chosen letters when none is chosen": {func() *servicetest.Page { return queue.PressTicked("Imprimer les courriers cochés", "") }, 422, "Cochez au moins un courrier"},
		"printing all when some are chosen":           {func() *servicetest.Page { return queue.PressTicked("Imprimer les 2 courriers", "tous", second) }, 422, "puis choisi de les prendre tous"},
		"printing one that is printed":                {func() *servicetest.Page { return b.Prints(first, second) }, 422, "Quelqu'un d'autre vient d'agir"},
		"printing one that does not exist":            {func() *servicetest.Page { return b.Prints(999) }, 422, "Quelqu'un d'autre vient d'agir"},
		"a letter that is no number": {func() *servicetest.Page {
			return b.Post(servicetest.Courriers, map[string][]string{"presentation": {"recto"}, "lettre": {"x"}})
		}, 400, ""},
		"a layout that is none": {func() *servicetest.Page {
			return b.Post(servicetest.Courriers, map[string][]string{"presentation": {"A3"}, "choix": {"tous"}})
		}, 422, "d'un côté ou des deux"},
		"a batch that does not exist": {func() *servicetest.Page { return b.Get(servicetest.Courriers + "/lots/99") }, 404, ""},
		"posting one": {func() *servicetest.Page {
			return b.Post(servicetest.Courriers+"/lots/99", map[string][]string{"choix": {"tous"}})
		}, 404, ""},
		"renewing one":                        {func() *servicetest.Page { return b.Post(servicetest.Courriers+"/lots/99/refaire", nil) }, 404, ""},
		"a letter of another batch":           {func() *servicetest.Page { return renew(lot, "lost", second) }, 422, "Quelqu'un d'autre vient d'agir"},
		"a reason that is none":               {func() *servicetest.Page { return renew(lot, "used", first) }, 422, "Dites ce qui est arrivé"},
		"a whole batch that was not received": {func() *servicetest.Page { return lot.PressReason("unreceived") }, 422, "cochez-le"},
		"a return of one that still waits": {func() *servicetest.Page {
			return b.Post(fmt.Sprintf("%s/lettres/%d/retour", servicetest.Courriers, second), map[string][]string{"raison": {"unknown"}})
		}, 422, "Quelqu'un d'autre vient d'agir"},
		"a return of none": {func() *servicetest.Page { return b.Get(servicetest.Courriers + "/lettres/999/retour") }, 404, ""},
		"an address that fits": {func() *servicetest.Page {
			return b.Post(fmt.Sprintf("%s/lettres/%d/adresse", servicetest.Courriers, second), nil)
		}, 422, "Quelqu'un d'autre vient d'agir"},
		"another password for one that can be printed": {func() *servicetest.Page {
			return b.Post(fmt.Sprintf("%s/lettres/%d/refaire", servicetest.Courriers, second), nil)
		}, 422, "Quelqu'un d'autre vient d'agir"},
		"a search for something else": {func() *servicetest.Page {
			return b.Get(servicetest.Courriers+"/retour").Press("Chercher", servicetest.Fields{"recherche": "Aubert"})
		}, 422, "Tapez un numéro de demande"},
		"a search for no batch": {func() *servicetest.Page {
			return b.Get(servicetest.Courriers+"/retour").Press("Chercher", servicetest.Fields{"recherche": "99"})
		}, 422, "Il n'y a pas de lot 99."},
		"a search for a request that nobody made": {func() *servicetest.Page {
			return b.Get(servicetest.Courriers+"/retour").Press("Chercher", servicetest.Fields{"recherche": "bbb-222"})
		}, 200, "Aucun courrier de l'année ne porte ce numéro."},
		"a script that asks for the PDF, and cannot keep": {func() *servicetest.Page { return b.Scripted().Prints() }, 422, "rien n'a été imprimé"},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.do()
			if p.Status != c.status || !strings.Contains(p.Text(), c.says) {
				t.Errorf("%d: %s", p.Status, p.Brief())
			}
			if s.LetterFates() != before {
				t.Error("something was changed")
			}
		})
	}
}

// renew renews the chosen letters of a batch.
func renew(p *servicetest.Page, reason string, ids ...int64) *servicetest.Page {
	path, form := p.Form("Refaire les courriers cochés", nil)
	form.Set("raison", reason)
	return p.B.Post(path, servicetest.Tick(form, ids...))
}

func TestLettersThatWaitTooLong(t *testing.T) {
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(2)
	enter := func() *servicetest.Browser { return s.AgentBrowser(db.RoleMailroom) }
	task := func(want string, urgent bool) {
		t.Helper()
		p := enter().Get("/agent").Says(want)
		if got := p.Doc.Find("a.urgent[href='/agent/courriers']").Length() == 1; got != urgent {
			t.Errorf("urgent: %v", got)
		}
	}
	task("2 courriers à imprimer", false)
	s.Wait(24*time.Hour + time.Second)
	task("2 courriers à imprimer, en attente depuis plus d'un jour", true)
	enter().Get(servicetest.Courriers).Says("Le plus ancien attend depuis le 23 novembre 2026 à 15 h 05, plus d'un jour.")

	s.Wait(20 * 24 * time.Hour)
	task("2 courriers retenus, à régler", false)
	b := enter()
	p := b.Get(servicetest.Courriers).Says("À imprimer : rien", "Son mot de passe arrivera trop près de sa fin")
	p.Press("Refaire ce courrier ("+s.WaitingLetter(1).Request+")", nil).At(servicetest.Courriers+"?etat=refait", 200).Says("À imprimer : 1", "Retenus : 1")
	if got := b.Prints().Secrets(); len(got) != 1 || got[0] == secrets[1] {
		t.Errorf("printed %q", got)
	}
	enter().Get("/agent").Says("1 courrier imprimé, à poster")

	s.Wait(10 * 24 * time.Hour)
	for _, purged := range []bool{false, true} {
		if purged {
			if err := s.DB.Purge(context.Background(), s.Now()); err != nil {
				t.Fatal(err)
			}
		}
		enter().Get(servicetest.Courriers).Says("Périmés sans avoir été imprimés : 1", "Aubert2").SaysNot("Aubert1", "Retenus")
	}
	s.Wait(31 * 24 * time.Hour)
	enter().Get(servicetest.Courriers).SaysNot("Périmés")
}

func TestLookingAtLettersIsNoted(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(2)
	request := s.WaitingLetter(2).Request
	b := s.AgentBrowser(db.RoleMailroom)
	b.Get(servicetest.Courriers)
	b.Prints().Secrets()
	for _, path := range []string{"/lots/1", "/lots/1/refaire", "/retour?demande=" + request, "/lettres/2/retour"} {
		b.Get(servicetest.Courriers + path).Says("Aubert2")
	}
	var got []string
	about := fmt.Sprintf("%x", s.Member(servicetest.Tiers(2)).IdentifierKey)
	err := s.DB.EachAudit(context.Background(), func(r db.AuditRow) error {
		if r.Event == "letters-seen" {
			got = append(got, fmt.Sprint(r.Actor, " ", r.Object, r.Request, " ", r.Numbers, strings.ReplaceAll(r.Target, about, ": the member")))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"queue map[letters:2]", " map[batch:1 letters:2]", " map[batch:1 letters:2]", request + " map[letters:1]", " map[letters:1]: the member"} {
		if i >= len(got) || got[i] != "agent:courrier1 "+want {
			t.Errorf("noted %q", got)
			break
		}
	}
}

func TestAnErasedMemberLeavesTheBatchReadable(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(2)
	b := s.AgentBrowser(db.RoleMailroom)
	one := fmt.Sprintf("%s/lettres/%d/retour", servicetest.Courriers, s.WaitingLetter(1).ID)
	b.Prints().Secrets()
	p, lot := b.Get(one), b.Get(servicetest.Courriers+"/lots/1")
	if _, err := s.Raw().ExecContext(context.Background(), `DELETE FROM members WHERE id = ?`, s.Member(servicetest.Tiers(1)).ID); err != nil {
		t.Fatal(err)
	}
	path, form := p.Form("Noter comme revenu", nil)
	form.Set("raison", "unknown")
	b.Post(path, form).At(one, 404)
	lot.PressTicked("Tout est posté (2 courriers)", "tous").At(servicetest.Courriers+"/lots/1", 422).Says("Quelqu'un d'autre vient d'agir", "2 lettres : 1 à poster", "L'adhérent d'une autre n'est plus dans le fichier")
}
