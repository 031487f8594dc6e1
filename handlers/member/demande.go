package member

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// demandPath is the page that shows the state of a demand, in any browser, by its number and the identifier. No message links
// to it.
const demandPath = "/demande"

// showDemand shows the form, filled in with the number of this browser's newest demand.
func (a *Pages) showDemand(c echo.Context) error {
	all, err := a.DB.Demands(c.Request().Context(), web.BrowserKey(c), journey.Forgotten.Name)
	if err != nil {
		return err
	}
	values := map[string]string{}
	if i := slices.IndexFunc(all, func(f *db.Flow) bool { return f.Request != "" }); i >= 0 {
		values["numero"] = all[i].Request
	}
	return a.demandScreen(c, http.StatusOK, values, views.DemandData{}, nil)
}

func (a *Pages) demandScreen(c echo.Context, status int, values map[string]string, d views.DemandData, refused *web.Refusal) error {
	s := views.Screen{Template: "demande", Action: demandPath, Values: values, Data: d}
	refused.Apply(&s)
	return a.Render(c, status, s)
}

func (a *Pages) findDemand(c echo.Context) error {
	number, wrong := account.ReadRequestNumber(c.FormValue("numero"))
	if wrong != nil {
		wrong = web.RefuseField("numero", wrong)
	}
	id, unclear := a.ParseIdentifier(c)
	err := web.JoinRefusals(wrong, unclear)
	var refused *web.Refusal
	if errors.As(err, &refused) {
		return a.demandScreen(c, http.StatusUnprocessableEntity, web.Typed(c, nil), views.DemandData{}, refused)
	}
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	found, err := a.Acts.FindDemand(ctx, a.Actor(c), a.DB.Keys().IdentifierKey(id), number)
	err = a.Said(err)
	if slowed := a.Slowed(c, err); slowed != nil {
		return a.demandScreen(c, http.StatusTooManyRequests, web.Typed(c, nil), views.DemandData{}, slowed)
	}
	if err != nil {
		return err
	}
	d := views.DemandData{Number: number, Lines: a.demandLines(found, number)}
	if found.Kind == acts.DemandCode || found.Kind == acts.DemandSent {
		if d.Late, err = a.OutageNotices(ctx, found.Channel); err != nil {
			return err
		}
	}
	return a.demandScreen(c, http.StatusOK, web.Typed(c, nil), d, nil)
}

// demandLines returns the sentences that describe the state of a demand.
func (a *Pages) demandLines(s acts.DemandStatus, number string) (lines []string) {
	if s.Number != "" && s.Number != number {
		lines = append(lines, texts.DemandNumber(s.Number))
	}
	channel := events.ChannelWords(s.Channel)
	switch s.Kind {
	case acts.DemandUnknown:
		lines = append(lines, texts.DemandUnknown)
		if !s.Lately.IsZero() {
			lines = append(lines, texts.DemandLetterLately(a.onDay(s.Lately)))
		}
	case acts.DemandCode:
		if !a.Now().Before(s.Until) {
			lines = append(lines, texts.DemandCodeLate(a.When(s.At), channel))
			break
		}
		lines = append(lines, texts.DemandCode(a.When(s.At), channel, a.Clock(web.LastMinute(s.Until))), texts.DemandCodeWhere)
	case acts.DemandWaits:
		lines = append(lines, texts.DemandWaits)
	case acts.DemandLapsed:
		lines = append(lines, texts.DemandLapsed(a.When(s.At)))
	case acts.DemandEnded:
		lines = append(lines, texts.DemandEnded(a.When(s.At)))
	case acts.DemandReplaced:
		lines = append(lines, texts.DemandSent(a.When(s.At), channel), texts.DemandReplaced)
	case acts.DemandSent:
		good := texts.DemandOver
		if a.Now().Before(s.Until) {
			good = texts.DemandGood(a.Clock(web.LastMinute(s.Until)))
		}
		lines = append(lines, texts.DemandSent(a.When(s.At), channel), good)
	case acts.DemandLetter:
		lines = append(lines, a.letterLines(s)...)
	}
	return append(lines, a.answerLines(s.Answer)...)
}

func (a *Pages) letterLines(s acts.DemandStatus) []string {
	switch l := s.Letter; {
	case !l.Newest.IsZero():
		return []string{texts.DemandLetterBefore(a.onDay(l.Newest))}
	case !l.Waits.IsZero():
		return []string{texts.DemandLetterWaits(a.onDay(l.Waits))}
	case l.Ended:
		return []string{texts.DemandLetterDeclined}
	}
	printed := texts.DemandNotPrinted
	if !s.Printed.IsZero() {
		printed = texts.DemandPrinted(a.onDay(s.Printed))
	}
	return []string{texts.DemandLetter(a.When(s.At), a.onDay(s.At.In(a.Location).AddDate(0, 0, web.LetterDays))), printed}
}

func (a *Pages) answerLines(m *db.SentMessage) []string {
	switch {
	case m == nil:
		return nil
	case m.State == db.MessageRefused, m.Fate == db.FateBounced:
		at := m.DoneAt
		if m.Fate == db.FateBounced {
			at = m.FateAt
		}
		return []string{texts.DemandRefused(a.When(at))}
	case m.State == db.MessageSent:
		return []string{texts.DemandAccepted(a.When(m.DoneAt))}
	}
	return nil
}
