package member

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showQuestion(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Data: views.QuestionData{Category: p.Flow.Category}}, nil
}

// reply is a well-formed answer; whether it is right is another matter.
type reply struct {
	serial string // carte Vitale
	nature account.Nature
	cents  int64
}

// parseReply reads the form; a malformed answer is refused and costs nothing.
func parseReply(c echo.Context, category account.Category) (reply, error) {
	q, _ := account.QuestionFor(category)
	text := c.FormValue("reponse")
	choice := c.FormValue("nature")
	if q.Vitale && choice == "" {
		return reply{}, web.Refuse("nature", texts.ChooseQuestion)
	}
	if q.Vitale && choice == "vitale" {
		serial := account.NormaliseSerial(text)
		if serial == "" {
			return reply{}, web.RefuseField("reponse", account.ErrEmpty)
		}
		return reply{serial: serial}, nil
	}
	if len(q.Natures) == 0 || q.Vitale && choice != string(q.Natures[0]) {
		return reply{}, web.Refuse("nature", texts.NotOffered)
	}
	cents, err := account.ParseAmount(text)
	if err != nil {
		return reply{}, web.RefuseField("reponse", err)
	}
	return reply{nature: q.Natures[0], cents: cents}, nil
}

// isRight compares an answer with what the caisse holds. For nobody, or a second time within 30 days, it is wrong.
func (a *Pages) isRight(ctx context.Context, m *db.Member, r reply) (bool, error) {
	if m == nil {
		return false, nil
	}
	keys := a.DB.Keys()
	if r.serial != "" {
		return m.VitaleKey != nil && string(keys.VitaleKey(m.Identifier(), r.serial)) == string(m.VitaleKey), nil
	}
	q, _ := account.QuestionFor(m.Category)
	return a.DB.HasPayment(ctx, m.ID, r.nature, a.monthsAgo(q.Months), keys.AmountKey(m.Identifier(), r.nature, r.cents))
}

// answerOnce counts the one answer of 30 days; a further one counts as wrong, whatever it says.
func (a *Pages) answerOnce(c echo.Context, t *db.Tx, subjectKey []byte, right bool, now time.Time) (bool, error) {
	ctx := c.Request().Context()
	until, err := web.FreeAt(ctx, t.Reader, db.QuestionsAnswered, subjectKey, a.Limits.QuestionCaps(), now)
	if err != nil {
		return false, err
	}
	right = right && until.IsZero()
	answered := events.QuestionAnswered.Refused(subjectKey, events.Details{})
	if right {
		answered.Result = events.OK
	}
	if err := a.Audit(c, t, answered); err != nil {
		return false, err
	}
	return right, t.Count(ctx, db.QuestionsAnswered, subjectKey, now)
}

// submitForgottenQuestion takes the one answer: right, the temporary password leaves by the chosen channel; wrong, by
// letter with a notice. Either way one password is drawn and hashed.
func (a *Pages) submitForgottenQuestion(c echo.Context, p *web.Place) error {
	r, err := parseReply(c, p.Flow.Category)
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.Flow, a.Now()
	right, err := a.isRight(ctx, p.Member, r)
	if err != nil {
		return err
	}
	secret, hash, err := a.NewTemporary(ctx)
	if err != nil {
		return err
	}
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		right, err := a.answerOnce(c, t, f.SubjectKey, right, now)
		if err != nil {
			return err
		}
		f.ProvedAt, f.AnswerRight = now, right
		if err := a.deliver(c, t, f, p.Member, secret, hash, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
}

// deliver ends a journey by question: by the chosen channel after a right answer, else by letter.
func (a *Pages) deliver(c echo.Context, t *db.Tx, f *db.Flow, m *db.Member, secret, hash string, now time.Time) error {
	msg, reachable := a.Destination(m, f.Channel)
	if !f.AnswerRight || !reachable {
		finish(f, string(account.Letter), now)
		return a.issue(c, t, f, m, secret, hash, nil, now)
	}
	finish(f, string(f.Channel), now)
	return a.issue(c, t, f, m, secret, hash, &msg, now)
}
