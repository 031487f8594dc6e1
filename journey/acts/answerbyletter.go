package acts

import (
	"context"
	"strings"
	"unicode/utf8"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

// LetterAnswerLines is the maximum number of lines of an answer by letter, so that it fits its page; a line holds at
// least letterLine characters.
const (
	LetterAnswerLines = 16
	letterLine        = 75
)

// linesOnPaper returns how many lines a text takes at most.
func linesOnPaper(words string) (lines int) {
	for paragraph := range strings.SplitSeq(words, "\n") {
		lines += 1 + utf8.RuneCountInString(paragraph)/letterLine
	}
	return lines
}

// AnswersTo returns the member to whom a contact message can be answered by letter; nil when the message is linked to
// no member, the account is not open or the file has no postal address. The letter goes to the address of the file, so
// that the author of the message cannot have it sent elsewhere.
func (a *Acts) AnswersTo(ctx context.Context, r db.Reader, m db.ContactMessage) (*db.Member, error) {
	if m.MemberID == 0 {
		return nil, nil
	}
	member, err := r.OpenMemberByID(ctx, m.MemberID, a.Now())
	if err != nil || member == nil || a.DB.Barred(member, a.Now()) || len(member.Profile.Address) == 0 {
		return nil, err
	}
	return member, nil
}

// answerByLetter queues the answer for the mailroom. Refused: AccountClosed; a *account.FieldError when the text does
// not fit its page.
func (a *Acts) answerByLetter(ctx context.Context, t *db.Tx, who Actor, m db.ContactMessage, words string, waits bool) error {
	member, err := a.AnswersTo(ctx, t.Reader, m)
	switch {
	case err != nil:
		return err
	case member == nil:
		return refuse(AccountClosed)
	case linesOnPaper(words) > LetterAnswerLines:
		return &account.FieldError{Message: texts.LetterAnswerLong(LetterAnswerLines, LetterAnswerLines*letterLine)}
	}
	now := a.Now()
	p := db.LetterPayload{Request: m.Number, At: now, Until: now.Add(a.Limits.LetterTTL)}
	return t.AnswerContactByLetter(ctx, m, who.String(), db.ContactAnswer{Words: words, Waits: waits}, member.ID, p)
}
