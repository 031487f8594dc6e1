package courier

import (
	"embed"
	"fmt"
	html "html/template"
	"regexp"
	"strings"
	text "text/template"
	"time"

	"sesame/account"
	"sesame/db"
)

// messages holds one file per kind with its words (blocks « subject », « before » and « after » the secret, « sms »),
// and one layout for each part of a mail. The words stand once: a mail's two parts cannot differ.
//
//go:embed messages
var messages embed.FS

var (
	textLayout = text.Must(text.ParseFS(messages, "messages/mail.txt"))
	htmlLayout = html.Must(html.ParseFS(messages, "messages/mail.html"))
	kinds      = parseKinds(db.KindCode, db.KindEmailCode, db.KindTemporary, db.KindLetterNotice, db.KindPasswordChanged,
		db.KindEmailChanged, db.KindPhoneChanged, db.KindReset, db.KindCallWords, db.KindCallCode, db.KindContact, db.KindContactAnswer, db.KindReinforced)
)

// parseKinds reads a kind's words from the file of its name.
func parseKinds(names ...string) map[string]*text.Template {
	parsed := make(map[string]*text.Template, len(names))
	for _, name := range names {
		parsed[name] = text.Must(text.ParseFS(messages, "messages/"+name+".tmpl"))
	}
	return parsed
}

// values is what the words of a kind may speak of.
type values struct {
	Phone, Hours, Host       string
	Secret, Request, Instead string
	Day, Hour, Until         string
	Detail                   string
	fields                   map[string]string
}

// Field is an entry of the contact form, on one line and without any number that could be an identifier.
func (v values) Field(name string) string {
	return strings.Join(strings.Fields(withoutIdentifiers(v.fields[name], v.fields["identifier"])), " ")
}

// block fills one block of a kind's words: one trimmed paragraph a line, empty ones dropped.
func block(kind, name string, v values) ([]string, error) {
	t := kinds[kind]
	if t == nil {
		return nil, fmt.Errorf("render a message: no text for kind %q", kind)
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, name, v); err != nil {
		return nil, fmt.Errorf("render a message of kind %s: %w", kind, err)
	}
	var paragraphs []string
	for line := range strings.Lines(b.String()) {
		if line = strings.TrimSpace(line); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	return paragraphs, nil
}

// valuesOf takes from the caisse and the message what both channels speak of, with hours as a clock on the wall of loc shows.
func valuesOf(c account.Caisse, m db.Message, loc *time.Location) values {
	at := m.At.In(loc)
	v := values{
		Phone: pairs(c.Phone), Hours: c.Hours, Host: c.Host,
		Secret: m.Secret, Request: m.Request, Instead: string(m.Instead), Detail: m.Detail,
		Day: frenchDay(at), Hour: frenchHour(at),
		fields: m.Fields,
	}
	if !m.Until.IsZero() {
		v.Until = untilWords(at, m.Until.In(loc))
	}
	return v
}

// digitRun is what could be mistaken for a code.
var digitRun = regexp.MustCompile(`\d{4,}`)

// pairs writes a short number such as 3646 « 36 46 », so that nobody takes it for a code.
func pairs(s string) string {
	return digitRun.ReplaceAllStringFunc(s, func(run string) string {
		var b strings.Builder
		for i, r := range run {
			if i > 0 && (len(run)-i)%2 == 0 {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
		}
		return b.String()
	})
}

// withoutIdentifiers blots out of what somebody typed the identifier that they gave and all that is shaped like one:
// no mail carries an identifier, and agents read the whole message in the service.
func withoutIdentifiers(s, identifier string) string {
	const blot = "[numéro masqué]"
	if len(identifier) >= 4 {
		s = strings.ReplaceAll(s, identifier, blot)
	}
	return account.IdentifierRun.ReplaceAllString(s, blot)
}
