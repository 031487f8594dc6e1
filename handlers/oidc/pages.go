package oidc

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// keyNotKept is the key, in the echo.Context, of the error with which a request could not be stored. A page of this service
// then explains it, in place of an error of the protocol.
const keyNotKept = "oidc.not-kept"

// authorize answers a browser that a client has redirected here. The library redirects it further; an error that the library
// would answer in JSON is shown as a page.
func (p *Pages) authorize(c echo.Context) error {
	answer := &recorder{header: c.Response().Header()}
	c.Request().Form = c.QueryParams()
	maps.DeleteFunc(c.Request().Form, func(_ string, values []string) bool { return len(values) == 1 && values[0] == "" }) // an empty parameter counts as omitted (RFC 6749, section 3.1)
	// The library rejects a malformed max_age before it knows the redirect address. An out-of-range number is used instead,
	// which checkRequest reports to the client.
	if slices.ContainsFunc(c.Request().Form["max_age"], isNoAge) {
		c.Request().Form.Set("max_age", strconv.FormatUint(uint64(longestAge)+1, 10))
	}
	ask(p.protocol, c, answer)
	if err, ok := c.Get(keyNotKept).(error); ok {
		return err
	}
	if answer.status < http.StatusMultipleChoices || answer.status >= http.StatusBadRequest {
		return p.notOpen(c, answer)
	}
	return p.lead(c, answer.header.Get("Location"))
}

// lead redirects to a page of this service, or to a client. For an error it adds the issuer, so that the client knows which
// provider answers (RFC 9207).
func (p *Pages) lead(c echo.Context, to string) error {
	c.Response().Header().Del("Location")
	address, fragment, _ := strings.Cut(to, "#")
	u, err := url.Parse(address)
	if err != nil || !u.IsAbs() {
		return p.Redirect(c, to)
	}
	if query, refused := p.refusal(c, u.RawQuery); refused {
		u.RawQuery = query
	}
	// The library puts an error into the fragment if the request asks for that response mode, or for a token.
	if told, refused := p.refusal(c, fragment); refused {
		fragment = told
	}
	to = u.String()
	if fragment != "" {
		to += "#" + fragment
	}
	p.Views.RedirectOutside(c.Response(), c.Request(), to)
	return nil
}

// refusal returns the parameters of an error for the client; false if the parameters are not an error.
func (p *Pages) refusal(c echo.Context, parameters string) (told string, refused bool) {
	values, err := url.ParseQuery(parameters)
	if err != nil || !values.Has("error") {
		return "", false
	}
	if values.Get("error") == string(spec.ServerError) {
		p.fault(c, values.Get("error_description"))
		values.Del("error_description")
	}
	values.Set("iss", p.issuer())
	return values.Encode(), true
}

// again redirects a POST to the same request by GET, because browsers send no session cookie with a form from another site.
func (p *Pages) again(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, authorizePath+"?"+parameters(c).Encode())
}

// notOpen shows the page for a request whose error cannot be redirected to the client, because its redirect address is not
// trusted.
func (p *Pages) notOpen(c echo.Context, answer *recorder) error {
	var told struct {
		Kind string `json:"error"`
	}
	if answer.status >= http.StatusInternalServerError || json.Unmarshal(answer.body.Bytes(), &told) != nil {
		return echo.NewHTTPError(http.StatusInternalServerError, "the protocol failed: "+answer.body.String())
	}
	answer.header.Del(echo.HeaderContentType) // that of the library's answer
	return p.closed(c, http.StatusBadRequest)
}

func (p *Pages) closed(c echo.Context, status int) error {
	return p.Render(c, status, views.Screen{Template: "erreur", Data: views.ErrorData{Status: http.StatusGone, Message: texts.ServiceNotOpen}})
}

// goOn redirects a logged-in member to the client that requested the login, otherwise to the caisse's portal or the
// private space. A second click redirects there again.
func (p *Pages) goOn(c echo.Context) error {
	waiting, err := p.Pending(c)
	if err != nil {
		return err
	}
	visitor, err := p.Visitor(c)
	if err != nil {
		return err
	}
	switch {
	case waiting == nil && c.QueryParam(web.ClosedParam) != "":
		return p.closed(c, http.StatusGone)
	case waiting != nil && !visitor.Satisfies(waiting.AuthorizationRequest), visitor == nil:
		return p.Redirect(c, "/connexion")
	case waiting == nil && p.PortalURL != nil && !visitor.Limited():
		return p.lead(c, p.PortalURL.String())
	case waiting == nil:
		return p.Redirect(c, "/espace")
	}
	ctx := c.Request().Context()
	client, err := p.DB.Client(ctx, waiting.ClientID)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return err
	}
	if err != nil || !slices.Contains(client.Redirects, waiting.RedirectURI) {
		return p.closed(c, http.StatusGone)
	}
	other, err := p.isAnother(ctx, client, visitor.Member.ID, waiting.Subject)
	if err != nil {
		return err
	}
	if other {
		return p.refuse(c, waiting, spec.ErrLoginRequired())
	}
	to, err := p.answer(ctx, p.Actor(c), client, visitor.Login.ID, waiting.AuthorizationRequest, waiting.ID)
	if errors.Is(err, acts.ErrLoginGone) || errors.Is(err, db.ErrNotFound) {
		return p.Redirect(c, "/connexion?etat=fin")
	}
	if err != nil {
		return err
	}
	return p.lead(c, to)
}

// refuse redirects to the client with an error, because another member has logged in than the client expects.
func (p *Pages) refuse(c echo.Context, waiting *db.Authorization, refusal *spec.Error) error {
	ctx := c.Request().Context()
	if err := p.DB.InTx(ctx, func(t *db.Tx) error { return t.AnswerAuthorization(ctx, waiting.ID, p.Now()) }); err != nil {
		return err
	}
	refusal.State = waiting.State
	to, err := op.AuthResponseURL(waiting.RedirectURI, spec.ResponseTypeCode, spec.ResponseModeQuery, refusal, spec.NewEncoder())
	if err != nil {
		return err
	}
	return p.lead(c, to)
}

// recorder stores an answer, so that a page can replace it.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}
