package agent

import (
	"context"
	"slices"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
	"sesame/views"
)

// journeysShown is the maximum number of journeys on a member's page, because strangers may begin many.
const journeysShown = 3

// fillJourneys describes the journeys in progress of the member, or of somebody who entered their identifier.
func (a *Pages) fillJourneys(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	flows, err := a.DB.FlowsOf(ctx, m.ID, a.Now())
	if err != nil {
		return err
	}
	for _, f := range flows[:min(len(flows), journeysShown)] {
		j, known := journey.ByName(f.Journey)
		if !known {
			continue
		}
		said := texts.UnderWay(j.Title, a.Since(f.CreatedAt), j.Current(web.Facts(f, m)).Guide, f.Request)
		code, advice, err := a.codeUnderWay(ctx, m, f)
		if err != nil {
			return err
		}
		d.Journeys = append(d.Journeys, texts.Join(said, code))
		if advice != "" && !slices.Contains(d.Advice, advice) {
			d.Advice = append(d.Advice, advice)
		}
	}
	return nil
}

// codeUnderWay describes the delivery and the tries of a journey's newest code, with advice; both are empty if none was
// sent.
func (a *Pages) codeUnderWay(ctx context.Context, m *db.Member, f *db.Flow) (said, advice string, err error) {
	code, err := a.DB.NewestCode(ctx, f.ID)
	if web.IsNotFound(err) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	if !a.Now().Before(code.ExpiresAt) {
		return texts.CodeUnderWayLate(a.Since(code.ExpiresAt)), texts.AdviseNewCode, nil
	}
	sent, err := a.DB.SentMessages(ctx, m.ID, listed)
	if err != nil {
		return "", "", err
	}
	i := slices.IndexFunc(sent, func(s db.SentMessage) bool { return s.Request == f.Request && f.Request != "" })
	if i < 0 {
		return "", "", nil
	}
	advice = map[account.Channel]string{account.Email: texts.AdviseSpam, account.SMS: texts.AdviseSMS}[sent[i].Channel]
	switch {
	case badNews(sent[i]):
		advice = texts.AdviseContact
	case sent[i].State == db.MessageWaiting:
		advice = ""
	}
	to := map[account.Channel]string{account.Email: "par e-mail", account.SMS: "par SMS"}[sent[i].Channel]
	return texts.CodeUnderWay(to, a.Fate(sent[i]), code.Tries, a.Limits.CodeTries, a.Until(web.LastMinute(code.ExpiresAt))), advice, nil
}
