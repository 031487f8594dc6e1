package courier

import (
	"embed"
	"fmt"
	html "html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
	text "text/template"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

// messages holds one file per kind of message, which defines the kind completely: the name that agents give it (block
// « agents »), its subject, its text before and after the secret, and, for a kind that may go by SMS, its « sms ».
// There is one layout for each part of a mail. Both parts use the same text, so that they cannot differ.
//
//go:embed messages
var messages embed.FS

// The parsed templates. Parsing waits for the first message, so that commands that send none take no time for it.
var (
	textLayout = sync.OnceValue(func() *text.Template { return text.Must(text.ParseFS(messages, "messages/mail.txt")) })
	htmlLayout = sync.OnceValue(func() *html.Template {
		return html.Must(html.New("mail.html").Funcs(html.FuncMap{"whole": withWholeNumbers}).ParseFS(messages, "messages/mail.html"))
	})
	kinds = sync.OnceValue(parseKinds)
)

// parseKinds parses the template of each kind, by its name.
func parseKinds() map[string]*text.Template {
	files, err := fs.Glob(messages, "messages/*.tmpl")
	if err != nil {
		panic(err) // never: the pattern is well-formed
	}
	parsed := make(map[string]*text.Template, len(files))
	for _, file := range files {
		parsed[strings.TrimSuffix(path.Base(file), ".tmpl")] = text.Must(text.ParseFS(messages, file))
	}
	return parsed
}

// KindWords returns the name that agents give a kind of message; « message » for a kind without text, such as that of a
// row that cannot be read.
func KindWords(kind string) string {
	words, err := block(kind, "agents", values{})
	if err != nil {
		return "message"
	}
	return strings.Join(words, " ")
}

// values are the variables of the templates.
type values struct {
	Phone, Hours, Host       string
	Secret, Request, Instead string
	Day, Hour, Until         string
	Detail                   string
	Warning                  string // in an SMS with a code, behind the word « code »; empty where the SMS has no room for it
	AnswerWithin             string // when the contact form is answered; empty when the caisse does not say
	fields                   map[string]string
}

// Field is a field of the contact form, on one line and without numbers that could be identifiers.
func (v values) Field(name string) string {
	return strings.Join(strings.Fields(withoutIdentifiers(v.fields[name], v.fields["identifier"])), " ")
}

// Email is the field with an e-mail address, as people write it.
func (v values) Email() string { return account.ShowEmail(v.Field("email")) }

// block executes one block of a kind and returns its non-empty paragraphs, trimmed.
func block(kind, name string, v values) ([]string, error) {
	t := kinds()[kind]
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

// valuesOf builds the variables that both channels use. Times are in loc.
func valuesOf(c account.Caisse, m db.Message, loc *time.Location) values {
	at := m.At.In(loc)
	v := values{
		Phone: pairs(c.Phone), Hours: c.Hours, Host: c.Host,
		Secret: m.Secret, Request: m.Request, Instead: string(m.Instead), Detail: m.Detail, AnswerWithin: texts.AnswerWithin(c.AnswerDays),
		Day: frenchDay(at), Hour: frenchHour(at),
		fields: m.Fields,
	}
	if !m.Until.IsZero() {
		v.Until = untilWords(at, m.Until.In(loc))
	}
	return v
}

// digitRun matches digits that could be mistaken for a code.
var digitRun = regexp.MustCompile(`\d{4,}`)

// pairs writes a short phone number such as 3646 as « 36 46 », so that it is not mistaken for a code.
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

// withoutIdentifiers masks the given identifier and anything shaped like one in a user's text. No mail may carry an
// identifier; agents read the full text in the service.
func withoutIdentifiers(s, identifier string) string {
	const blot = "[numéro masqué]"
	if len(identifier) >= 4 {
		s = strings.ReplaceAll(s, identifier, blot)
	}
	return account.IdentifierRun.ReplaceAllString(s, blot)
}
