package member

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/events"
)

func (a *Pages) forgottenWizard() *web.Wizard {
	w := &web.Wizard{App: a.Base, Journey: journey.Forgotten, Leave: "/connexion"}
	w.Steps = map[string]web.Step{
		"identifiant":  {Show: showNothing, Submit: a.submitIdentifier(w)},
		"canal":        {Show: a.showChannel, Submit: a.submitForgottenChannel},
		"question":     {Show: a.showQuestion, Submit: a.submitForgottenQuestion, Undo: a.clearChannel},
		"code":         {Show: a.showForgottenCode, Submit: a.submitForgottenCode, Pending: codeAccepted, More: buttons{"renvoi": a.resendForgottenCode, "courrier": a.letterForCodes}},
		"impasse":      {Show: a.showImpasse, Submit: a.submitImpasse},
		"confirmation": {Show: a.showForgottenEnd},
	}
	return w
}

// buttons are the other actions of a screen.
type buttons = map[string]web.Act

// subject is whoever an identifier stands for: a member, or nobody, and the path that « oubli » takes with them.
type subject struct {
	member   *db.Member // nil for nobody
	key      []byte
	path     account.Path
	category account.Category
	question bool // the caisse holds an answer to the category's question
}

// lookUp finds who an identifier stands for. An identifier that nobody has takes the path of the next real member of its
// kind, so that both look alike.
func (a *Pages) lookUp(ctx context.Context, id account.Identifier) (subject, error) {
	s := subject{key: a.DB.Keys().IdentifierKey(id)}
	m, known, err := a.DB.MemberOrNeighbour(ctx, s.key, a.Now())
	if web.IsNotFound(err) { // no member of this kind yet: a letter asks for nothing
		s.path, s.category = account.ByLetter, account.TiersCategory
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.category = m.Category
	if s.path, err = a.forgottenPath(ctx, m); err != nil {
		return s, err
	}
	if s.question, err = a.holdsFact(ctx, m); err != nil {
		return s, err
	}
	if known {
		s.member = m
	}
	return s, nil
}

// forgottenPath is the path of a member through « oubli » (docs/journeys.md, « Oubli »).
func (a *Pages) forgottenPath(ctx context.Context, m *db.Member) (account.Path, error) {
	if _, ok := a.Destination(m, account.Email); !ok {
		return account.ByLetter, nil
	}
	if !m.PersonalisedAt.IsZero() {
		return account.ByCode, nil
	}
	held, err := a.holdsFact(ctx, m)
	if err != nil || !held {
		return account.ByLetter, err
	}
	return account.ByQuestion, nil
}

// holdsFact says whether the caisse knows an answer to the member's identity question.
func (a *Pages) holdsFact(ctx context.Context, m *db.Member) (bool, error) {
	q, asked := account.QuestionFor(m.Category)
	if !asked {
		return false, nil
	}
	if q.Vitale && m.VitaleKey != nil {
		return true, nil
	}
	for _, nature := range q.Natures {
		held, err := a.DB.HasPayment(ctx, m.ID, nature, a.monthsAgo(q.Months), nil)
		if held || err != nil {
			return held, err
		}
	}
	return false, nil
}

func (a *Pages) monthsAgo(months int) time.Time {
	return a.Now().In(a.Location).AddDate(0, -months, 0)
}

// issue replaces whatever temporary password was pending and sends the new one: by the channel of msg, or by letter
// when msg is nil. hash was made before the transaction. A decoy writes as much and sends nothing.
func (a *Pages) issue(c echo.Context, t *db.Tx, f *db.Flow, m *db.Member, secret, hash string, msg *db.Message, now time.Time) error {
	ctx := c.Request().Context()
	f.Request = account.NewRequestNumber()
	channel, life := account.Letter, a.Limits.LetterTTL
	if msg != nil {
		channel, life = msg.Channel, a.Limits.TemporaryTTL
	}
	until := now.Add(life)
	var memberID int64
	if m != nil {
		memberID = m.ID
	}
	if msg == nil {
		sent, err := a.letterAllowed(ctx, t, f.SubjectKey, now)
		if err != nil {
			return err
		}
		if !sent { // the same screen, no second letter
			return a.Audit(c, t, events.TemporaryIssued.Blocked(f.SubjectKey, events.Details{Channel: channel}))
		}
		if err := t.Count(ctx, db.LettersSent, f.SubjectKey, now); err != nil {
			return err
		}
	}
	err := t.IssueTemporary(ctx, memberID, db.Temporary{Hash: hash, Channel: channel, IssuedAt: now, ExpiresAt: until})
	if err != nil {
		return err
	}
	if err := a.Audit(c, t, events.TemporaryIssued.OK(f.SubjectKey, events.Details{Channel: channel})); err != nil {
		return err
	}
	if msg != nil {
		msg.Kind, msg.Secret, msg.Request, msg.At, msg.Until = db.KindTemporary, secret, f.Request, now, until
		return web.Post(ctx, t, m, *msg, until)
	}
	return a.queueLetter(c, t, f, m, secret, now, until)
}

// queueLetter writes the letter, and the notice that it is on its way by the channel that was chosen.
func (a *Pages) queueLetter(c echo.Context, t *db.Tx, f *db.Flow, m *db.Member, secret string, now, until time.Time) error {
	ctx := c.Request().Context()
	notice, reachable := a.Destination(m, f.Channel)
	notice.Kind, notice.Request, notice.At = db.KindLetterNotice, f.Request, now
	if m == nil {
		return web.Post(ctx, t, nil, notice, now.Add(web.NoticeLife))
	}
	err := t.QueueLetter(ctx, m.ID, db.LetterPayload{
		Name: m.Profile.DisplayName(), Secret: secret, Request: f.Request, At: now, Until: until,
	})
	if err != nil || !reachable {
		return err
	}
	return web.Post(ctx, t, m, notice, now.Add(web.NoticeLife))
}

// letterAllowed says whether the caps on letters leave one: by default 1 in 7 days and 3 in 90.
func (a *Pages) letterAllowed(ctx context.Context, t *db.Tx, subjectKey []byte, now time.Time) (bool, error) {
	until, err := web.FreeAt(ctx, t.Reader, db.LettersSent, subjectKey, a.Limits.LetterCaps(), now)
	return until.IsZero(), err
}

// finish ends a flow with its outcome.
func finish(f *db.Flow, outcome string, now time.Time) {
	f.Outcome, f.EndedAt = outcome, now
}
