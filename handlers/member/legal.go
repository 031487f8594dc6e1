package member

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showImprint(c echo.Context) error {
	return a.Render(c, http.StatusOK, views.Screen{Template: "mentions-legales", Data: a.Caisse.Legal})
}

func (a *Pages) showAccessibility(c echo.Context) error {
	return a.Render(c, http.StatusOK, views.Screen{Template: "accessibilite", Data: a.Caisse.Legal})
}

// showPrivacy tells what articles 13 and 14 of the GDPR ask for. Its lengths of time are those that the service lives by.
func (a *Pages) showPrivacy(c echo.Context) error {
	cookies := a.Cookies()
	if a.FranceConnect != nil {
		cookies = append(cookies, views.CookieRow{Name: a.attemptCookie("", attemptLife).Name, Purpose: texts.CookieFranceConnect, Life: texts.Span(attemptLife)})
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "donnees-personnelles", Data: views.PrivacyData{
		DPO: a.Caisse.Legal.DPO, Host: a.Caisse.Legal.Host, FranceConnect: a.FranceConnect != nil, SMS: a.SMS, Cookies: cookies,
		Kept: views.Kept{
			History: texts.Span(db.KeepHistory), Counts: texts.Span(db.KeepCounts), Tries: texts.Span(db.KeepTries),
			Journey: texts.Span(a.Limits.JourneyTTL + db.KeepFlows), Code: texts.Span(a.Limits.CodeTTL),
			Temporary: texts.Span(a.Limits.TemporaryTTL), Letter: texts.Span(a.Limits.LetterTTL), Known: texts.Span(a.Limits.KnownBrowserTTL),
			Backups: a.BackupsKept,
		}}})
}
