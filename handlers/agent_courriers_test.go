package handlers_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestOnlyTheMailroomAndSupervisorsSeeTheLetters(t *testing.T) {
	source, err := os.ReadFile("agent_routes.go")
	if err != nil {
		t.Fatal(err)
	}
	routes := regexp.MustCompile(`\{(get|post), "(/courriers[^"]*)"`).FindAllStringSubmatch(string(source), -1)
	if len(routes) < 10 {
		t.Fatalf("routes %q", routes)
	}
	s := newService(t)
	s.correspondents(2)
	helper, mailroom, supervisor := s.agentBrowser(db.RoleAgent), s.agentBrowser(db.RoleMailroom), s.agentBrowser(db.RoleSupervisor)
	mailroom.prints(s.waits(1).ID).secrets()
	before := s.letterFates()
	for _, r := range routes {
		path := "/agent" + strings.NewReplacer(":lettre", "1", ":lot", "1").Replace(r[2])
		for who, b := range map[string]*browser{"an agent": helper, "nobody": s.browser()} {
			p := b.get(path)
			if r[1] == "post" {
				p = b.post(path, nil)
			}
			if who == "an agent" && p.status != 403 || who == "nobody" && p.path != "/agent/connexion" {
				t.Errorf("%s %s by %s: %d at %s", r[1], path, who, p.status, p.path)
			}
			p.silent("Aubert", "POITIERS")
		}
		if r[1] == "get" {
			for _, b := range []*browser{mailroom, supervisor} {
				if p := b.get(path); p.status != 200 {
					t.Errorf("%s by who may: %d", path, p.status)
				}
			}
		}
	}
	if n := s.noted("agent-denied", "refused"); n != len(routes)+countPosts(routes) {
		t.Errorf("%d refusals noted of %d", n, len(routes)+countPosts(routes))
	}
	if s.letterFates() != before {
		t.Error("something was changed")
	}
	helper.get("/agent").silent("courrier à imprimer", "Courriers")
}

// countPosts: each of these was asked for by GET first.
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
			s := newService(t)
			secrets := s.correspondents(3)
			b := s.agentBrowser(db.RoleMailroom)
			p := b.get(courriers).says("À imprimer : 3", "Mme Jeanne Aubert1", "POITIERS", "Imprimer les 3 courriers")
			path, form := p.form("Imprimer les 3 courriers", nil)
			form.Set("choix", "tous")
			form.Set("presentation", layout)
			pdf := b.post(path, form)
			if got := pdf.header.Get("Content-Disposition"); got != `attachment; filename="courriers-lot-1.pdf"` || pdf.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%q, %q", got, pdf.header.Get("Cache-Control"))
			}
			sheets := pdf.sheets()
			if len(sheets) != 4*step || !strings.HasPrefix(words(sheets[0]), "Lot de courriers n° 1") {
				t.Fatalf("%d pages, the first: %s", len(sheets), words(sheets[0]))
			}
			for i := 1; i <= 3; i++ {
				sheet, window := sheets[i*step], []sheetWord(nil)
				for _, w := range sheet { // NF Z10-011: 105 mm from the left, 45 to 90 mm down
					if w.XMin > 105*millimetre && w.YMin > 45*millimetre && w.YMin < 90*millimetre {
						window = append(window, w)
					}
				}
				if got, want := strings.ToUpper(words(window)), fmt.Sprintf("MME JEANNE AUBERT%d %d RUE HAUTE 86000 POITIERS", i, i); got != want {
					t.Errorf("in the window: %q, want %q", got, want)
				}
				if step == 2 && len(sheets[i*step+1]) > 0 {
					t.Errorf("on the back: %s", words(sheets[i*step+1]))
				}
			}
			if got := pdf.secrets(); !slices.Equal(got, secrets[1:]) {
				t.Errorf("passwords %q, want %q", got, secrets[1:])
			}
			b.post(path, form).at(courriers, 422).says("Aucun courrier n'est à imprimer", "Lot 1", "3 à poster")
			if n := number(t, s.raw(), `SELECT count(*) FROM letters WHERE payload IS NOT NULL`); n != 0 {
				t.Errorf("%d passwords are left", n)
			}
			if n := s.noted("letters-printed", "ok"); n != 1 {
				t.Errorf("printing was noted %d times", n)
			}
		})
	}
}

