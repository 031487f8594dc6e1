package views

import (
	"bytes"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"sesame/texts"
)

func drawn(t *testing.T, v *Views, s Screen) string {
	t.Helper()
	around, err := v.frame(s)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := v.draw(&b, around, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// everyScreen runs a check on each sample of the gallery as a parsed page.
func everyScreen(t *testing.T, check func(t *testing.T, page *goquery.Document)) {
	t.Helper()
	v, err := New(Options{Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range Gallery() {
		t.Run(sample.Name, func(t *testing.T) {
			page, err := goquery.NewDocumentFromReader(strings.NewReader(drawn(t, v, sample.Screen)))
			if err != nil {
				t.Fatal(err)
			}
			check(t, page)
		})
	}
}

func TestEveryFieldHasItsLabelItsErrorAndItsPlaceInTheSummary(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("input:not([type=hidden]):not([aria-hidden]), textarea").Each(func(_ int, field *goquery.Selection) {
			id := field.AttrOr("id", "")
			if page.Find("label[for='"+id+"']").Length() != 1 && field.Closest("label").Length() != 1 {
				t.Errorf("the field %s has no label", id)
			}
		})
		page.Find("[aria-describedby], [aria-controls]").Each(func(_ int, s *goquery.Selection) {
			for id := range strings.FieldsSeq(s.AttrOr("aria-describedby", "") + " " + s.AttrOr("aria-controls", "")) {
				if page.Find("#"+id).Length() != 1 {
					t.Errorf("%s is described by #%s, which is not there once", s.AttrOr("id", "?"), id)
				}
			}
		})
		page.Find("#erreurs a[href^='#']").Each(func(_ int, link *goquery.Selection) {
			field := page.Find(link.AttrOr("href", "#"))
			if field.Length() != 1 {
				t.Fatalf("the summary leads to %s, which is not there once", link.AttrOr("href", ""))
			}
			marked := field.AttrOr("aria-invalid", field.Closest("[role=radiogroup]").AttrOr("aria-invalid", ""))
			if marked != "true" {
				t.Errorf("the field at %s is not marked as refused", link.AttrOr("href", ""))
			}
			if field.Closest("details:not([open])").Length() != 0 {
				t.Errorf("the field at %s is folded away", link.AttrOr("href", ""))
			}
		})
		if page.Find(".en-erreur").Length() != page.Find("#erreurs a[href^='#']").Length() {
			t.Error("the summary and the fields do not tell the same errors")
		}
	})
}

func TestNothingOnAPageIsForbiddenByTheContentPolicy(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Nodes[0].Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "data-hx-on") || strings.HasPrefix(a.Val, "data:") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("<%s> carries %s=%q", s.Nodes[0].Data, a.Key, a.Val)
				}
			}
		})
		if n := page.Find("style, base, iframe, script:not([src]), img:not([src^='/'])").Length(); n != 0 {
			t.Errorf("%d elements that the policy refuses", n)
		}
	})
}

func TestHTMXIsOnTheBodyAndTheGaugeOnly(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("body *").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Nodes[0].Attr {
				if strings.HasPrefix(a.Key, "data-hx-") && s.AttrOr("name", "") != "nouveau" {
					t.Errorf("<%s> carries %s", s.Nodes[0].Data, a.Key)
				}
			}
		})
	})
}

// A browser that checks fields would refuse an entry before the server can say why, or cut a pasted text.
func TestTheServerSpeaksNotTheBrowser(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("form").Each(func(_ int, form *goquery.Selection) {
			if _, ok := form.Attr("novalidate"); !ok && form.Find("input:not([type=hidden]), textarea").Length() > 0 {
				t.Errorf("the form to %s lets the browser refuse", form.AttrOr("action", ""))
			}
			if form.AttrOr("method", "") != "post" || form.AttrOr("action", "") == "" {
				t.Errorf("the form to %q is not a plain post", form.AttrOr("action", ""))
			}
			first := form.Find("button:not([type=button])").First()
			if _, ok := first.Attr("formaction"); ok && form.Find("input:not([type=hidden])").Length() > 0 {
				t.Errorf("the key Enter would press « %s »", first.Text())
			}
		})
		if n := page.Find("[required], [maxlength], [pattern]").Length(); n != 0 {
			t.Errorf("%d fields are checked by the browser", n)
		}
	})
}

