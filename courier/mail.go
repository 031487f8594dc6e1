package courier

import (
	"fmt"
	html "html/template"
	"regexp"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

// page holds the variables of the two mail layouts.
type page struct {
	Caisse, Color string
	Subject, Name string
	Before        []string
	Secret        string
	Quote         string // the sender's contact message, line by line
	Answer        string // the agent's answer, line by line
	Facts         []string
	After         []string
	Cited         []string // lines of the message being answered
}

// renderMail renders a message as an e-mail in French, with times in loc. It contains no link, image or identifier; the
// secret appears only once, alone on its line.
func renderMail(c account.Caisse, m db.Message, loc *time.Location) (Mail, error) {
	v := valuesOf(c, m, loc)
	subject, err := block(m.Kind, "subject", v)
	if err != nil {
		return Mail{}, err
	}
	p := page{Caisse: c.Name, Color: color(c.Color), Subject: strings.Join(subject, " "), Name: greeted(m), Secret: m.Secret}
	if p.Before, err = paragraphs(m.Kind, "before", v); err != nil {
		return Mail{}, err
	}
	if p.After, err = paragraphs(m.Kind, "after", v); err != nil {
		return Mail{}, err
	}
	if m.Instead == account.SMS {
		p.Before = append([]string{texts.Typeset("Vous aviez choisi de recevoir un SMS. Votre caisse ne connaît pas votre numéro de téléphone portable : " +
			"c'est pourquoi ce message vous arrive par e-mail.")}, p.Before...)
	}
	out := Mail{To: m.To}
	switch {
	case m.Kind == db.KindContact:
		p.Subject += ", numéro " + m.Fields["number"]
		p.Facts = []string{"Numéro " + m.Fields["number"] + ", " + v.Day + " à " + v.Hour}
		p.Quote = withoutIdentifiers(strings.ReplaceAll(m.Fields["message"], "\r\n", "\n"), m.Fields["identifier"])
		out.ReplyTo = m.Fields["email"]
	case m.Kind == db.KindContactAnswer:
		p.Subject += ", numéro " + m.Request
		p.Answer = strings.ReplaceAll(m.Detail, "\r\n", "\n")
		p.Facts = []string{"Votre message numéro " + m.Request + ", " + v.Day + " à " + v.Hour}
		p.Cited = strings.Split(withoutIdentifiers(strings.ReplaceAll(m.Fields["message"], "\r\n", "\n"), m.Fields["identifier"]), "\n")
		out.ReplyTo, out.Human = c.ContactEmail, true
	case m.Kind == db.KindContactReceived:
		p.Subject += ", numéro " + m.Request
		p.Facts = []string{"Votre message numéro " + m.Request + ", " + v.Day + " à " + v.Hour}
		out.ReplyTo = c.ContactEmail
	case m.Request != "":
		p.Subject += ", demande " + m.Request
		p.Facts = []string{"Demande " + m.Request + ", " + v.Day + " à " + v.Hour}
	default:
		p.Facts = []string{"Le " + v.Day + " à " + v.Hour}
	}
	for i, fact := range p.Facts {
		p.Facts[i] = texts.Typeset(fact)
	}
	out.Subject = p.Subject
	var b strings.Builder
	if err := textLayout().Execute(&b, p); err != nil {
		return Mail{}, fmt.Errorf("render the text of a mail: %w", err)
	}
	out.Text = b.String()
	b.Reset()
	if err := htmlLayout().Execute(&b, p); err != nil {
		return Mail{}, fmt.Errorf("render the HTML of a mail: %w", err)
	}
	out.HTML = b.String()
	return out, nil
}

// paragraphs executes one block of a kind, in French typography.
func paragraphs(kind, name string, v values) ([]string, error) {
	lines, err := block(kind, name, v)
	for i, line := range lines {
		lines[i] = texts.Typeset(line)
	}
	return lines, err
}

// greeted returns the name after « Bonjour ». It is empty when the mail may reach a stranger: a code that verifies an
// address, or a mail about a contact message. A name with a run of digits (« EARL 1789 ») is left out too, because it
// could be mistaken for a code.
func greeted(m db.Message) string {
	if m.Kind == db.KindEmailCode || m.Kind == db.KindContact || m.Kind == db.KindContactAnswer || m.Kind == db.KindContactReceived || digitRun.MatchString(m.Name) {
		return ""
	}
	return m.Name
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// color returns the caisse's colour, or the text colour when none is configured.
func color(s string) string {
	if hexColor.MatchString(s) {
		return s
	}
	return "#1a1a1a"
}

// withWholeNumbers keeps the numbers of a line that people dial or compare from being broken across lines.
func withWholeNumbers(line string) any {
	if !texts.HasNumber(line) {
		return line
	}
	return html.HTML(texts.MarkNumbers(html.HTMLEscapeString(line), `<span style="white-space:nowrap">$0</span>`)) //nolint:gosec,forbidigo // G203: escaped first; what is added is constant
}
