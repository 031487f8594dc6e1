package courier

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests need no machine that knows Paris

	"sesame/account"
	"sesame/db"
	"sesame/texts/textstest"
)

func paris(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

var (
	aCaisse = account.Caisse{
		Name: "MSA Côtes du Sud", Phone: "05 49 43 86 86", Hours: "du lundi au vendredi, de 9 h à 16 h 30",
		Address: "37 rue du Touffenet\n86042 Poitiers Cedex", Host: "espace.poitou.example", AnswerDays: 2, Color: "#1b5e20",
	}
	aSite     = &url.URL{Scheme: "https", Host: aCaisse.Host}
	afternoon = time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC) // 14 h 05 in Paris
)

// aMessage is a message of a kind with every value that the kind can have.
func aMessage(kind string) db.Message {
	m := db.Message{
		Kind: kind, Channel: "email", To: "jeanne@poitou.example", Name: "Madame Dupont", Request: "KTR-482",
		At: afternoon, Until: afternoon.Add(30 * time.Minute),
	}
	switch kind {
	case db.KindCode, db.KindEmailCode, db.KindMobileCode, db.KindBrowserCode:
		m.Secret = "4821"
	case db.KindTemporaryUsed:
		m.Detail, m.Fields = "Firefox sur Windows", map[string]string{"other": "Safari sur iPhone"}
	case db.KindTemporary:
		m.Secret, m.Until = "abcdefghjkm2", afternoon.Add(24*time.Hour)
	case db.KindLetterNotice:
		m.Until = afternoon.Add(30 * 24 * time.Hour)
	case db.KindEmailChanged:
		m.Detail = "j•••@poitou.example"
	case db.KindPhoneChanged:
		m.Detail = "06 •• •• •• 78"
	case db.KindCallWords:
		m.Secret = "moulin cerise"
	case db.KindCallCode:
		m.Secret = "482107"
	case db.KindReset:
		m.Detail = "Un mot de passe temporaire part par lettre."
	case db.KindAccountClosed:
		m.Detail, m.Until = "Cette fermeture a été demandée en votre nom.", afternoon.Add(30*24*time.Hour)
	case db.KindReinforced:
		m.To, m.Name = "contact@poitou.example", ""
	case db.KindBudget:
		m.To, m.Name, m.Detail = "contact@poitou.example", "", "SMS : 52 en une heure, pour un plafond de 60."
	case db.KindCheckFails, db.KindCheckMended:
		m.To, m.Name = "contact@poitou.example", ""
		m.Detail = "disque : il reste 512 Mo dans /var/lib/sesame : libérez de la place\nSMS : la passerelle répond"
	case db.KindAuditHead:
		m.To, m.Name, m.Detail = "contact@poitou.example", "", "1250:"+strings.Repeat("0123456789abcdef", 4)
	case db.KindContact:
		m.To, m.Name, m.Request = "contact@poitou.example", "", ""
		m.Fields = map[string]string{
			"number": "MSG-357", "subject": "Ma carte", "name": "Jeanne <Dupont>", "identifier": "2 85 05 86 042 123",
			"email": "jeanne@ferme.example", "message": "Bonjour,\r\nmon numéro est 285058604212345, merci.\r\n<b>Jeanne</b>",
		}
	case db.KindContactAnswer:
		m.Detail = "Votre carte part demain.\r\n\r\nL'accueil <de Poitiers>"
		m.Fields = map[string]string{"identifier": "2 85 05 86 042 123", "message": "Bonjour,\r\noù est ma carte ?\r\nNuméro 285058604212345"}
	}
	return m
}