// The label of a field that may stay empty says so; a sentence above the form says that the other fields may not.
func TestAPageSaysWhichFieldsMayStayEmpty(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("input[type=text]:not([aria-hidden]), input[type=email], input[type=tel], input[type=url], input[type=password]:not([aria-hidden]), textarea:not([readonly])").Each(func(_ int, field *goquery.Selection) {
			label := page.Find("label[for='" + field.AttrOr("id", "") + "']").Text()
			_, required := field.Attr("aria-required")
			if required == strings.HasSuffix(label, "(facultatif)") {
				t.Errorf("« %s » is required: %v", label, required)
			}
		})
		page.Find(".indication").Each(func(_ int, hint *goquery.Selection) {
			if strings.Contains(hint.Text(), "acultatif") {
				t.Errorf("not in the label: %s", hint.Text())
			}
		})
		if said := strings.Contains(page.Find("main").Text(), "obligatoire"); !said && page.Find("main [aria-required]").Length() > 0 {
			t.Error("no sentence tells that fields are required")
		}
	})
}

// Only one of two answers to the identity question is given, and only one of the forms on a page is sent.
func TestAllFieldsAreCalledRequiredWhereAllAre(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		if !strings.Contains(page.Find("main").Text(), "ous les champs sont obligatoires") {
			return
		}
		if page.Find("[name=carte]:not([type=hidden])").Length()+page.Find("[name=montant]:not([type=hidden])").Length() > 1 {
			t.Error("the answer's other field may stay empty")
		}
		if page.Find("main form:has([name=code])").Length() > 0 && page.Find("main form:has([name=montant])").Length() > 0 {
			t.Error("the other form's field may stay empty")
		}
	})
}

// Every title of a table, figure or quotation is tied to it by markup, not only placed near it.
func TestTablesFiguresAndQuotationsAreMarkedAsSuch(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("table").Each(func(_ int, table *goquery.Selection) {
			title := table.Find("caption").Text() + page.Find("#"+table.AttrOr("aria-labelledby", "none")).Text()
			if title == "" {
				t.Errorf("a table has no title: %.80s", table.Text())
			}
		})
		page.Find(".legende").Each(func(_ int, key *goquery.Selection) {
			caption := key.Closest("figcaption")
			figure := caption.Closest("figure")
			if figure.Find("svg[role=img]").Length() != 1 || figure.AttrOr("aria-labelledby", "") != caption.AttrOr("id", "none") {
				t.Error("the key of a chart is not the caption of its figure")
			}
		})
		if n := page.Find(".ecrit:not(blockquote)").Length(); n != 0 {
			t.Errorf("%d messages are quoted without <blockquote>", n)
		}
	})
}

// A screen reader reads the element to which the focus goes. A live region with the same text would make it say this twice.
func TestNothingIsSaidTwice(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		if n := page.Find("main [role=alert]").Length(); n != 0 {
			t.Errorf("%d alerts in what is swapped", n)
		}
		errors := page.Find("#erreurs")
		if errors.Length() > 0 && (errors.AttrOr("role", "") != "group" || page.Find("#"+errors.AttrOr("aria-labelledby", "none")).Length() != 1) {
			t.Error("the errors, to which the focus goes, have no name")
		}
	})
}

// A form of agents is carried out once, however often it is sent from one page, and not in the name of a colleague. The forms
// without the field only look, or begin or end a login.
func TestAnAgentsFormTellsThePageThatItIsSentFrom(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	again := regexp.MustCompile(`^/agent/(connexion|deconnexion|annuaire|enrolement|second-facteur|adherents|messages|journal|courriers/retour)$`)
	found := 0
	for _, sample := range Gallery() {
		s := sample.Screen
		if s.Agent == nil {
			continue
		}
		s.Page = "0a1b2c3d"
		page, err := goquery.NewDocumentFromReader(strings.NewReader(drawn(t, v, s)))
		if err != nil {
			t.Fatal(err)
		}
		page.Find(`form[method="post"]:not([data-passkey])`).Each(func(_ int, form *goquery.Selection) {
			if form.Find(`input[name="page"]`).Length() == 1 {
				found++
			} else if action := form.AttrOr("action", ""); !again.MatchString(action) {
				t.Errorf("%s: the form of %s does not begin with agent-form", sample.Name, action)
			}
		})
	}
	if found < 100 {
		t.Errorf("%d forms tell it", found)
	}
}

