package letters

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// heldLetter explains why a letter is held and how to release it.
func (a *Pages) heldLetter(l db.LetterRow) views.HeldLetter {
	h := views.HeldLetter{LetterLine: a.letterLine(l), Reasons: courier.HoldReasons(l.Hold, a.Location), Version: a.addressVersion(l), Renew: l.Hold.Late || l.Hold.Damaged}
	h.Stamp = l.Stamp()
	if len(l.Hold.Problems) == 0 && l.Hold.CameBack.IsZero() {
		return h
	}
	for i, line := range l.Lines {
		refused := slices.ContainsFunc(l.Hold.Problems, func(p account.AddressProblem) bool { return p.Line == i+1 })
		h.Lines = append(h.Lines, views.AddressLine{Text: line, Refused: refused})
	}
	shorter := account.Shortened(l.Lines)
	left := account.CheckAddress(shorter)
	h.Accept, h.Shorten = len(left) == 0, len(l.Hold.Names) > 0
	h.Mend = slices.ContainsFunc(left, func(p account.AddressProblem) bool { return !ofName(l, p.Line) })
	if h.Accept && !slices.Equal(shorter, l.Lines) {
		h.Proposed = shorter
	}
	return h
}

// ofName says whether a line of the address is a name that may be shortened.
func ofName(l db.LetterRow, line int) bool {
	return slices.ContainsFunc(l.Hold.Names, func(n account.ShortName) bool { return n.Line == line })
}

// addressVersion is a fingerprint of the address shown to the agent.
func (a *Pages) addressVersion(l db.LetterRow) string {
	return hex.EncodeToString(a.DB.Keys().Index("letter address shown", []byte(strings.Join(l.Lines, "\n")))[:8])
}

// BackToLetters redirects a GET on the URL of a form.
func (a *Pages) BackToLetters(c echo.Context) error { return a.Redirect(c, LettersPath) }

// seenAddress returns the address of a letter as it was when the page was rendered.
func (a *Pages) seenAddress(id int64, version string) acts.SeenAddress {
	return acts.SeenAddress{LetterID: id, Version: version, VersionOf: a.addressVersion}
}

// unsettled renders the letters again, with the ticked boxes and the refusal for one of them.
func (a *Pages) unsettled(c echo.Context, why error) error {
	chosen, _ := a.tickedLetters(c) // an invalid value selects no letter
	return a.lettersScreen(c, chosen, "", why)
}

// settled redirects to the letters with a confirmation, and keeps the ticked boxes.
func (a *Pages) settled(c echo.Context, state string) error {
	a.KeepRest(c)
	return a.Redirect(c, LettersPath+"?etat="+state)
}

// AcceptAddress releases a held letter with the abbreviated address shown to the agent.
func (a *Pages) AcceptAddress(c echo.Context) error {
	id, err := pathNumber(c, "lettre")
	if err != nil {
		return err
	}
	var left []account.AddressProblem
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		left, err = a.Acts.AcceptAddress(ctx, t, who, a.seenAddress(id, c.FormValue("vue")))
		return err
	})
	switch {
	case errors.Is(err, db.ErrMoved):
		return a.unsettled(c, letterMoved())
	case err != nil:
		return err
	case len(left) > 0:
		return a.unsettled(c, web.Refuse("", texts.LetterUnshortened(left[0].Reason)))
	}
	return a.settled(c, "accepte")
}

// RenewWaiting issues a new password for a letter that waited too long or cannot be decrypted.
func (a *Pages) RenewWaiting(c echo.Context) error {
	id, err := pathNumber(c, "lettre")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	l, err := a.DB.WaitingLetter(ctx, id, a.Now())
	if err != nil && !errors.Is(err, db.ErrMoved) {
		return err
	}
	var why db.LetterReason
	switch {
	case l.Stamp() != c.FormValue("vue"):
		return a.unsettled(c, letterMoved())
	case l.Hold.Damaged:
		why = db.RenewedJam
	case l.Hold.Late:
		why = db.RenewedLate
	default:
		return a.unsettled(c, letterMoved())
	}
	done, err := a.Acts.RenewLetters(ctx, a.Actor(c), db.LetterChoice{IDs: []int64{id}}, why)
	switch {
	case errors.Is(err, db.ErrMoved):
		return a.unsettled(c, letterMoved())
	case err != nil:
		return err
	case len(done.Again) == 0:
		return a.settled(c, "sans-suite")
	}
	return a.settled(c, "refait")
}
