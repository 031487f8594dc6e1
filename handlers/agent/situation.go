package agent

import (
	"context"
	"errors"
	"slices"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/agent/memberacts"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// fillSituation describes the member's situation, and what the agent should do next.
func (a *Pages) fillSituation(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	now := a.Now()
	letters, err := a.DB.LettersOfMember(ctx, m.ID, 1)
	if err != nil {
		return err
	}
	logins, err := a.DB.Logins(ctx, m.ID, 1)
	if err != nil {
		return err
	}
	d.Now, d.Next = a.situation(m, letters, logins)
	if err := a.fillStatus(ctx, m, d); err != nil {
		return err
	}
	if lost, err := a.lostMessage(ctx, m); err != nil {
		return err
	} else if lost != "" {
		d.Now = texts.Join(d.Now, texts.TemporaryLost(lost))
		d.Next = texts.NextMendContacts
	}
	blocks, err := a.Acts.Blocks(ctx, a.DB.Reader, m)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		d.Blocks = append(d.Blocks, texts.BlockedUntil(a.Until(b.Until), memberacts.BlockLabels[b.Of]))
	}
	if slices.ContainsFunc(blocks, func(b acts.Block) bool { return !b.Lifts }) {
		d.Next = texts.Join(texts.NextStrangers, d.Next)
	}
	if slices.ContainsFunc(blocks, func(b acts.Block) bool { return b.Lifts }) {
		d.Next = texts.Join(texts.NextUnblock, d.Next)
	}
	waiting, err := a.DB.WaitingApproval(ctx, m.ID, now)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	d.Waiting = views.DeskTask{URL: desk.ApprovalURL(waiting.ID), Label: approvalWhat(waiting) + ", demandée par " + waiting.Asker + ", attend un second agent"}
	return err
}

// situation returns one sentence on the state of the member's access, and one with the advice.
func (a *Pages) situation(m *db.Member, letters []db.LetterRow, logins []db.Login) (stands, next string) {
	own := ""
	if m.PasswordHash != "" {
		own = texts.OwnPasswordWorks
	}
	before := ""
	switch {
	case !m.PersonalisedAt.IsZero() || m.PasswordHash != "":
	case len(logins) > 0:
		before = texts.NeverChosePassword
	default:
		before = texts.NeverLoggedIn
	}
	switch tp := m.Temporary; {
	case tp != nil && !a.Now().Before(tp.ExpiresAt):
		return texts.Join(before, texts.TemporaryLapsed(events.ChannelWords(tp.Channel), a.Moment(tp.IssuedAt), a.Clock(tp.ExpiresAt)), own), texts.NextReset
	case tp != nil && tp.Channel == account.Letter && len(letters) > 0 && letters[0].CreatedAt.Equal(tp.IssuedAt):
		return texts.Join(before, texts.TemporaryByLetter(a.Until(web.LastMinute(tp.ExpiresAt)), a.LetterFate(letters[0])), a.letterExpected(letters[0]), own), letterNext[letters[0].State]
	case tp != nil && tp.Channel == account.Counter:
		return texts.Join(before, texts.TemporaryByHand(a.Moment(tp.IssuedAt), a.Until(web.LastMinute(tp.ExpiresAt))), own), texts.NextTypeSlip
	case tp == nil && len(letters) > 0 && letters[0].State == db.LetterReturned && m.PasswordHash == "":
		return texts.Join(before, texts.TemporaryLetterBack(a.LetterFate(letters[0]))), letterNext[db.LetterReturned]
	case tp != nil:
		return texts.Join(before, texts.TemporarySent(events.ChannelWords(tp.Channel), a.Moment(tp.IssuedAt), a.Until(web.LastMinute(tp.ExpiresAt))), own), texts.NextTypeSent
	case m.Personalising() && m.ContactsConfirmedAt.IsZero():
		return texts.StoppedAtCoordinates, texts.NextResume
	case m.Personalising():
		return texts.StoppedAtAddress, texts.NextVerifyAddress
	case m.PasswordHash != "":
		stands = texts.PasswordWorks
	case !m.PersonalisedAt.IsZero():
		stands = texts.WithoutPassword
	case len(logins) > 0:
		stands = texts.NeverChosePassword
	default:
		stands = texts.NeverGivenPassword
	}
	if len(logins) > 0 {
		stands = texts.Join(stands, texts.LastLogin(a.Moment(logins[0].OpenedAt)))
	}
	if m.PasswordHash != "" {
		return stands, texts.NextRemember
	}
	return stands, texts.NextReset
}

// lostMessage explains why the message with the current temporary password was not, or may not be, delivered; empty
// when no failure is known.
func (a *Pages) lostMessage(ctx context.Context, m *db.Member) (string, error) {
	tp := m.Temporary
	if tp == nil || tp.Channel != account.Email && tp.Channel != account.SMS || !a.Now().Before(tp.ExpiresAt) {
		return "", nil
	}
	sent, err := a.DB.SentMessages(ctx, m.ID, listed)
	if err != nil {
		return "", err
	}
	for _, s := range sent {
		if s.Kind == db.KindTemporary && s.CreatedAt.Equal(tp.IssuedAt) {
			if badNews(s) {
				return a.Fate(s), nil
			}
		}
	}
	return "", nil
}

// letterExpected says by which day a letter that has not come back should arrive; empty for any other state.
func (a *Pages) letterExpected(l db.LetterRow) string {
	if l.State != db.LetterWaiting && l.State != db.LetterPrinted && l.State != db.LetterPosted {
		return ""
	}
	day := l.CreatedAt.In(a.Location).AddDate(0, 0, web.LetterDays)
	return texts.LetterExpected(web.Day(day), a.Now().After(day))
}

// letterNext is the advice while a letter is in progress, by state.
var letterNext = map[db.LetterState]string{
	db.LetterWaiting:  texts.NextLetterWaits,
	db.LetterPrinted:  texts.NextLetterWaits,
	db.LetterPosted:   texts.NextLetterPosted,
	db.LetterReturned: texts.NextLetterReturned,
	db.LetterExpired:  texts.NextLetterExpired,
	db.LetterRenewed:  texts.NextLetterRenewed,
}