func TestAgentsWhoPrintAtOnceHaveEachLetterOnce(t *testing.T) {
	s := newService(t)
	all := s.correspondents(12)[1:]
	some := []int64{s.waits(2).ID, s.waits(5).ID, s.waits(9).ID}
	agents := []*browser{s.agentBrowser(db.RoleMailroom), s.agentBrowser(db.RoleMailroom), s.agentBrowser(db.RoleSupervisor), s.agentBrowser(db.RoleMailroom)}
	answers := make([]*page, 8)
	atOnce(eachOf(len(answers), func(i int) {
		if i%2 == 0 {
			answers[i] = agents[i%4].prints()
		} else {
			answers[i] = agents[i%4].prints(some...)
		}
	})...)
	printed := map[string]int{}
	for _, p := range answers {
		if p.header.Get("Content-Type") == "application/pdf" {
			for _, secret := range p.secrets() {
				printed[secret]++
			}
		} else if p.status != 422 {
			t.Errorf("answered %d: %s", p.status, p.brief())
		} else if !strings.Contains(p.text(), "Quelqu'un d'autre vient d'agir") && !strings.Contains(p.text(), "ils l'ont peut-être été à l'instant") {
			t.Errorf("a refusal that does not say why: %s", p.brief())
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
	s := newService(t)
	secrets := s.correspondents(20)[1:]
	b := s.agentBrowser(db.RoleMailroom)
	var shown strings.Builder
	look := func(p *page) *page {
		shown.WriteString(p.raw)
		return p
	}
	look(b.get(courriers))
	if got := b.prints().secrets(); !slices.Equal(got, secrets) {
		t.Fatalf("printed %q", got)
	}
	look(b.get(courriers)).says("À imprimer : rien", "20 à poster")
	p := look(b.get(courriers+"/lots/1")).says("20 lettres : 20 à poster", "imprimé, pas encore posté")
	if p.doc.Find(`a[href="/agent/courriers/lots/1/refaire"]`).Length() != 1 {
		t.Error("no way to say that the batch is lost")
	}
	p = look(b.get(courriers + "/lots/1/refaire"))
	refused := p.pressTicked("Refaire les 20 courriers qui ne sont pas postés", "tous")
	look(refused).at(courriers+"/lots/1/refaire", 422).says("Dites ce qui est arrivé à ces courriers.")
	path, form := refused.form("Refaire les 20 courriers qui ne sont pas postés", nil)
	form.Set("choix", "tous")
	form.Set("raison", "lost")
	look(b.post(path, form)).at(courriers+"/lots/1?etat=refaits", 200).says("20 refaits", "introuvable", "Les anciens mots de passe ne marchent plus")
	s.browser().logIn(tiers(7), secrets[6]).says("Identifiant ou mot de passe incorrect.")
	look(b.post(path, form)).at(courriers+"/lots/1/refaire", 422).says("Quelqu'un d'autre vient d'agir")
	look(b.get(courriers)).says("À imprimer : 20")
	again := b.prints().secrets()
	if len(again) != 20 {
		t.Fatalf("%d letters again", len(again))
	}
	for i := range again {
		if again[i] == secrets[i] {
			t.Errorf("member %d has the same password again", i+1)
		}
	}
	s.browser().logIn(tiers(7), again[6]).at("/personnalisation/mot-de-passe", 200)

	// Two sheets of the second batch are jammed: one of them was used already.
	second := look(b.get(courriers + "/lots/2/refaire"))
	letters, err := s.db.LettersOfBatch(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	path, form = second.form("Refaire les courriers cochés", nil)
	form.Set("raison", "jam")
	look(b.post(path, tick(form, letters[6].ID, letters[10].ID))).at(courriers+"/lots/2?etat=refaits", 200).
		says("18 à poster, 1 refait, 1 sans suite", "arrivé, son mot de passe a servi", "feuille abîmée")
	if pdf := b.prints(); len(pdf.secrets()) != 1 {
		t.Errorf("%d letters for one jammed sheet", len(pdf.secrets()))
	}
	for _, secret := range slices.Concat(secrets, again) {
		for _, form := range []string{secret, secret[:4] + " " + secret[4:8], secret[:4] + "\u00a0" + secret[4:8]} {
			if strings.Contains(shown.String(), form) {
				t.Errorf("a page shows %s", secret)
			}
		}
	}
	for i := range secrets {
		if strings.Contains(shown.String(), tiers(i+1)) {
			t.Errorf("a page shows the identifier %s", tiers(i+1))
		}
	}
}

func TestAnAddressThatDoesNotFitIsToldBeforePrinting(t *testing.T) {
	s := newService(t)
	secrets := s.correspondents(3)
	s.lives(2, "128 boulevard du Maréchal de Lattre de Tassigny")
	b := s.agentBrowser(db.RoleMailroom)
	held := s.waits(2)
	button := "Accepter cette écriture (" + held.Request + ")"
	p := b.get(courriers).says("À imprimer : 2", "Retenus : 1", "La ligne 2 compte 47 caractères : 38 au plus.", "128 BD DU MAL DE LATTRE DE TASSIGNY")
	if got := p.doc.Find(".adresse mark").Text(); got != "128 BOULEVARD DU MARECHAL DE LATTRE DE TASSIGNY" {
		t.Errorf("marked as too long: %q", got)
	}
	if got := b.prints().secrets(); !slices.Equal(got, []string{secrets[1], secrets[3]}) {
		t.Errorf("the others: %q", got)
	}
	t.Run("an address that the file has changed since the agent looked is not accepted", func(t *testing.T) {
		s.lives(2, "129 boulevard du Maréchal de Lattre de Tassigny")
		before := s.letterFates()
		p = p.press(button, nil).at(fmt.Sprintf("%s/lettres/%d/adresse", courriers, held.ID), 422).says("Quelqu'un d'autre vient d'agir", "129 BD DU MAL")
		if s.letterFates() != before {
			t.Error("something was changed")
		}
		b.get(p.path).at(courriers, 200)
	})
	stale := p
	p.press(button, nil).at(courriers+"?etat=accepte", 200).says("L'adresse est acceptée", "À imprimer : 1").silent("Retenus")
	stale.press(button, nil).says("Quelqu'un d'autre vient d'agir")
	pdf := b.prints()
	if got := pdf.secrets(); !slices.Equal(got, secrets[2:3]) || !strings.Contains(words(pdf.sheets()[1]), "129 BD DU MAL DE LATTRE DE TASSIGNY") {
		t.Errorf("printed %q", got)
	}
	t.Run("one that no abbreviation makes fit waits for the file", func(t *testing.T) {
		s.lives(1, "4 rue de la Très Longue Rue dont personne ne voit la fin")
		s.queueLetter(tiers(1))
		p := b.get(courriers).says("Corrigez l'adresse dans le système de gestion")
		if p.doc.Find("form[action$=adresse]").Length() != 0 {
			t.Error("it can be accepted")
		}
		b.prints().at(courriers, 422).says("Aucun courrier n'est à imprimer", "Retenus : 1")
		s.lives(1, "4 rue Longue")
		if got := len(b.prints().secrets()); got != 1 {
			t.Errorf("%d letters once it is corrected", got)
		}
	})
}

func TestPostingAndReturning(t *testing.T) {
	s := newService(t)
	secrets := s.correspondents(4)
	b, other := s.agentBrowser(db.RoleMailroom), s.agentBrowser(db.RoleSupervisor)
	request, chosen := s.waits(3).Request, s.waits(1).ID
	b.prints().secrets()
	lot := courriers + "/lots/1"
	p, stale := b.get(lot), other.get(lot)
	s.wait(time.Minute)
	p.pressTicked("Seuls les courriers cochés sont postés", "", chosen).at(lot+"?etat=postes", 200).says("3 à poster, 1 posté")
	before := s.letterFates()
	stale.pressTicked("Tout est posté (4 courriers)", "tous").at(lot, 422).says("Quelqu'un d'autre vient d'agir", "3 à poster, 1 posté")
	stale.pressTicked("Seuls les courriers cochés sont postés", "", chosen).at(lot, 422).says("Quelqu'un d'autre vient d'agir")
	if s.letterFates() != before {
		t.Error("a stale page has changed something")
	}
	b.get(lot).pressTicked("Tout est posté (3 courriers)", "tous").at(lot+"?etat=postes", 200).says("4 postés")

	search := b.get(courriers + "/retour")
	search.press("Chercher", fields{"recherche": "1"}).at(lot, 200)
	typed := strings.ToLower(strings.ReplaceAll(request, "-", " "))
	found := search.press("Chercher", fields{"recherche": typed}).says("Aubert3", "lot 1, lettre 3", "posté")
	href, _ := found.doc.Find("a[href$='/retour'][href*='/lettres/']").Attr("href")
	letter, stalePage := b.get(href), other.get(href)
	letter.press("Noter comme revenu", nil).at(href, 422).says("Dites ce que la poste a coché.")
	path, form := letter.form("Noter comme revenu", nil)
	form.Set("raison", "unknown")
	b.post(path, form).at(courriers+"/retour?etat=revenu", 200).says("Son mot de passe ne marche plus.")
	s.browser().logIn(tiers(3), secrets[3]).says("Identifiant ou mot de passe incorrect.")
	s.browser().logIn(tiers(4), secrets[4]).at("/personnalisation/mot-de-passe", 200)
	path, form = stalePage.form("Noter comme revenu", nil)
	form.Set("raison", "refused")
	other.post(path, form).at(href, 422).says("Quelqu'un d'autre vient d'agir", "inconnu à l'adresse (NPAI)")

	s.wait(time.Minute)
	s.queueLetter(tiers(3))
	p = b.get(courriers).says("Un courrier est revenu de cette adresse le 23 novembre 2026.")
	p.press("Essayer encore cette adresse ("+s.waits(3).Request+")", nil).at(courriers+"?etat=accepte", 200).says("À imprimer : 1")
	if n := s.noted("letter-returned", "ok"); n != 1 {
		t.Errorf("returns noted: %d", n)
	}
}

func TestWhatTheLettersPagesRefuse(t *testing.T) {
	s := newService(t)
	s.correspondents(3)
	b := s.agentBrowser(db.RoleMailroom)
	first, second := s.waits(1).ID, s.waits(2).ID
	b.prints(first).secrets()
	before := s.letterFates()
	lot := b.get(courriers + "/lots/1/refaire")
	queue := b.get(courriers)
	for name, c := range map[string]struct {
		do     func() *page
		status int
		says   string
	}{
		"printing chosen letters when none is chosen": {func() *page { return queue.pressTicked("Imprimer les courriers cochés", "") }, 422, "Cochez au moins un courrier"},
		"printing all when some are chosen":           {func() *page { return queue.pressTicked("Imprimer les 2 courriers", "tous", second) }, 422, "puis choisi de les prendre tous"},
		"printing one that is printed":                {func() *page { return b.prints(first, second) }, 422, "Quelqu'un d'autre vient d'agir"},
		"printing one that does not exist":            {func() *page { return b.prints(999) }, 422, "Quelqu'un d'autre vient d'agir"},
		"a letter that is no number": {func() *page {
			return b.post(courriers, map[string][]string{"presentation": {"recto"}, "lettre": {"x"}})
		}, 400, ""},
		"a layout that is none":               {func() *page { return b.post(courriers, map[string][]string{"presentation": {"A3"}, "choix": {"tous"}}) }, 422, "d'un côté ou des deux"},
		"a batch that does not exist":         {func() *page { return b.get(courriers + "/lots/99") }, 404, ""},
		"posting one":                         {func() *page { return b.post(courriers+"/lots/99", map[string][]string{"choix": {"tous"}}) }, 404, ""},
		"renewing one":                        {func() *page { return b.post(courriers+"/lots/99/refaire", nil) }, 404, ""},
		"a letter of another batch":           {func() *page { return renew(lot, "lost", second) }, 422, "Quelqu'un d'autre vient d'agir"},
		"a reason that is none":               {func() *page { return renew(lot, "used", first) }, 422, "Dites ce qui est arrivé"},
		"a whole batch that was not received": {func() *page { return lot.pressReason("unreceived") }, 422, "cochez-le"},
		"a return of one that still waits": {func() *page {
			return b.post(fmt.Sprintf("%s/lettres/%d/retour", courriers, second), map[string][]string{"raison": {"unknown"}})
		}, 422, "Quelqu'un d'autre vient d'agir"},
		"a return of none":                                {func() *page { return b.get(courriers + "/lettres/999/retour") }, 404, ""},
		"an address that fits":                            {func() *page { return b.post(fmt.Sprintf("%s/lettres/%d/adresse", courriers, second), nil) }, 422, "Quelqu'un d'autre vient d'agir"},
		"another password for one that can be printed":    {func() *page { return b.post(fmt.Sprintf("%s/lettres/%d/refaire", courriers, second), nil) }, 422, "Quelqu'un d'autre vient d'agir"},
		"a search for something else":                     {func() *page { return b.get(courriers+"/retour").press("Chercher", fields{"recherche": "Aubert"}) }, 422, "Tapez un numéro de demande"},
		"a search for no batch":                           {func() *page { return b.get(courriers+"/retour").press("Chercher", fields{"recherche": "99"}) }, 422, "Il n'y a pas de lot 99."},
		"a search for a request that nobody made":         {func() *page { return b.get(courriers+"/retour").press("Chercher", fields{"recherche": "bbb-222"}) }, 200, "Aucun courrier de l'année ne porte ce numéro."},
		"a script that asks for the PDF, and cannot keep": {func() *page { return b.scripted().prints() }, 422, "rien n'a été imprimé"},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.do()
			if p.status != c.status || !strings.Contains(p.text(), c.says) {
				t.Errorf("%d: %s", p.status, p.brief())
			}
			if s.letterFates() != before {
				t.Error("something was changed")
			}
		})
	}
}

// renew asks for other passwords for chosen letters of a batch.
func renew(p *page, reason string, ids ...int64) *page {
	path, form := p.form("Refaire les courriers cochés", nil)
	form.Set("raison", reason)
	return p.b.post(path, tick(form, ids...))
}

func TestLettersThatWaitTooLong(t *testing.T) {
	s := newService(t)
	secrets := s.correspondents(2)
	enter := func() *browser { return s.agentBrowser(db.RoleMailroom) }
	task := func(want string, urgent bool) {
		t.Helper()
		p := enter().get("/agent").says(want)
		if got := p.doc.Find("a.urgent[href='/agent/courriers']").Length() == 1; got != urgent {
			t.Errorf("urgent: %v", got)
		}
	}
	task("2 courriers à imprimer", false)
	s.wait(24*time.Hour + time.Second)
	task("2 courriers à imprimer, en attente depuis plus d'un jour", true)
	enter().get(courriers).says("Le plus ancien attend depuis le 23 novembre 2026 à 15 h 05, plus d'un jour.")

	s.wait(20 * 24 * time.Hour)
	task("2 courriers retenus, à régler", false)
	b := enter()
	p := b.get(courriers).says("À imprimer : rien", "Son mot de passe arrivera trop près de sa fin")
	p.press("Refaire ce courrier ("+s.waits(1).Request+")", nil).at(courriers+"?etat=refait", 200).says("À imprimer : 1", "Retenus : 1")
	if got := b.prints().secrets(); len(got) != 1 || got[0] == secrets[1] {
		t.Errorf("printed %q", got)
	}
	enter().get("/agent").says("1 courrier imprimé, à poster")

	s.wait(10 * 24 * time.Hour)
	for _, purged := range []bool{false, true} {
		if purged {
			if err := s.db.Purge(context.Background(), s.now()); err != nil {
				t.Fatal(err)
			}
		}
		enter().get(courriers).says("Périmés sans avoir été imprimés : 1", "Aubert2").silent("Aubert1", "Retenus")
	}
	s.wait(31 * 24 * time.Hour)
	enter().get(courriers).silent("Périmés")
}

func TestLookingAtLettersIsNoted(t *testing.T) {
	s := newService(t)
	s.correspondents(2)
	request := s.waits(2).Request
	b := s.agentBrowser(db.RoleMailroom)
	b.get(courriers)
	b.prints().secrets()
	for _, path := range []string{"/lots/1", "/lots/1/refaire", "/retour?demande=" + request, "/lettres/2/retour"} {
		b.get(courriers + path).says("Aubert2")
	}
	var got []string
	about := fmt.Sprintf("%x", s.member(tiers(2)).IdentifierKey)
	err := s.db.EachAudit(context.Background(), func(r db.AuditRow) error {
		if r.Event == "letters-seen" {
			got = append(got, r.Actor+" "+r.Reason+strings.ReplaceAll(r.Target, about, ": the member"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"queue, letters: 2", "batch 1, letters: 2", "batch 1, letters: 2", "request, letters: 1", "one letter: the member"} {
		if i >= len(got) || got[i] != "agent:courrier1 "+want {
			t.Errorf("noted %q", got)
			break
		}
	}
}

func TestAnErasedMemberLeavesTheBatchReadable(t *testing.T) {
	s := newService(t)
	s.correspondents(2)
	b := s.agentBrowser(db.RoleMailroom)
	one := fmt.Sprintf("%s/lettres/%d/retour", courriers, s.waits(1).ID)
	b.prints().secrets()
	p, lot := b.get(one), b.get(courriers+"/lots/1")
	if _, err := s.raw().ExecContext(context.Background(), `DELETE FROM members WHERE id = ?`, s.member(tiers(1)).ID); err != nil {
		t.Fatal(err)
	}
	path, form := p.form("Noter comme revenu", nil)
	form.Set("raison", "unknown")
	b.post(path, form).at(one, 404)
	lot.pressTicked("Tout est posté (2 courriers)", "tous").at(courriers+"/lots/1", 422).says("Quelqu'un d'autre vient d'agir", "2 lettres : 1 à poster", "L'adhérent d'une autre n'est plus dans le fichier")
}
