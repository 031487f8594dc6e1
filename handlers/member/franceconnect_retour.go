package member

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/openid"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
)

// keyIDToken holds the sealed ID token in the session, for the logout at FranceConnect.
const (
	keyIDToken    = "franceconnect"
	idTokenColumn = "sessions.id_token"
)

// returnFromFranceConnect handles the redirect back. The protocol requires a GET that logs in; the sealed cookie
// ensures that this browser asked for it, once.
func (a *Pages) returnFromFranceConnect(c echo.Context) error {
	t, answers := a.attempts().Answered(c, a.Now())
	who, proof, failure := a.identify(c, t, answers)
	if failure != nil {
		return a.franceConnectFailed(c, t, failure)
	}
	m, err := a.memberOf(c, who)
	if err != nil {
		return err
	}
	if t.Login != 0 {
		return a.proveByFranceConnect(c, t, m, proof.subject)
	}
	if waiting, err := a.Pending(c); err != nil {
		return err
	} else if waiting != nil && waiting.Fresh && !t.Fresh { // a client has requested a login meanwhile
		return a.Redirect(c, fcStart)
	}
	if m == nil {
		if err := a.Acts.RefuseFranceConnect(c.Request().Context(), a.Actor(c), nil); err != nil {
			return err
		}
		return a.franceConnectFailed(c, t, &fcFailure{state: fcUnknown, class: "matching"})
	}
	entered, err := a.Acts.EnterByFranceConnect(c.Request().Context(), a.Actor(c), m, proof.subject, a.journeys[journey.Personalisation.Name].Former(c))
	if isOtherSubject(err) {
		return a.franceConnectFailed(c, t, otherSubject)
	}
	if isSuspended(err) {
		return a.franceConnectFailed(c, t, suspendedAccount)
	}
	if err != nil {
		return err
	}
	to, err := a.entered(c, entered, a.DB.Keys().Seal(idTokenColumn, nil, []byte(proof.idToken)))
	if err != nil {
		return err
	}
	return a.RedirectKept(c, to, m.IdentifierKey)
}

// fcTokens is the rest of FranceConnect's response: the subject and the ID token.
type fcTokens struct {
	subject db.FranceConnectSubject
	idToken string
}

var (
	otherSubject     = &fcFailure{state: fcSubject, class: "another subject"}
	suspendedAccount = &fcFailure{state: fcSuspended, class: "suspended account"}
)

func isOtherSubject(err error) bool {
	var refused *acts.Refused
	return errors.As(err, &refused) && refused.Why == acts.OtherSubject
}

// identify returns the identity of the user who was redirected back. answers says that the response belongs to the attempt
// t.
func (a *Pages) identify(c echo.Context, t *openid.Attempt, answers bool) (account.Identity, fcTokens, *fcFailure) {
	var nobody account.Identity
	if t == nil {
		return nobody, fcTokens{}, &fcFailure{state: fcExpired, class: "cookie"}
	}
	if !answers {
		return nobody, fcTokens{}, &fcFailure{state: fcExpired, class: "state"}
	}
	if issuer := c.QueryParam("iss"); issuer != "" && issuer != a.FranceConnect.Issuer {
		return nobody, fcTokens{}, &fcFailure{state: fcFault, class: "issuer"} // RFC 9207
	}
	if c.QueryParam("error") != "" {
		return nobody, fcTokens{}, refusedThere(c.QueryParam("error"))
	}
	ctx, cancel := a.FranceConnect.Context(c.Request().Context())
	defer cancel()
	p, err := a.FranceConnect.Provider(a.Now)
	if err != nil {
		return nobody, fcTokens{}, &fcFailure{fcDown, "discovery", err}
	}
	return a.readTokens(ctx, p, t, c.QueryParam("code"))
}

// refusedThere classifies an error code of FranceConnect.
func refusedThere(code string) *fcFailure {
	failure := &fcFailure{state: fcFault, class: openid.RefusalClass(code)}
	switch {
	case code == openid.Denied:
		failure.state = fcDenied
	case openid.DownThere(code):
		failure.state = fcDown
	}
	return failure
}

// memberOf returns the only individual member who matches the identity. It returns nil for none and for several,
// because the member is never guessed.
func (a *Pages) memberOf(c echo.Context, who account.Identity) (*db.Member, error) {
	key := who.Key(a.DB.Keys().Index)
	if key == nil {
		return nil, nil
	}
	homonyms, err := a.DB.MembersByIdentity(c.Request().Context(), key, a.Now())
	if err != nil {
		return nil, err
	}
	var found *db.Member
	for _, m := range homonyms {
		if !who.Fits(m.Profile.Identifier, m.Profile.FirstName) {
			continue
		}
		if found != nil {
			return nil, nil
		}
		found = m
	}
	return found, nil
}

// proveByFranceConnect begins the change of password for a member who has no current password. The session must still
// be the one that left for FranceConnect, and the identity must be its member's.
func (a *Pages) proveByFranceConnect(c echo.Context, t *openid.Attempt, m *db.Member, s db.FranceConnectSubject) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v == nil || v.Login.ID != t.Login {
		return &web.Away{URL: journey.Change.Path}
	}
	if m == nil || m.ID != v.Member.ID {
		if err := a.Acts.RefuseFranceConnect(c.Request().Context(), a.Actor(c), v.Member.IdentifierKey); err != nil {
			return err
		}
		return a.franceConnectFailed(c, t, &fcFailure{state: fcOther, class: "proof of somebody else"})
	}
	if v.Member.PasswordHash != "" {
		return &web.Away{URL: journey.Change.Path}
	}
	if err := a.Acts.ProveByFranceConnect(c.Request().Context(), a.Actor(c), m, s); isOtherSubject(err) {
		return a.franceConnectFailed(c, t, otherSubject)
	} else if err != nil {
		return err
	}
	if err := a.beginChange(c, v.Member, "", true); err != nil {
		return err
	}
	return a.journeys[journey.Change.Name].Home(c)
}
