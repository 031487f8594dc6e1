package member

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/held"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// dataURL is « Mes données »: what data about the member is stored, and a copy of it.
const dataURL = "/espace/mon-compte/donnees"

func (a *Pages) showData(c echo.Context) error { return a.dataScreen(c, http.StatusOK, nil) }

func (a *Pages) dataScreen(c echo.Context, status int, refused *web.Refusal) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	d := views.OwnDataData{HasPassword: v.Member.PasswordHash != "", DPO: a.Caisse.Legal.DPO, Kept: a.kept()}
	if d.HasPassword {
		d.PasswordSince = web.Day(v.Member.PasswordChangedAt.In(a.Location))
	}
	s := views.Screen{Template: "mes-donnees", Action: dataURL, Data: d}
	refused.Apply(&s)
	return a.Render(c, status, s)
}

// sendData verifies the current password, and responds with the copy as a file.
func (a *Pages) sendData(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v.Member.PasswordHash == "" {
		return a.Redirect(c, dataURL)
	}
	err = a.ProveCurrent(c, v.Member, "actuel", c.FormValue("actuel"))
	var copied bytes.Buffer
	if err == nil {
		ctx := c.Request().Context()
		err = a.DB.InTx(ctx, func(t *db.Tx) error {
			about, err := a.Acts.ExportOwn(ctx, t, a.Actor(c), v.Member)
			if err != nil {
				return err
			}
			return held.Write(&copied, a.Acts, about, held.ForMember)
		})
	}
	if slowed := a.Slowed(c, err); slowed != nil {
		return a.dataScreen(c, http.StatusTooManyRequests, slowed)
	}
	var (
		wrong   *web.Refusal
		refused *acts.Refused
	)
	switch {
	case errors.As(err, &wrong):
		return a.dataScreen(c, http.StatusUnprocessableEntity, wrong)
	case errors.As(err, &refused) && refused.Why == acts.TooManyExports:
		a.RetryAfter(c.Response(), refused.Until)
		return a.dataScreen(c, http.StatusTooManyRequests, web.Refuse("", texts.TooManyExports(a.From(refused.Until))))
	case refused != nil, web.IsNotFound(err): // the login has ended meanwhile
		return a.Redirect(c, "/espace")
	case err != nil:
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="mes-donnees.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, copied.Bytes())
}
