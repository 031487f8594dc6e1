package agent

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/courier"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// heldPath is the page of the messages of strangers beyond a budget, and of the fourth letters, that wait for an agent.
const heldPath = web.AgentPath + "/en-attente"

const (
	heldShown     = 200
	lettersAtOnce = 100 // released together: each letter's password is hashed first, which takes about 25 ms
)

// heldList is everything that waits, oldest first.
type heldList struct {
	messages []db.HeldMessage
	letters  []db.LetterRequest
}

func (a *Pages) heldList(ctx context.Context) (l heldList, err error) {
	if l.messages, err = a.DB.HeldMessages(ctx, -1); err != nil {
		return l, err
	}
	l.letters, err = a.DB.LetterRequests(ctx, -1)
	return l, err
}

// heldCount returns the number of messages and letters that wait for a decision; 0 for an agent who may not decide.
func (a *Pages) heldCount(ctx context.Context, agent *db.Agent) (int, error) {
	if !acts.MayRelease.Of(agent.Role) {
		return 0, nil
	}
	messages, err := a.DB.HeldCount(ctx)
	if err != nil {
		return 0, err
	}
	letters, err := a.DB.LetterRequestCount(ctx)
	return messages + letters, err
}

// heldTasks shows what waits on the home page.
func (a *Pages) heldTasks(ctx context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	n, err := a.heldCount(ctx, agent)
	if err != nil || n == 0 {
		return nil, err
	}
	return []views.DeskTask{{URL: heldPath, Urgent: true, Label: texts.Plural(n, "Un envoi attend l'accord d'un agent", "%d envois attendent l'accord d'un agent")}}, nil
}

// budgets returns, for each budget that is nearly or wholly used, how much is used and what to do.
func (a *Pages) budgets(ctx context.Context) (said []string, err error) {
	uses, err := a.Acts.Uses(ctx, a.DB.Reader)
	if err != nil {
		return nil, err
	}
	for _, u := range uses {
		switch {
		case u.Full():
			said = append(said, texts.Join(texts.Sentence(u.Words()), texts.BudgetFull))
		case u.High():
			said = append(said, texts.Join(texts.Sentence(u.Words()), texts.BudgetNear))
		}
	}
	return said, nil
}

// showHeld shows the list, and records the visit in the audit log.
func (a *Pages) showHeld(c echo.Context) error {
	notice := ""
	if n, err := strconv.Atoi(c.QueryParam("nombre")); err == nil && n >= 0 {
		useless, _ := strconv.Atoi(c.QueryParam("inutiles")) // an empty parameter means none
		notice = map[string]string{"parti": texts.HeldLeft(n, max(0, useless)), "refuse": texts.HeldStopped(n)}[c.QueryParam("etat")]
	}
	return a.heldScreen(c, notice, nil)
}

func (a *Pages) heldScreen(c echo.Context, notice string, refused error) error {
	ctx := c.Request().Context()
	waiting, err := a.heldList(ctx)
	if err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.HeldListed.OK(nil, events.Details{})); err != nil {
		return err
	}
	d, err := a.heldData(ctx, waiting)
	if err != nil {
		return err
	}
	ticked := a.Ticked(c, "envoi", refused)
	for i, row := range d.Rows {
		d.Rows[i].Checked = slices.Contains(ticked, row.Key)
	}
	if d.Budgets, err = a.budgets(ctx); err != nil {
		return err
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/en-attente", Action: heldPath, Notice: notice, Data: d}, refused)
}

// heldData builds the first rows of the list, and the position of its end, so that « tout » means what waited when the page
// was shown.
func (a *Pages) heldData(ctx context.Context, l heldList) (d views.DeskHeldData, err error) {
	d.All = len(l.messages) + len(l.letters)
	type row struct {
		views.DeskHeld
		at     time.Time
		member int64
	}
	var (
		rows              []row
		messages, letters db.HeldRow
	)
	for _, h := range l.messages {
		what := courier.KindWords(h.Kind) + " " + events.ChannelWords(h.Channel)
		if h.Kind == db.KindContact {
			what = texts.HeldContact
		}
		rows = append(rows, row{views.DeskHeld{Key: "m" + waitingKey(h.Row()), Request: h.Request, What: what, Since: a.Since(h.HeldAt), Until: a.Clock(h.ExpiresAt)}, h.HeldAt, h.MemberID})
		messages = upTo(messages, h.Row())
	}
	for _, r := range l.letters {
		what := map[db.LetterWait]string{db.WaitsQuarter: texts.HeldLetterQuarter, db.WaitsBudget: texts.HeldLetterBudget}[r.Why]
		rows = append(rows, row{views.DeskHeld{Key: "c" + waitingKey(r.Row()), Request: r.Request, What: what, Since: a.Since(r.AskedAt), Until: a.Clock(r.ExpiresAt)}, r.AskedAt, r.MemberID})
		letters = upTo(letters, r.Row())
	}
	d.Messages, d.Letters = waitingKey(messages), waitingKey(letters)
	slices.SortStableFunc(rows, func(x, y row) int { return x.at.Compare(y.at) })
	rows = rows[:min(len(rows), heldShown)]
	members, err := desk.MembersOf(ctx, &a.Common, rows, func(r row) int64 { return r.member })
	if err != nil {
		return d, err
	}
	for _, r := range rows {
		if r.member != 0 {
			m := members[r.member]
			if m == nil {
				continue
			}
			r.Name, r.URL = m.Profile.DisplayName(), desk.MemberURL(m.ID)
		}
		d.Rows = append(d.Rows, r.DeskHeld)
	}
	return d, nil
}