func TestMailsSayWhatTheyMust(t *testing.T) {
	notYou := "Ce n'est pas vous"
	cases := []struct {
		kind, subject string
		says          []string
	}{
		{db.KindCode, "Votre code de confirmation, demande KTR-482", []string{notYou, "valable jusqu'à 14 h 35", "Écrivez ce code sur la page"}},
		{db.KindEmailCode, "Confirmation de votre adresse email, demande KTR-482", []string{notYou, "valable jusqu'à 14 h 35", "Écrivez ce code sur la page"}},
		{db.KindBrowserCode, "Votre code de confirmation, demande KTR-482", []string{notYou, "valable jusqu'à 14 h 35", "Écrivez ce code sur la page", "autre navigateur"}},
		{db.KindTemporaryUsed, "Votre mot de passe temporaire a été utilisé deux fois, demande KTR-482", []string{notYou, "Firefox sur Windows", "Safari sur iPhone"}},
		{db.KindMobileCode, "Confirmation de votre numéro de portable, demande KTR-482", []string{notYou, "valable jusqu'à 14 h 35", "Écrivez ce code sur la page"}},
		{db.KindTemporary, "Votre mot de passe temporaire, demande KTR-482", []string{notYou, "valable jusqu'au mardi 24 novembre à 14 h 05", "Connectez-vous"}},
		{db.KindLetterNotice, "Une lettre est en route, demande KTR-482", []string{notYou, "jusqu'au mercredi 23 décembre à 14 h 05", "une lettre"}},
		{db.KindPasswordChanged, "Votre mot de passe a été modifié, demande KTR-482", []string{notYou}},
		{db.KindEmailChanged, "Votre adresse e-mail a été modifiée, demande KTR-482", []string{notYou, "j•••@poitou.example"}},
		{db.KindPhoneChanged, "Votre numéro de téléphone a été modifié, demande KTR-482", []string{notYou, "06 •• •• •• 78"}},
		{db.KindPasskeyAdded, "Un appareil ouvre votre espace, demande KTR-482", []string{notYou, "Votre mot de passe marche toujours"}},
		{db.KindPasskeyRemoved, "Un appareil n'ouvre plus votre espace, demande KTR-482", []string{notYou, "Votre mot de passe marche toujours"}},
		{db.KindDataExported, "Vos données ont été téléchargées, demande KTR-482", []string{notYou, "Changez votre mot de passe"}},
		{db.KindReset, "Votre mot de passe a été réinitialisé par votre caisse, demande KTR-482", []string{notYou, "l'ancien ne sert plus", "par lettre"}},
		{db.KindMandateAdded, "Une personne peut agir pour vous, demande KTR-482", []string{notYou, "n'ouvre pas votre espace privé"}},
		{db.KindMandateEnded, "Une personne ne peut plus agir pour vous, demande KTR-482", []string{notYou, "ne peut plus agir"}},
		{db.KindAccountClosed, "Votre espace privé est fermé, demande KTR-482", []string{"demandée en votre nom", "jusqu'au mercredi 23 décembre à 14 h 05", aCaisse.Phone}},
		{db.KindAccountReopened, "Votre espace privé est de nouveau ouvert, demande KTR-482", []string{"Vous ne l'avez pas demandé", aCaisse.Phone}},
		{db.KindCallWords, "Votre caisse vous appelle, demande KTR-482", []string{notYou, "raccrochez", "moulin cerise"}},
		{db.KindCallCode, "Code à dire à l'agent de votre caisse, demande KTR-482", []string{notYou, "jusqu'à 14 h 35", "n'ouvre rien"}},
		{db.KindContact, "Message d'un adhérent, numéro MSG-357", []string{"Ma carte", "jeanne@ferme.example", "fourni, visible dans le service"}},
		{db.KindContactAnswer, "Réponse à votre message, numéro KTR-482", []string{aCaisse.Phone, "Votre message numéro KTR-482", "Votre carte part demain.", "L'accueil <de Poitiers>", "où est ma carte ?", "[numéro masqué]"}},
		{db.KindLetterDeclined, "Votre lettre ne part pas, demande KTR-482", []string{notYou, "n'a pas donné son accord", "un agent vous aidera"}},
		{db.KindContactReceived, "Nous avons bien reçu votre message, numéro KTR-482", []string{aCaisse.Phone, "Votre message numéro KTR-482", "Votre caisse vous répond sous 2 jours ouvrés.", "Vous n'avez rien écrit ?"}},
		{db.KindBudget, "Alerte : un plafond d'envois est proche, demande KTR-482", []string{"SMS : 52 en une heure, pour un plafond de 60.", "En attente", "SESAME_BUDGET_SMS"}},
		{db.KindReinforced, "Alerte : mode renforcé, demande KTR-482", []string{"attaque", "Le service reste ouvert"}},
		{db.KindCheckFails, "Alerte : le service a besoin de vous, demande KTR-482", []string{"disque : il reste 512 Mo dans /var/lib/sesame : libérez de la place", "SMS : la passerelle répond", "sesame doctor"}},
		{db.KindAuditHead, "Fin du journal, à garder, demande KTR-482", []string{"1250:" + strings.Repeat("0123456789abcdef", 4), "sesame audit verify --since"}},
		{db.KindCheckMended, "C'est réparé, demande KTR-482", []string{"disque : il reste", "Il n'y a rien à faire"}},
	}
	if len(cases) != len(kinds()) {
		t.Fatalf("%d kinds tested of %d", len(cases), len(kinds()))
	}
	for _, c := range cases {
		t.Run(c.kind, func(t *testing.T) {
			m := aMessage(c.kind)
			got, err := renderMail(aCaisse, m, paris(t))
			if err != nil {
				t.Fatal(err)
			}
			if got.Subject != c.subject || got.To != m.To {
				t.Errorf("to %q, subject %q", got.To, got.Subject)
			}
			says := append(c.says, "lundi 23 novembre à 14 h 05", aCaisse.Name)
			if c.kind != db.KindContact && c.kind != db.KindContactAnswer && c.kind != db.KindContactReceived && m.To != "contact@poitou.example" {
				says = append(says, aCaisse.Phone, aCaisse.Hours, "Demande KTR-482")
			}
			for part, text := range map[string]string{"text": textstest.Plain(got.Text), "HTML": textstest.Plain(visible(got.HTML))} {
				for _, want := range says {
					if !strings.Contains(text, want) {
						t.Errorf("the %s does not say %q:\n%s", part, want, text)
					}
				}
				lines := strings.Split(text, "\n")
				if n := strings.Count(text, m.Secret); m.Secret != "" && (n != 1 || !slices.Contains(lines, m.Secret)) {
					t.Errorf("the %s has the secret %d times, or not alone on its line:\n%s", part, n, text)
				}
				for _, run := range digitRun.FindAllString(text, -1) {
					if run != m.Secret && c.kind != db.KindAuditHead { // the end of the log is digits, and goes to the caisse
						t.Errorf("the %s has %q, which could be taken for a code", part, run)
					}
				}
				if strings.Contains(text, "://") || strings.Contains(text, "www.") {
					t.Errorf("the %s has an address to click:\n%s", part, text)
				}
			}
			if m.Secret != "" && strings.Contains(got.Subject, m.Secret) {
				t.Error("the subject tells the secret")
			}
			for _, tag := range []string{"<a", "<img", "<script", "<link", "href", "src=", "url(", "http"} {
				if strings.Contains(got.HTML, tag) {
					t.Errorf("the HTML has %q", tag)
				}
			}
		})
	}
}

