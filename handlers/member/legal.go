package member

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/openid"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showImprint(c echo.Context) error {
	return a.Render(c, http.StatusOK, views.Screen{Template: "mentions-legales", Data: a.Caisse.Legal})
}

func (a *Pages) showAccessibility(c echo.Context) error {
	return a.Render(c, http.StatusOK, views.Screen{Template: "accessibilite", Data: a.Caisse.Legal})
}

// showPrivacy shows the information that articles 13 and 14 of the GDPR require. The periods are those that the service
// applies.
func (a *Pages) showPrivacy(c echo.Context) error {
	cookies := a.Cookies()
	if a.FranceConnect != nil {
		cookies = append(cookies, views.CookieRow{Name: a.attempts().Name, Purpose: texts.CookieFranceConnect, Life: texts.Lasting(openid.AttemptLife)})
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "donnees-personnelles", Data: views.PrivacyData{
		DPO: a.Caisse.Legal.DPO, Host: a.Caisse.Legal.Host, FranceConnect: a.FranceConnect != nil, SMS: a.SMS, Cookies: cookies,
		Kept: a.kept()}})
}

// kept returns the retention periods of the data.
func (a *Pages) kept() views.Kept {
	return views.Kept{
		History: texts.Lasting(db.KeepHistory), Counts: texts.Lasting(db.KeepCounts), Tries: texts.Lasting(db.KeepTries),
		Journey: texts.Lasting(a.Limits.JourneyTTL + db.KeepFlows), Ended: texts.Lasting(db.KeepFlows), Code: texts.Lasting(a.Limits.CodeTTL),
		Temporary: texts.Lasting(a.Limits.TemporaryTTL), Letter: texts.Lasting(a.Limits.LetterTTL), Known: texts.Lasting(a.Limits.KnownBrowserTTL), Closed: texts.Lasting(a.Limits.ClosedKeep),
		Backups: a.BackupsKept,
	}
}