func TestPasswordManagersReadEveryFormWithAPassword(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("form").Each(func(_ int, form *goquery.Selection) {
			secrets := form.Find(".secret input")
			if secrets.Length() == 0 {
				return
			}
			if n := form.Find(`input[autocomplete="username"]`).Length(); n != 1 {
				t.Errorf("%d fields say whose password it is", n)
			}
			secrets.Each(func(_ int, secret *goquery.Selection) {
				use, rules := secret.AttrOr("autocomplete", ""), secret.AttrOr("passwordrules", "")
				if use != "current-password" && use != "new-password" || (use == "new-password") != (rules != "") {
					t.Errorf("%s: autocomplete %q, passwordrules %q", secret.AttrOr("id", ""), use, rules)
				}
			})
		})
		page.Find(`input[name="code"]`).Each(func(_ int, code *goquery.Selection) {
			if use := code.AttrOr("autocomplete", ""); use != "one-time-code" {
				t.Errorf("a code's field has autocomplete %q", use)
			}
		})
		page.Find("input[autocomplete=username][aria-hidden]").Each(func(_ int, whose *goquery.Selection) {
			if _, sent := whose.Attr("name"); sent || whose.AttrOr("tabindex", "") != "-1" || whose.AttrOr("readonly", "no") == "no" {
				t.Error("the hidden identifier can be met or is sent")
			}
		})
	})
}

func TestWhatIsReadOutOrTypedAgainIsNotTranslated(t *testing.T) {
	kept := regexp.MustCompile(`^[A-Z]{3}-\d{3}$|^\S+@\S+$|^moulin cerise$|^\d \d\d [\d*]{2}|^` + someone.Name)
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("strong, code, .membre span, .numero").Each(func(_ int, s *goquery.Selection) {
			if kept.MatchString(strings.TrimSpace(s.Text())) && s.AttrOr("translate", "") != "no" {
				t.Errorf("a browser may translate « %s »", s.Text())
			}
		})
	})
}

// Without a stylesheet, a drawing without a size becomes as wide as the page.
func TestTheSignOfAButtonHasASize(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("a svg, button svg, summary svg").Each(func(_ int, sign *goquery.Selection) {
			if sign.AttrOr("width", "") == "" || sign.AttrOr("height", "") == "" {
				t.Errorf("the sign of « %s » has no size", strings.TrimSpace(sign.Parent().Text()))
			}
		})
	})
}

// People compare, read out and dial telephone numbers and the numbers of requests: they stay on one line, on a narrow screen
// too.
func TestNumbersAreNotBrokenAcrossLines(t *testing.T) {
	number := regexp.MustCompile(`\b[A-Z]{3}-[2-9]{3}\b|(?:\+[0-9]{1,3} |\b0)[0-9]{1,3}(?: [0-9]{2,3}){3}`)
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		if page.Find("link[href*='agent']").Length() > 0 || page.Find("h1").Text() == "Démonstration" {
			return // the rule is for members' pages only
		}
		page.Find("svg, .message, .entier, a[href^='tel:']").Remove()
		if broken := number.FindAllString(page.Find("#page").Text(), -1); broken != nil {
			t.Errorf("these may be broken: %q", broken)
		}
	})
}

func TestPasswordsAndCodesAreNeverFilledIn(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	secret := "Hibou-secret-7"
	for _, sample := range Gallery() {
		s := sample.Screen
		s.Values = map[string]string{"mot_de_passe": secret, "nouveau": secret, "confirmation": secret, "actuel": secret, "mot_de_passe_actuel": secret, "code": secret}
		if strings.Contains(drawn(t, v, s), secret) {
			t.Errorf("%s shows a secret that was typed", sample.Name)
		}
	}
}

