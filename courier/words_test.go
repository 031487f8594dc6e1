package courier

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
	"sesame/texts/textstest"
)

// ownWords are the lines of a mail that the program writes, without a member's or an agent's text.
func ownWords(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, ">") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func TestMessagesToMembersUseOneWordAThingInShortSentences(t *testing.T) {
	var short []string // what is too short for a score alone
	for kind := range kinds() {
		m := aMessage(kind)
		if m.To == "contact@poitou.example" {
			continue
		}
		mail, err := renderMail(aCaisse, m, paris(t))
		if err != nil {
			t.Fatal(err)
		}
		lines := append([]string{mail.Subject}, ownWords(mail.Text)...)
		for _, fault := range textstest.Faults(lines...) {
			t.Errorf("%s, by mail: %s", kind, fault)
		}
		sentences := textstest.Sentences(textstest.WithoutGuide(lines...)...)
		if len(textstest.Words(strings.Join(sentences, " "))) < textstest.FewWords {
			short = append(short, sentences...)
		} else if score := textstest.Score(sentences); score < textstest.EasyScore {
			t.Errorf("%s, by mail, scores %.0f:\n%s", kind, score, mail.Text)
		}
	}
	for _, kind := range smsKinds() {
		m := aMessage(kind)
		m.Channel, m.To = "sms", "+33612345678"
		got, err := renderSMS(aCaisse, m, paris(t))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(got.Body, "\n")
		for _, fault := range textstest.Faults(lines...) {
			t.Errorf("%s, by SMS: %s", kind, fault)
		}
		short = append(short, textstest.Sentences(lines...)...)
	}
	if score := textstest.Score(short); score < textstest.EasyScore {
		t.Errorf("SMS and short mails together score %.0f", score)
	}
}

func TestALetterUsesOneWordAThingInShortSentences(t *testing.T) {
	var b bytes.Buffer
	if err := Letter(&b, aCaisse, []db.Letter{longLetter}, paris(t)); err != nil {
		t.Fatal(err)
	}
	body := blocksOf(readPDF(t, b.Bytes())[0])
	for _, fault := range textstest.Faults(body...) {
		t.Error(fault)
	}
	if score := textstest.Score(textstest.Sentences(body...)); score < textstest.EasyScore {
		t.Errorf("the letter scores %.0f:\n%s", score, strings.Join(body, "\n"))
	}
}

// blocksOf are the lines of a page joined to blocks, below the address: a wide gap, another size or a number begins a block.
func blocksOf(words []word) (said []string) {
	var before word
	for _, w := range words {
		if w.YMin*point < bodyTop {
			continue
		}
		gap, taller := (w.YMin-before.YMin)*point, (w.YMax-w.YMin)-(before.YMax-before.YMin)
		if len(said) == 0 || gap > bodyLine+0.5 || math.Abs(taller) > 1 || numbered.MatchString(w.Text) {
			said = append(said, "")
		}
		said[len(said)-1] += " " + w.Text
		before = w
	}
	return said
}

var numbered = regexp.MustCompile(`^\d\.$`)

// A page or a button that a message or a letter names exists under this name on the screens.
func TestWhatALetterOrAMessageNamesStandsOnTheScreens(t *testing.T) {
	pages, err := filepath.Glob("../views/testdata/*/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	var screens strings.Builder
	for _, page := range pages {
		html, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		screens.WriteString(plainly(quoted.ReplaceAllString(anyTag.ReplaceAllString(string(html), ""), ""))) // what a page quotes is no button of it
	}
	said := map[string]string{}
	for kind := range kinds() {
		mail, err := renderMail(aCaisse, aMessage(kind), paris(t))
		if err != nil {
			t.Fatal(err)
		}
		said[kind] = strings.Join(ownWords(mail.Text), "\n")
	}
	for name, kind := range map[string]db.LetterKind{"letter": "", "letter with the identifier": db.IdentifierLetter} {
		l := longLetter
		l.Kind, l.Payload.Kind, l.Payload.Number = kind, account.NIR, "1850786123456"
		var b bytes.Buffer
		if err := Letter(&b, aCaisse, []db.Letter{l}, paris(t)); err != nil {
			t.Fatal(err)
		}
		said[name] = sentence(readPDF(t, b.Bytes())[0])
	}
	for name, text := range said {
		for _, found := range quoted.FindAllStringSubmatch(plainly(text), -1) {
			if named := found[1]; !strings.HasPrefix(named, "sesame ") && !strings.Contains(screens.String(), named) { // a command is for the operator
				t.Errorf("%s names « %s », which stands on no screen", name, named)
			}
		}
	}
}

var (
	anyTag = regexp.MustCompile(`<[^>]*>`)
	quoted = regexp.MustCompile(`«\s*([^«»]+?)\s*»`)
)

// plainly writes a text without its typography.
func plainly(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'", "&nbsp;", " ", "&#39;", "'").Replace(s)
}
