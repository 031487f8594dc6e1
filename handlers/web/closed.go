package web

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey/acts"
)

// ClosedPath is the page that tells members that they have closed their space.
const ClosedPath = "/espace-ferme"

// closedOwn says whether this browser's login ended because its member closed their own account, and the account is still
// closed.
func (a *Base) closedOwn(c echo.Context) (bool, error) {
	ctx := c.Request().Context()
	id := a.Sessions.GetInt64(ctx, keyLogin)
	if id == 0 {
		return false, nil
	}
	login, err := a.DB.Login(ctx, id)
	var m *db.Member
	if err == nil {
		m, err = a.DB.Member(ctx, login.MemberID)
	}
	if IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return m.Status.State == db.StateClosed && m.Status.By == string(acts.Member) && login.EndedAt.Equal(m.Status.At), nil
}