// Members and agents who are logged in can log out on each page.
func TestEveryPageOfWhoIsLoggedInOffersToLogOut(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range Gallery() {
		s, action := sample.Screen, "/deconnexion"
		if strings.HasPrefix(s.Template, "agent/") {
			s.Agent, action = &AgentBar{Login: "pmercier", Role: "agent"}, "/agent/deconnexion"
		} else {
			s.Member = &MemberBar{Name: "Mme Marie Dupont"}
		}
		page, err := goquery.NewDocumentFromReader(strings.NewReader(drawn(t, v, s)))
		if err != nil {
			t.Fatal(err)
		}
		button := page.Find(`header form[method="post"][action="` + action + `"] button`)
		if button.Length() != 1 || button.Text() != "Se déconnecter" {
			t.Errorf("%s has no « Se déconnecter » in its header", sample.Name)
		}
	}
}

// All texts that a screen is given may have been typed by a person: the values of its fields, sentences, and the data of its
// template, such as names in a file and messages of the contact form that agents read.
func TestWhatWasTypedIsEscaped(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	const attack = `KTR-482"><script>alert(1)</script>` // the number of a request is marked up where a sentence holds one
	reached := 0
	for _, sample := range Gallery() {
		s := sample.Screen
		s.Values = map[string]string{}
		for _, name := range []string{"identifiant", "email", "portable", "fixe", "fax", "sujet", "nom", "message", "reponse", "carte", "montant", "nature", "canal"} {
			s.Values[name] = attack
		}
		s.Notice, s.Request, s.Version, s.Username, s.Advice, s.Typed = attack, attack, attack, attack, attack, attack
		s.Errors = append([]FieldError{{Message: attack}}, s.Errors...)
		if s.Data != nil {
			s.Data = typedInto(reflect.ValueOf(s.Data), strings.Replace(attack, "1", "2", 1)).Interface()
		}
		html := drawn(t, v, s)
		if strings.Contains(html, "<script>alert") || strings.Contains(html, `value=""><`) || strings.Contains(html, `KTR-482">`) {
			t.Errorf("%s lets markup through", sample.Name)
		}
		if strings.Contains(html, "alert(2)") {
			reached++
		}
	}
	if reached < 50 {
		t.Errorf("only %d screens show what stands in their data", reached)
	}
}

// typedInto returns a copy of a template's data, with typed added to the end of each of its texts.
func typedInto(from reflect.Value, typed string) reflect.Value {
	to := reflect.New(from.Type()).Elem()
	to.Set(from)
	switch from.Kind() {
	case reflect.String:
		if from.Type() == reflect.TypeFor[string]() || from.Type().PkgPath() == "html/template" {
			to.SetString(from.String() + typed)
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if to.Field(i).CanSet() {
				to.Field(i).Set(typedInto(from.Field(i), typed))
			}
		}
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			to.Elem().Set(typedInto(from.Elem(), typed))
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				to.Index(i).Set(typedInto(from.Index(i), typed))
			}
		}
	}
	return to
}

// A person, or a test, that looks for a control by its name must find only one.
func TestNoTwoControlsOfAScreenShareAName(t *testing.T) {
	space := regexp.MustCompile(`\s+`)
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		for _, kind := range []string{"button", "a", "label", "summary"} {
			seen := map[string]string{}
			page.Find(kind).Each(func(_ int, s *goquery.Selection) {
				name := s.AttrOr("aria-label", strings.TrimSpace(space.ReplaceAllString(s.Text(), " ")))
				target, known := seen[name]
				if known && (kind != "a" || target != s.AttrOr("href", "")) {
					t.Errorf("two <%s> are called « %s »", kind, name)
				}
				seen[name] = s.AttrOr("href", "")
			})
		}
	})
}

// The number on the drawn carte Vitale is written as the page writes the one that was typed, and fits into the frame with any
// font.
func TestTheDrawnCardShowsItsNumberWhole(t *testing.T) {
	cards := 0
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		page.Find("svg.carte text[transform]").Each(func(_ int, number *goquery.Selection) {
			cards++
			if said := number.Text(); said != texts.ShowSerial(strings.ReplaceAll(said, " ", "")) {
				t.Errorf("the card shows %q", said)
			}
			if length, err := strconv.Atoi(number.AttrOr("textLength", "")); err != nil || length > 156 || number.AttrOr("lengthAdjust", "") != "spacingAndGlyphs" {
				t.Errorf("the number is as long as the font has it: %v", err)
			}
		})
	})
	if cards == 0 {
		t.Error("no page shows the card")
	}
}