var (
	head  = regexp.MustCompile(`(?s)^.*</head>`)
	tags  = regexp.MustCompile(`<[^>]*>`)
	spans = regexp.MustCompile(`</?span[^>]*>`)
)

// visible is the visible text of an HTML part, one line per element.
func visible(page string) string {
	page = spans.ReplaceAllString(head.ReplaceAllString(page, ""), "") // within a line
	return html.UnescapeString(tags.ReplaceAllString(page, "\n"))
}

func TestMailsSayWhyTheyComeByThisChannel(t *testing.T) {
	m := aMessage(db.KindCode)
	m.Instead = "sms"
	got, err := renderMail(aCaisse, m, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.Text, "Votre caisse ne connaît pas votre numéro de téléphone portable") {
		t.Fatal(got.Text)
	}
}

func TestMailsNameNobodyWhereAStrangerMayRead(t *testing.T) {
	cases := []struct{ name, kind, member, greeting string }{
		{"a member", db.KindCode, "Madame Dupont", "Bonjour Madame Dupont,\n"},
		{"a member without a name", db.KindCode, "", "Bonjour,\n"},
		{"an address that is not verified", db.KindEmailCode, "Madame Dupont", "Bonjour,\n"},
		{"who answers a form that anybody fills in", db.KindContactAnswer, "Madame Dupont", "Bonjour,\n"},
		{"a name that could be taken for a code", db.KindCode, "EARL 1789", "Bonjour,\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := aMessage(c.kind)
			m.Name = c.member
			got, err := renderMail(aCaisse, m, paris(t))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(got.Text, c.greeting) {
				t.Fatal(got.Text)
			}
		})
	}
}

