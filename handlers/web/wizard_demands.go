package web

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// « Oubli » and « inscription » are begun without a login, perhaps by two people at one computer or twice by one person. Each
// tab has its own flow: its forms name the flow by their version, and its address has a number if the plain address belongs to
// another flow. The browser's cookie ties the flows to the browser.

const (
	demandParam = "demande"
	keyBegun    = "begun" // flow that this request has begun
)

// BrowserKey returns the keyed hash of the browser's cookie.
func BrowserKey(c echo.Context) []byte { return thisBrowser(c.Request().Context()).key }

// findDemand reads the flow that a request is about, and the newest other one in progress in this browser.
func (w *Wizard) findDemand(c echo.Context, p *Place) error {
	all, err := w.App.DB.Demands(c.Request().Context(), BrowserKey(c), w.Journey.Name)
	if err != nil {
		return err
	}
	if p.Flow = w.asks(c, all); p.Flow == nil {
		return &Away{w.beginAgain(StateMissing)}
	}
	if p.Flow != w.plain(all) {
		p.demand = demandQuery(p.Flow)
	}
	now := w.App.Now()
	for _, f := range all {
		if f != p.Flow && f.Alive(now) {
			p.other = f
			break
		}
	}
	return nil
}

// asks picks the flow that this request has begun, or that its form or its address names, otherwise the flow of the plain
// address.
func (w *Wizard) asks(c echo.Context, all []*db.Flow) *db.Flow {
	begun, _ := c.Get(keyBegun).(string)
	version, number := c.FormValue("version"), c.QueryParam(demandParam)
	for _, names := range []func(*db.Flow) bool{
		func(f *db.Flow) bool { return begun == string(f.ID) },
		func(f *db.Flow) bool { return strings.HasPrefix(version, versionOf(f)) },
		func(f *db.Flow) bool { return number == strconv.Itoa(f.Demand) },
	} {
		for _, f := range all {
			if names(f) {
				return f
			}
		}
	}
	return w.plain(all)
}

// plain picks the flow of the address without a number, from flows listed newest first: the oldest in progress, which
// was begun when there was no other; else the newest that is finished; else the newest.
func (w *Wizard) plain(all []*db.Flow) (found *db.Flow) {
	now := w.App.Now()
	finished := false
	for _, f := range all {
		switch {
		case f.Alive(now):
			found, finished = f, true
		case !finished && f.Outcome != "" && now.Before(f.ExpiresAt):
			found, finished = f, true
		case found == nil:
			found = f
		}
	}
	return found
}

func demandQuery(f *db.Flow) string { return "?" + demandParam + "=" + strconv.Itoa(f.Demand) }

// otherDemand returns the link to the other flow in progress in this browser; nil for none. It names nobody.
func (w *Wizard) otherDemand(p *Place) *views.OtherDemand {
	if p.other == nil {
		return nil
	}
	step := w.Journey.Current(Facts(p.other, nil))
	return &views.OtherDemand{Request: p.other.Request, URL: w.Journey.URL(step) + demandQuery(p.other)}
}

// Correcting returns the identifier as typed in the flow that a request is about, and the name by which Replace finds that
// flow. Both are empty where none is in progress.
func (w *Wizard) Correcting(c echo.Context) (typed, name string, err error) {
	var (
		p    Place
		away *Away
	)
	err = w.findDemand(c, &p)
	if errors.As(err, &away) || err == nil && !p.Flow.Alive(w.App.Now()) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	return p.Flow.Secrets.Typed, versionOf(p.Flow), nil
}

// Replace ends the flow of this browser that Correcting has named; an empty name ends none.
func (w *Wizard) Replace(ctx context.Context, t *db.Tx, c echo.Context, name string) error {
	if name == "" {
		return nil
	}
	all, err := t.Demands(ctx, BrowserKey(c), w.Journey.Name)
	if err != nil {
		return err
	}
	return w.endEach(ctx, t, all, name)
}

// endDemands ends the flow that a form names. A form that names none, as on the first screen, ends the flows of this browser
// that have sent no message yet; the others belong to other tabs.
func (w *Wizard) endDemands(c echo.Context) error {
	ctx := c.Request().Context()
	all, err := w.App.DB.Demands(ctx, BrowserKey(c), w.Journey.Name)
	if err != nil {
		return err
	}
	version := c.FormValue("version")
	return w.App.DB.InTx(ctx, func(t *db.Tx) error { return w.endEach(ctx, t, all, version) })
}

func (w *Wizard) endEach(ctx context.Context, t *db.Tx, all []*db.Flow, version string) error {
	for _, f := range all {
		if version == "" && f.Request == "" || version != "" && strings.HasPrefix(version, versionOf(f)) {
			if err := t.EndFlow(ctx, f.ID, w.App.Now()); err != nil {
				return err
			}
		}
	}
	return nil
}
