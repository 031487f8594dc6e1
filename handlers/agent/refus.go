package agent

import (
	"slices"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// refusal explains an event of the audit log to an agent who helps: what was refused, and what to say or do.
type refusal struct{ what, advice string }

// byCause explains the refusals for which the cause is enough.
var byCause = map[events.Cause]refusal{
	events.WrongPassword:    {texts.RefusedPassword, texts.AdvisePassword},
	events.InCapitals:       {texts.RefusedCapitals, texts.AdviseCapitals},
	events.UnknownTemporary: {texts.RefusedUnknownTemp, texts.AdviseUnknownTemp},
	events.WrongCode:        {texts.RefusedCode, texts.AdviseCode},
	events.FormerCode:       {texts.RefusedFormerCode, texts.AdviseLastCode},
	events.OthersCode:       {texts.RefusedOthersCode, texts.AdviseLastCode},
	events.LateCode:         {texts.RefusedLateCode, texts.AdviseNewCode},
	events.TriesUsed:        {texts.RefusedTriesUsed, texts.AdviseNewCode},
	events.HardenedCode:     {texts.RefusedHardened, texts.AdviseNewCode},
	events.Closed:           {texts.RefusedClosedCode, texts.AdviseNewCode},
	events.WrongAnswer:      {texts.RefusedAnswer, texts.AdviseAnswer},
	events.AnswerUsed:       {texts.RefusedAnswerUsed, texts.AdviseAnswer},
	events.AnswersMany:      {texts.RefusedTooMany, texts.AdviseWait},
}

// refused explains an event; false for an event that is not a refusal for the member.
func (a *Pages) refused(r db.AuditRow, m *db.Member) (refusal, bool) {
	d := desk.Told(r)
	switch kind := r.Kind(); {
	case kind == events.MessageRefused, kind == events.MessageBounced:
		return refusal{texts.RefusedMessage(events.ChannelWords(d.Channel), string(d.Object), string(d.Cause)), texts.AdviseContact}, true
	case kind == events.CookiesRefused:
		return refusal{texts.RefusedCookies, texts.AdviseCookies}, true
	case kind == events.LetterReturned:
		return refusal{texts.RefusedLetter(d.Cause.Words()), texts.AdviseContact}, true
	case kind == events.CodeSent && r.Result == events.Blocked:
		return refusal{texts.RefusedCodesMany, texts.AdviseWait}, true
	case (kind == events.Login || kind == events.CodeTried) && r.Result == events.Blocked:
		return refusal{texts.RefusedTooMany, texts.AdviseWait}, true
	case kind == events.PasswordProved && r.Result != events.OK:
		return refusal{texts.RefusedCurrent, texts.AdvisePassword}, true
	case r.Result != events.Refused || kind != events.Login && kind != events.CodeTried && kind != events.QuestionAnswered:
		return refusal{}, false
	case d.Way == events.ByFranceConnect:
		return refusal{texts.RefusedFranceConnect, d.Cause.Words()}, true
	case d.Cause == events.Expired:
		since := ""
		if m.Temporary != nil && !a.Now().Before(m.Temporary.ExpiresAt) {
			since = a.Since(m.Temporary.ExpiresAt)
		}
		return refusal{texts.RefusedExpired(since), texts.AdviseExpired}, true
	case d.Cause == events.Replaced:
		newest := ""
		if m.Temporary != nil {
			newest = m.Temporary.Request
		}
		return refusal{texts.RefusedReplaced(d.Request, newest), texts.AdviseNewest}, true
	case d.Cause == events.TemporaryUsed:
		return refusal{texts.RefusedUsed(d.Request), texts.AdviseOwn}, true
	}
	known, ok := byCause[d.Cause]
	return known, ok
}

// fillRefusal shows the last refusal with its cause, unless the member has logged in or got a new password since.
func (a *Pages) fillRefusal(rows []db.AuditRow, m *db.Member, d *views.DeskMemberData) {
	var (
		last, before refusal
		at           db.AuditRow
		times        int
	)
	for _, r := range rows {
		if r.Result == events.OK && (r.Kind() == events.Login || r.Kind() == events.PasswordReset) {
			break
		}
		said, refused := a.refused(r, m)
		if !refused {
			continue
		}
		if times > 0 && said != last {
			before = said
			break
		}
		if times == 0 {
			last, at = said, r
		}
		times++
	}
	if times == 0 {
		return
	}
	d.Refusal = texts.LastRefusal(a.When(at.At), texts.RefusedAgain(last.what, times))
	advice := []string{last.advice}
	if last.what == texts.RefusedTooMany && before.what != "" { // a limit does not tell why the tries before it failed
		d.Refusal = texts.Join(d.Refusal, texts.RefusedBefore(before.what))
		advice = []string{before.advice, last.advice}
	}
	for _, one := range advice {
		if one != "" && !slices.Contains(d.Advice, one) {
			d.Advice = append([]string{one}, d.Advice...)
		}
	}
}
