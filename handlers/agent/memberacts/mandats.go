package memberacts

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// mandateTextLength is the maximum length of a text of a mandate, in characters.
const mandateTextLength = 200

// FillMandates lists who acts for the member, and for whom the member acts.
func (a *Pages) FillMandates(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	about, err := a.mandatesOf(ctx, m)
	if err != nil {
		return err
	}
	for _, x := range about {
		if x.State == "" {
			d.Mandates = append(d.Mandates, x)
		} else {
			d.Idle = append(d.Idle, x)
		}
	}
	held, err := a.DB.MandatesHeld(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, x := range held {
		row, err := a.mandateRow(ctx, x, x.MemberID)
		if err != nil {
			return err
		}
		d.Holds = append(d.Holds, row)
	}
	return nil
}

// mandatesOf lists the mandates to act for a member.
func (a *Pages) mandatesOf(ctx context.Context, m *db.Member) (rows []views.DeskMandate, err error) {
	all, err := a.DB.Mandates(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		row, err := a.mandateRow(ctx, x, x.HolderID)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// mandateRow describes a mandate, with a link to the other account; other is 0 for none.
func (a *Pages) mandateRow(ctx context.Context, x db.Mandate, other int64) (row views.DeskMandate, err error) {
	row = views.DeskMandate{Kind: web.MandateWords[x.Kind], Holder: x.Holder, Scope: x.Scope, Days: web.MandateDays(x), EndURL: desk.MemberURL(x.MemberID) + "/mandats/" + strconv.FormatInt(x.ID, 10),
		Piece: texts.MandatePiece(x.Piece, web.DayOf(x.SeenOn), x.By)}
	switch x.State(a.Acts.Today()) {
	case db.MandateEnded:
		row.State, row.EndURL = texts.MandateEndedBy(a.Moment(x.EndedAt), x.EndedBy, x.EndReason), ""
	case db.MandateExpired:
		row.State = texts.MandateExpired
	case db.MandateComes:
		row.State = texts.MandateToCome
	case db.MandateRuns: // no state is shown
	}
	if other == 0 {
		return row, nil
	}
	m, err := a.DB.Member(ctx, other)
	if web.IsNotFound(err) { // an import in progress has not loaded it yet
		return row, nil
	}
	if err != nil {
		return row, err
	}
	row.Account, row.URL = m.Profile.DisplayName(), desk.MemberURL(m.ID)
	return row, nil
}

// ShowMandates shows who acts for the member, and the form that adds a mandate.
func (a *Pages) ShowMandates(c echo.Context, m *db.Member) error { return a.mandatesScreen(c, m, nil) }

func (a *Pages) mandatesScreen(c echo.Context, m *db.Member, refused error) error {
	rows, err := a.mandatesOf(c.Request().Context(), m)
	if err != nil {
		return err
	}
	d := views.DeskMandatesData{Who: a.Who(m), Need: asked(acts.ToMarkMandate), Mandates: rows}
	for _, kind := range mandateKinds {
		d.Kinds = append(d.Kinds, views.DeskChoice{Value: string(kind), Label: web.MandateWords[kind]})
	}
	return a.ActScreen(c, m, "mandats", views.Screen{Data: d}, refused)
}

var mandateKinds = []db.MandateKind{db.Guardianship, db.Curatorship, db.FamilyAuthority, db.PowerOfAttorney, db.OtherAuthorisation}

// SubmitMandate records a mandate to act for the member.
func (a *Pages) SubmitMandate(c echo.Context, m *db.Member) error {
	terms, err := a.parseMandate(c)
	holder, unknown := a.parseHolder(c)
	reason, noReason := desk.ParseGroundsOf(events.RecordMatter, c, m.Profile)
	if err = web.JoinRefusals(err, unknown, noReason); err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.AddMandate(ctx, t, who, d, holder, terms)
		})
	}
	if err != nil {
		return a.Again(c, m, err, a.mandatesScreen)
	}
	return a.Acted(c, m, "mandat")
}

// parseMandate parses the terms of the mandate.
func (a *Pages) parseMandate(c echo.Context) (terms db.MandateTerms, err error) {
	terms.Kind = db.MandateKind(c.FormValue("nature"))
	var refused []error
	if web.MandateWords[terms.Kind] == "" {
		refused = append(refused, web.Refuse("nature", texts.MandateKindNone))
	}
	for _, f := range []struct {
		field string
		into  *string
		must  bool
	}{{"qui", &terms.Holder, true}, {"etendue", &terms.Scope, false}, {"piece", &terms.Piece, true}} {
		*f.into = strings.Join(strings.Fields(c.FormValue(f.field)), " ")
		switch {
		case f.must && *f.into == "":
			refused = append(refused, web.RefuseField(f.field, account.ErrEmpty))
		case utf8.RuneCountInString(*f.into) > mandateTextLength:
			refused = append(refused, web.Refuse(f.field, texts.EntryTooLong(mandateTextLength)))
		}
	}
	for _, f := range []struct {
		field string
		into  *string
		must  bool
	}{{"vue", &terms.SeenOn, true}, {"debut", &terms.From, false}, {"fin", &terms.Until, false}} {
		day, err := parseDay(c, f.field, f.must)
		*f.into, refused = day, append(refused, err)
	}
	if terms.SeenOn > a.Acts.Today() {
		refused = append(refused, web.Refuse("vue", texts.MandateFuture))
	}
	switch {
	case terms.Until == "":
	case terms.Until < terms.From:
		refused = append(refused, web.Refuse("fin", texts.MandateBackward))
	case terms.Until < a.Acts.Today(): // nobody would be asked about it, and the member would be told that somebody may act
		refused = append(refused, web.Refuse("fin", texts.MandatePast))
	}
	return terms, web.JoinRefusals(refused...)
}

// parseDay parses a day as people write it; empty for an empty field, which is refused if must is true.
func parseDay(c echo.Context, field string, must bool) (string, error) {
	typed := strings.TrimFunc(c.FormValue(field), account.Blank)
	if typed == "" && must {
		return "", web.RefuseField(field, account.ErrEmpty)
	}
	if typed == "" {
		return "", nil
	}
	if day, ok := account.ParseDay(typed); ok {
		return day.Format(time.DateOnly), nil
	}
	return "", web.Refuse(field, texts.MandateDay)
}

// parseHolder returns the account of the person who acts for the member; nil if the field is empty.
func (a *Pages) parseHolder(c echo.Context) (*db.Member, error) {
	if strings.TrimFunc(c.FormValue("compte"), account.Blank) == "" {
		return nil, nil
	}
	return a.ParseOther(c, "compte", texts.MandateNoHolder)
}
