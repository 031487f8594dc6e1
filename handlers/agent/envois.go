package agent

import (
	"context"
	"slices"

	"sesame/courier"
	"sesame/db"
	"sesame/handlers/agent/letters"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// sentOpen is how many messages, and letters, a member's page shows unfolded.
const sentOpen = 2

// listed is the maximum number of messages, letters and contact messages shown on a member's page.
const listed = 15

func (a *Pages) fillSent(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	sent, err := a.DB.SentMessages(ctx, m.ID, listed)
	if err != nil {
		return err
	}
	live, err := a.livePasswords(ctx, m)
	if err != nil {
		return err
	}
	var shown []views.DeskSent
	for _, s := range sent {
		row := views.DeskSent{When: a.Moment(s.CreatedAt), What: courier.KindWords(s.Kind) + " " + events.ChannelWords(s.Channel), Fate: a.Fate(s), Bad: badNews(s)}
		if s.Request != "" {
			row.What += ", demande " + s.Request
		}
		if s.Kind == db.KindTemporary && !badNews(s) && !slices.Contains(live, s.Request) {
			row.Fate = texts.PasswordDead(row.Fate, "")
		}
		shown = append(shown, row)
	}
	d.Messages = recent(shown)
	return nil
}

// livePasswords returns the demand numbers of the temporary passwords that are still valid.
func (a *Pages) livePasswords(ctx context.Context, m *db.Member) (requests []string, err error) {
	if m.Temporary != nil && a.Now().Before(m.Temporary.ExpiresAt) {
		requests = append(requests, m.Temporary.Request)
	}
	former, err := a.DB.FormerTemporaries(ctx, m.ID, a.Now())
	for _, f := range former {
		if f.Alive {
			requests = append(requests, f.Request)
		}
	}
	return requests, err
}

// recent folds all but the newest rows.
func recent(rows []views.DeskSent) views.DeskRecent {
	n, failed := min(len(rows), sentOpen), 0
	for _, r := range rows {
		if r.Bad {
			failed++
		}
	}
	return views.DeskRecent{Newest: rows[:n], Older: rows[n:], Counted: texts.Rows(len(rows), listed, failed)}
}

// badNews says whether a message was not, or may not be, delivered.
func badNews(s db.SentMessage) bool {
	switch s.State {
	case db.MessageRefused, db.MessageExpired:
		return true
	case db.MessageWaiting:
		return s.Tries > 0
	}
	return s.Fate == db.FateBounced
}

func (a *Pages) fillLetters(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	all, err := a.DB.LettersOfMember(ctx, m.ID, listed)
	if err != nil {
		return err
	}
	var shown []views.DeskSent
	for _, l := range all {
		row := views.DeskSent{When: a.Moment(l.CreatedAt), What: letters.Carries(l) + ", demande " + l.Request, Fate: a.LetterFate(l), Bad: l.State == db.LetterReturned}
		if l.State != db.LetterReturned && l.State != db.LetterExpired {
			row.Fate = a.Dead(l, row.Fate)
		}
		shown = append(shown, row)
	}
	d.Letters = recent(shown)
	return a.fillHeldLetter(ctx, m, d)
}
