package agent

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

const suspectPath = web.AgentPath + "/message-suspect"

// suspectWays labels the channels by which a suspect message may have come.
var suspectWays = map[account.Channel]string{account.Email: "Par e-mail", account.SMS: "Par SMS", account.Letter: "Par la poste"}

// showSuspect shows the form, filled in with the number searched last if no message of the caisse has it.
func (a *Pages) showSuspect(c echo.Context) error {
	s := views.Screen{}
	if c.QueryParam("etat") == "note" {
		s.Notice = texts.SuspectNoted
	} else {
		unknown, err := a.unknownNumber(c.Request().Context(), string(a.unsealed(c, keyDeskSearch)))
		if err != nil {
			return err
		}
		s.Values = map[string]string{"numero": unknown}
	}
	return a.suspectScreen(c, s, nil)
}

func (a *Pages) suspectScreen(c echo.Context, s views.Screen, refused error) error {
	var d views.DeskSuspectData
	for _, channel := range acts.SuspectChannels {
		d.Ways = append(d.Ways, views.DeskChoice{Value: string(channel), Label: suspectWays[channel]})
	}
	s.Template, s.Action, s.Data = "agent/message-suspect", suspectPath, d
	return a.Show(c, http.StatusOK, s, refused)
}

// submitSuspect records a suspect message, unless the caisse has sent one with its number.
func (a *Pages) submitSuspect(c echo.Context) error {
	ctx := c.Request().Context()
	suspect := acts.Suspect{Channel: account.Channel(c.FormValue("voie"))}
	var noWay, noNumber error
	if !slices.Contains(acts.SuspectChannels, suspect.Channel) {
		noWay = web.Refuse("voie", texts.SuspectWay)
	}
	if typed := c.FormValue("numero"); typed != "" {
		number, _ := account.LikeRequestNumber(saidNumber(typed))
		switch unknown, err := a.nobodys(ctx, number); {
		case err != nil:
			return err
		case unknown == "":
			noNumber = web.Refuse("numero", texts.SuspectNumber)
		default:
			suspect.Number = unknown
		}
	}
	err := web.JoinRefusals(noWay, noNumber)
	if err == nil {
		err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
			return a.Acts.ReportSuspect(ctx, t, who, suspect)
		})
	}
	if err != nil {
		return a.suspectScreen(c, views.Screen{}, err)
	}
	return a.Redirect(c, suspectPath+"?etat=note")
}

// unknownNumber extracts from a search the number of a demand or a message that the caisse has not given out; empty for any other
// text. A text with a blank, and letters or digits that the caisse does not use, is a number only if words before it say so: « lot
// 123 » is not one.
func (a *Pages) unknownNumber(ctx context.Context, text string) (string, error) {
	bare := saidNumber(text)
	number, err := account.ParseRequestNumber(bare)
	if err != nil && (bare != text || !strings.ContainsFunc(bare, account.Blank)) {
		number, _ = account.LikeRequestNumber(bare)
	}
	return a.nobodys(ctx, number)
}

// nobodys returns the number if the caisse has not given it out; empty if it has.
func (a *Pages) nobodys(ctx context.Context, number string) (string, error) {
	if number == "" {
		return "", nil
	}
	known, err := a.numbered(ctx, number)
	if err != nil || !known.nothing() {
		return "", err
	}
	return number, nil
}
