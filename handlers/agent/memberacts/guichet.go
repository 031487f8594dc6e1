package memberacts

import (
	"bytes"
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// ShowCounter shows the page for a member who is at the counter.
func (a *Pages) ShowCounter(c echo.Context, m *db.Member) error { return a.counterScreen(c, m, nil) }

func (a *Pages) counterScreen(c echo.Context, m *db.Member, refused error) error {
	ctx := c.Request().Context()
	d := views.DeskCounterData{Who: a.Who(m), Need: asked(acts.ToHandSlip), Lacks: lacks(m), Life: texts.SlipLife(int(a.Limits.TemporaryTTL.Hours())), Category: m.Category}
	_, d.Question = account.QuestionFor(m.Category)
	p, ok, full, err := a.Acts.ProofForSlip(ctx, a.DB.Reader, a.Actor(c), m)
	if err != nil {
		return err
	}
	if d.Full = full; ok {
		d.Proof = texts.SlipProof(proofWords[p.Kind].what, p.Second, a.Clock(p.At))
	}
	waiting, err := a.DB.WaitingApproval(ctx, m.ID, a.Now())
	if err == nil {
		d.Waiting = desk.ApprovalURL(waiting.ID)
	} else if !web.IsNotFound(err) {
		return err
	}
	s := views.Screen{Data: d}
	switch state := c.QueryParam("etat"); { // only while it is still true, because the page may be reloaded
	case refused != nil:
	case state == "juste" && ok:
		s.Notice = texts.SlipAnswered
	case state == "accord" && d.Waiting != "":
		s.Notice = texts.AgreementAsked
	}
	return a.ActScreen(c, m, "guichet", s, refused)
}

// SubmitCounter returns the slip. The key Enter in any field of the page is handled here, too: it performs the act whose fields are
// filled in. An answer, which counts once, is refused if other fields are filled in as well.
func (a *Pages) SubmitCounter(c echo.Context, m *db.Member) error {
	switch entered := c.FormValue("entree") != ""; {
	case !entered:
	case filled(c, "reponse") && filled(c, "motif_accord", "piece", "raison", "motif"): // the answer counts once, so Enter in another field must not use it up
		return a.Again(c, m, web.Refuse("reponse", texts.PressForAnswer), a.counterScreen)
	case filled(c, "reponse"):
		return a.SubmitCounterAnswer(c, m)
	case filled(c, "motif_accord"):
		return a.AskAtCounter(c, m)
	}
	return a.handSlip(c, m)
}

// handSlip returns the slip, once, because the password exists only on it.
func (a *Pages) handSlip(c echo.Context, m *db.Member) error {
	reason, err := desk.ParseGrounds(c, m.Profile)
	var unseen error
	if c.FormValue("piece") != "oui" {
		unseen = web.Refuse("piece", texts.IdentityUnchecked)
	}
	if err := web.JoinRefusals(unseen, err); err != nil {
		return a.Again(c, m, err, a.counterScreen)
	}
	p, err := a.Acts.NewTemporary(c.Request().Context(), m.ID)
	if err != nil {
		return err
	}
	// Render the slip before the old password is revoked, so that a rendering error changes nothing.
	request, now := account.NewRequestNumber(), a.Now()
	var slip bytes.Buffer
	err = courier.Slip(&slip, a.Caisse, db.LetterPayload{Kind: m.Kind, Name: m.Profile.DisplayName(), Secret: p.Secret, Request: request, At: now, Until: now.Add(a.Limits.TemporaryTTL)}, a.Location)
	if err != nil {
		return err
	}
	overtaken := false
	err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
		err := a.Acts.ResetAtCounter(ctx, t, who, d, p, request)
		overtaken = desk.Changed(err)
		return err
	})
	if err != nil {
		return a.Again(c, m, err, func(c echo.Context, m *db.Member, refused error) error {
			if t := m.Temporary; overtaken && t != nil && t.Channel == account.Counter && now.Sub(t.IssuedAt) < web.SentAgain {
				refused = web.JoinRefusals(refused, web.Refuse("", texts.SlipGiven)) // the second of two clicks: the browser has discarded the first file
			}
			return a.counterScreen(c, m, refused)
		})
	}
	return a.SendFile(c, &desk.File{Name: "mot-de-passe-temporaire.pdf", Type: "application/pdf", Content: slip.Bytes()})
}