func TestAContactMailHidesIdentifiersAndEscapesWhatWasTyped(t *testing.T) {
	m := aMessage(db.KindContact)
	m.Fields["subject"] = "NIR 1 99 12 2A 004 123 45\r\nBcc: autre@poitou.example"
	got, err := renderMail(aCaisse, m, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	if got.ReplyTo != "jeanne@ferme.example" {
		t.Errorf("Reply-To %q", got.ReplyTo)
	}
	for _, leak := range []string{"285058604212345", "2 85 05 86 042 123", "1 99 12 2A 004 123"} {
		if strings.Contains(got.Text+got.HTML+got.Subject, leak) {
			t.Errorf("the mail carries %q", leak)
		}
	}
	if strings.Contains(got.HTML, "<b>") || !strings.Contains(got.HTML, "&lt;b&gt;Jeanne&lt;/b&gt;") {
		t.Error("what was typed is not escaped")
	}
	if !strings.Contains(got.Text, "Bonjour,\nmon numéro est [numéro masqué], merci.\n<b>Jeanne</b>") {
		t.Errorf("the message is not as it was typed:\n%s", got.Text)
	}
}

func TestIdentifiersAreBlottedAndOtherNumbersStay(t *testing.T) {
	cases := []struct{ name, typed, identifier, want string }{
		{"a NIR in one go", "NIR 2850586042123.", "", "NIR [numéro masqué]."},
		{"a NIR with its key and spaces", "2 85 05 86 042 123 45", "", "[numéro masqué]"},
		{"a Corsican one", "1 85 05 2a 042 123", "", "[numéro masqué]"},
		{"a SIRET", "SIRET 732 829 320 00074", "", "SIRET [numéro masqué]"},
		{"the number that a tiers was given", "mon numéro T12345", "T12345", "mon numéro [numéro masqué]"},
		{"a telephone number", "06 12 34 56 78", "", "06 12 34 56 78"},
		{"an amount and a date", "1 234,56 € le 12/11/2026", "", "1 234,56 € le 12/11/2026"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := withoutIdentifiers(c.typed, c.identifier); got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAShortPhoneNumberIsNotTakenForACode(t *testing.T) {
	c := aCaisse
	c.Phone = "3646"
	got, err := renderMail(c, aMessage(db.KindCode), paris(t))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.Text, "au 36 46. ") {
		t.Fatal(got.Text)
	}
}

func TestAnUnknownKindIsAnError(t *testing.T) {
	if _, err := renderMail(aCaisse, db.Message{Kind: "autre"}, paris(t)); err == nil {
		t.Fatal("rendered")
	}
}

func TestFrenchDaysAndEnds(t *testing.T) {
	loc := paris(t)
	first := time.Date(2026, 8, 1, 23, 50, 0, 0, loc)
	for _, c := range []struct{ name, got, want string }{
		{"the first of a month", frenchDay(first), "samedi 1er août"},
		{"an end on the same day", untilWords(first, first.Add(5*time.Minute)), "à 23 h 55"},
		{"an end after midnight", untilWords(first, first.Add(30*time.Minute)), "au dimanche 2 août à 0 h 20"},
		{"an end the same day a year later", untilWords(first, first.AddDate(1, 0, 0)), "au dimanche 1er août à 23 h 50"},
		{"a near end in an SMS", untilShort(first, first.Add(30*time.Minute)), "0h20"},
		{"a distant end in an SMS", untilShort(first, first.Add(24*time.Hour)), "le 02/08 23h50"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestAnAnswerIsAPersonsAndComesBackToTheCaisse(t *testing.T) {
	c := aCaisse
	c.ContactEmail = "contact@poitou.example"
	answer, err := renderMail(c, aMessage(db.KindContactAnswer), paris(t))
	if err != nil {
		t.Fatal(err)
	}
	notice, err := renderMail(c, aMessage(db.KindPasswordChanged), paris(t))
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSMTP("smtp://127.0.0.1:25?tls=none", "Mon espace privé <ne-pas-repondre@poitou.example>", aCaisse.Host)
	if err != nil {
		t.Fatal(err)
	}
	for mail, want := range map[*Mail]string{&answer: "", &notice: "auto-generated"} {
		msg, _, err := s.message(*mail)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(msg.GetGenHeader("Auto-Submitted"), ""); got != want {
			t.Errorf("« %s » is marked %q, want %q", mail.Subject, got, want)
		}
	}
	if answer.ReplyTo != c.ContactEmail || notice.ReplyTo != "" {
		t.Errorf("answers go to %q, %q", answer.ReplyTo, notice.ReplyTo)
	}
	if !strings.Contains(answer.Text, "\n> où est ma carte ?\n") || strings.Contains(answer.Text, "automatiquement") {
		t.Error(answer.Text)
	}
}

// On a narrow telephone a number to dial or compare is on one line, and a long word makes no page wider.
func TestAMailFitsANarrowScreen(t *testing.T) {
	m := aMessage(db.KindCode)
	mail, err := renderMail(aCaisse, m, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{aCaisse.Phone, "demande " + m.Request + "</h1>", "Demande " + m.Request + ", "} {
		want := strings.Replace(number, m.Request, `<span style="white-space:nowrap">`+m.Request+"</span>", 1)
		if number == aCaisse.Phone {
			want = `<span style="white-space:nowrap">` + number + "</span>"
		}
		if !strings.Contains(mail.HTML, want) {
			t.Errorf("%q may be broken", number)
		}
	}
	if !strings.Contains(mail.HTML, "overflow-wrap:break-word") || strings.Contains(mail.Text, "span") {
		t.Errorf("the mail:\n%s\n%s", mail.HTML, mail.Text)
	}
}

func TestMailsAreTypesetAndSMSAreNot(t *testing.T) {
	mail, err := renderMail(aCaisse, aMessage(db.KindCode), paris(t))
	if err != nil {
		t.Fatal(err)
	}
	for part, text := range map[string]string{"text": mail.Text, "HTML": visible(mail.HTML)} {
		for _, want := range []string{"Ce n’est pas vous qui", "Voici votre code de confirmation\u00a0:", "«\u00a0Valider\u00a0»"} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say %q:\n%s", part, want, text)
			}
		}
	}
	sms, err := renderSMS(aCaisse, aMessage(db.KindPasswordChanged), paris(t))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(sms.Body, "Ce n'est pas vous?") || strings.ContainsAny(sms.Body, "’\u00a0\u202f") {
		t.Errorf("the SMS: %q", sms.Body)
	}
}
