package web

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account/gauge"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// Each verdict of the gauge tells whether a password contains some of the member's data. Somebody with a temporary password
// or an open session could therefore guess that data. Verdicts while typing, and passwords judged by the form, are limited
// per hour. A stranger learns nothing, because no data is compared, but costs processor time: beyond a higher limit nothing is
// judged while typing.
const (
	gaugeWindow  = time.Hour
	mostJudged   = 300    // verdicts with advice while typing, per person and hour
	mostRated    = 1_000  // the same with those of the level alone
	mostChosen   = 60     // passwords sent with the form, per person and hour
	gaugeEntries = 20_000 // maximum number of counters held at once
)

// Choice is the data against which a new password is judged.
type Choice struct {
	Personal gauge.Personal
	Member   *db.Member // nil for agents and strangers
	Former   string     // the password in place, if it was just entered
	Agent    string     // the agent's login, by which they are counted; empty for members and strangers
}

// stranger says that the person is unknown, so that their network is counted instead.
func (ch Choice) stranger() bool { return ch.Member == nil && ch.Agent == "" }

// judge rates a new password as the form does, except for the checks that need the stored hash.
func (ch Choice) judge(chosen string) gauge.Verdict {
	v := gauge.Judge(chosen, ch.Personal)
	switch {
	case !v.Accepted || ch.Former == "":
		return v
	case gauge.Plain(ch.Former) == gauge.Plain(chosen):
		return refusedVerdict(v, texts.PasswordUnchanged)
	case gauge.TooNear(ch.Former, chosen):
		return refusedVerdict(v, texts.PasswordTooNear)
	}
	return v
}

// refusedVerdict is the verdict on a password that is refused for another reason than its strength.
func refusedVerdict(v gauge.Verdict, why string) gauge.Verdict {
	v.Level, v.Accepted, v.Advice = gauge.Weak, false, why
	return v
}

// Gauge rates a password while it is typed. Past mostJudged it gives the level of the password alone, without advice; past
// mostRated the answer for an empty field, with status 429.
func (a *Base) Gauge(c echo.Context, choice Choice) error {
	n, err := a.countChoice(c, choice, "gauge", mostJudged)
	if err != nil {
		return err
	}
	status, verdict := http.StatusOK, gauge.Verdict{}
	switch chosen := c.Request().PostFormValue("nouveau"); {
	case n > mostRated:
		a.RetryAfter(c.Response(), a.Now().Add(gaugeWindow))
		status = http.StatusTooManyRequests
	case n > mostJudged:
		verdict = a.judgeAlone(chosen)
	default:
		verdict = choice.judge(chosen)
	}
	return a.Views.Gauge(c.Response(), c.Request(), status, verdict)
}

// judgeAlone rates a password without the person's data, and gives no advice.
func (a *Base) judgeAlone(chosen string) gauge.Verdict {
	v := gauge.Judge(chosen, a.Acts.Personal(nil))
	v.Advice = ""
	return v
}

// tooManyChoices counts a password sent with the form, and says whether this person has sent too many.
func (a *Base) tooManyChoices(c echo.Context, choice Choice) (bool, error) {
	n, err := a.countChoice(c, choice, "form", mostChosen)
	return n > mostChosen, err
}

// countChoice counts a verdict and returns the number in this hour. The first one beyond most is written to the audit log, except
// for agents.
func (a *Base) countChoice(c echo.Context, choice Choice, door string, most int) (n int, err error) {
	counts, who, target := &a.choices, "agent "+choice.Agent, []byte(nil)
	switch {
	case choice.Member != nil:
		who, target = "member "+strconv.FormatInt(choice.Member.ID, 10), choice.Member.IdentifierKey
	case choice.stranger():
		counts, who = &a.strangersChoices, string(a.Actor(c).Origin)
	}
	n = counts.add(door+" "+who, a.Now())
	if n == most+1 && choice.Agent == "" {
		err = a.AuditAlone(c, events.PasswordsJudged.Blocked(target, events.Details{}))
	}
	return n, err
}

// choiceCounts holds the counters in memory, so that typing writes nothing to the database.
type choiceCounts struct {
	mu    sync.Mutex
	asked map[string]choiceCount
}

type choiceCount struct {
	since time.Time
	n     int
}

// add counts one more verdict for who, and returns the number in the hour that began with the first.
func (cc *choiceCounts) add(who string, now time.Time) int {
	cc.mu.Lock()
	defer cc.mu.Unlock()
	if cc.asked == nil {
		cc.asked = map[string]choiceCount{}
	}
	if len(cc.asked) >= gaugeEntries {
		for key, one := range cc.asked {
			if now.Sub(one.since) >= gaugeWindow {
				delete(cc.asked, key)
			}
		}
	}
	one, known := cc.asked[who]
	if !known && len(cc.asked) >= gaugeEntries {
		for other := range cc.asked { // makes room: drops an arbitrary one
			delete(cc.asked, other)
			break
		}
	}
	if now.Sub(one.since) >= gaugeWindow {
		one = choiceCount{since: now}
	}
	one.n++
	cc.asked[who] = one
	return one.n
}
