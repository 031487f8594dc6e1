package agent

import (
	"context"
	"regexp"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
)

// saidWord matches a word before a number that is read out from a mail, an SMS or a letter.
var saidWord = regexp.MustCompile(`(?i)^\s*(?:la|le|ma|mon|votre|demande|message|mail|e-mail|sms|courrier|lettre|num[ée]ro|n[o°]|:)\s*`)

// saidNumber drops the words before a number that is read out. « SMS-482 » is a number itself.
func saidNumber(text string) string {
	for {
		if _, err := account.ParseRequestNumber(text); err == nil {
			return text
		}
		rest := saidWord.ReplaceAllString(text, "")
		if rest == text {
			return text
		}
		text = rest
	}
}

// numbered is the result of looking up the number of a demand, a contact message, a letter or an envelope.
type numbered struct {
	members []*db.Member
	message string // number of a contact message
}

func (n numbered) nothing() bool { return len(n.members) == 0 && n.message == "" }

// numbered looks up a number that a member reads out; it finds nothing for any other text.
func (a *Pages) numbered(ctx context.Context, text string) (n numbered, err error) {
	if batch, sheet, ok := account.ParseEnvelopeNumber(text); ok {
		l, err := a.DB.LetterOfSheet(ctx, batch, sheet)
		if web.IsNotFound(err) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		m, err := a.DB.Member(ctx, l.MemberID)
		if web.IsNotFound(err) {
			return n, nil
		}
		n.members = append(n.members, m)
		return n, err
	}
	number, err := account.ParseRequestNumber(saidNumber(text))
	if err != nil { // not a number: the text
		return n, nil //nolint:nilerr // is searched as it is
	}
	if n.members, err = a.DB.MembersOfNumber(ctx, number, foundShown); err != nil {
		return n, err
	}
	switch _, err = a.DB.ContactMessage(ctx, number); {
	case err == nil:
		n.message = number
	case !web.IsNotFound(err):
		return n, err
	}
	return n, nil
}
