package agent

import (
	"cmp"
	"log/slog"
	"net/url"

	"github.com/labstack/echo/v4"

	"sesame/handlers/agent/directory"
	"sesame/handlers/openid"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
)

// States of a failed login by the directory, and of a logout while it does not answer, in the query « etat ».
const (
	directoryDenied  = "annuaire-abandon"
	directoryExpired = "annuaire-fin"
	directoryDown    = "annuaire-panne"
	directoryFault   = "annuaire-erreur"
	directoryStays   = "annuaire-ouvert"
)

// directoryStates maps the states to messages. The states of a refusal are named by its cause.
var directoryStates = map[string]string{
	directoryDenied:                texts.DirectoryDenied,
	directoryExpired:               texts.DirectoryExpired,
	directoryDown:                  texts.DirectoryDown,
	directoryFault:                 texts.DirectoryFault,
	directoryStays:                 texts.DirectoryStays,
	refusedState(events.NoRole):    texts.DirectoryNoRole,
	refusedState(events.NameTaken): texts.DirectoryNameTaken,
	refusedState(events.UnfitName): texts.DirectoryUnfitName,
	refusedState(events.NoAccess):  texts.DirectoryNoAccess,
}

// directoryCauses maps the causes of a refusal to their names in addresses.
var directoryCauses = map[events.Cause]string{events.NoRole: "role", events.NameTaken: "pris", events.UnfitName: "nom", events.NoAccess: "retire"}

func refusedState(cause events.Cause) string { return "annuaire-" + directoryCauses[cause] }

// directoryFailed logs a failed login in one line without personal data, and tells the agent what to do.
func (a *Pages) directoryFailed(c echo.Context, f *directory.Failure) error {
	state := directoryFault
	if f.Down {
		state = directoryDown
	}
	a.logDirectory(c, f.Class, f.Err)
	return a.Redirect(c, journey.Login.Start+"?"+url.Values{"etat": {state}, "reference": {web.Reference(c.Request())}}.Encode())
}

// directoryRefused ends a login that the agent has cancelled, that does not belong to this browser, or that is refused here.
func (a *Pages) directoryRefused(c echo.Context, state, class string) error {
	a.logDirectory(c, class, nil)
	return a.Redirect(c, journey.Login.Start+"?etat="+state)
}

// directoryUnknown refuses a person whom the directory has authenticated but who has no access here.
func (a *Pages) directoryUnknown(c echo.Context, p acts.DirectoryPerson, cause events.Cause) error {
	if err := a.Acts.RefuseDirectory(c.Request().Context(), a.Actor(c), p, cause); err != nil {
		return err
	}
	return a.directoryRefused(c, refusedState(cause), string(cause))
}

func (a *Pages) logDirectory(c echo.Context, class string, err error) {
	a.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "the agents' directory has let nobody in", slog.String("reference", web.Reference(c.Request())),
		slog.String("class", class), slog.String("cause", openid.Cause(err)), slog.String("remedy", openid.Remedy(err)))
}

// deskNotice returns the message of a state on the login page; empty for any other.
func deskNotice(c echo.Context) string {
	state := c.QueryParam("etat")
	notice := cmp.Or(deskStates[state], directoryStates[state])
	if r := c.QueryParam("reference"); (state == directoryDown || state == directoryFault) && web.IsReference(r) {
		return texts.WithReference(notice, r)
	}
	return notice
}