// chosenHeld reads the rows that the agent decides on: the ticked ones, or all that waited when the page was shown.
func (a *Pages) chosenHeld(c echo.Context) (chosen acts.Held, err error) {
	form, err := c.FormParams()
	if err != nil {
		return chosen, err
	}
	if form.Get("choix") != "tous" {
		for _, key := range form["envoi"] {
			switch w := readWaiting(key[min(1, len(key)):]); {
			case w == (db.HeldRow{}):
			case key[0] == 'm':
				chosen.Messages = append(chosen.Messages, w)
			case key[0] == 'c':
				chosen.Letters = append(chosen.Letters, w)
			}
		}
		if len(chosen.Messages)+len(chosen.Letters) == 0 {
			return chosen, web.Refuse("", texts.HeldNothingChosen)
		}
		return chosen, nil
	}
	waiting, err := a.heldList(c.Request().Context())
	if err != nil {
		return chosen, err
	}
	messages, letters := readWaiting(form.Get("messages")), readWaiting(form.Get("courriers"))
	for _, h := range waiting.messages {
		if upTo(messages, h.Row()) == messages {
			chosen.Messages = append(chosen.Messages, h.Row())
		}
	}
	for _, r := range waiting.letters {
		if upTo(letters, r.Row()) == letters {
			chosen.Letters = append(chosen.Letters, r.Row())
		}
	}
	return chosen, nil
}

// upTo extends the end of a list so that it includes w.
func upTo(end, w db.HeldRow) db.HeldRow {
	return db.HeldRow{ID: max(end.ID, w.ID), Since: max(end.Since, w.Since)}
}

// waitingKey returns the name of a row in the form.
func waitingKey(w db.HeldRow) string { return fmt.Sprintf("%d-%d", w.ID, w.Since) }

// readWaiting parses the result of waitingKey; it returns the zero row for anything else.
func readWaiting(key string) (w db.HeldRow) {
	if _, err := fmt.Sscanf(key, "%d-%d", &w.ID, &w.Since); err != nil {
		return db.HeldRow{}
	}
	return w
}

// decideHeld reads the form, decides, and redirects to the page with the result, which decide returns as parameters.
func (a *Pages) decideHeld(c echo.Context, decide func(ctx context.Context, chosen acts.Held, grounds events.Grounds) (url.Values, error)) error {
	chosen, err := a.chosenHeld(c)
	grounds, noReason := desk.ParseGroundsOf(events.HeldMatter, c, db.Profile{})
	var done url.Values
	if err = web.JoinRefusals(err, noReason); err == nil {
		done, err = decide(c.Request().Context(), chosen, grounds)
		err = a.Explain(err)
	}
	var refused *web.Refusal
	if errors.As(err, &refused) {
		return a.heldScreen(c, "", refused)
	}
	if err != nil {
		return err
	}
	return a.Redirect(c, heldPath+"?"+done.Encode())
}

func (a *Pages) releaseHeld(c echo.Context) error {
	return a.decideHeld(c, func(ctx context.Context, chosen acts.Held, grounds events.Grounds) (url.Values, error) {
		chosen.Letters = chosen.Letters[:min(len(chosen.Letters), lettersAtOnce)]
		n, useless, err := a.Acts.Release(ctx, a.Actor(c), chosen, grounds)
		done := url.Values{"etat": {"parti"}, "nombre": {strconv.Itoa(n)}}
		if useless > 0 {
			done.Set("inutiles", strconv.Itoa(useless))
		}
		return done, err
	})
}

func (a *Pages) declineHeld(c echo.Context) error {
	return a.decideHeld(c, func(ctx context.Context, chosen acts.Held, grounds events.Grounds) (url.Values, error) {
		n := 0
		err := a.DB.InTx(ctx, func(t *db.Tx) (err error) {
			n, err = a.Acts.Decline(ctx, t, a.Actor(c), chosen, grounds)
			return err
		})
		return url.Values{"etat": {"refuse"}, "nombre": {strconv.Itoa(n)}}, err
	})
}

// backToHeld redirects from the addresses that remain in the browser after a refused form.
func (a *Pages) backToHeld(c echo.Context) error { return a.Redirect(c, heldPath) }
