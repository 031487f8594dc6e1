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

// Whoever has a temporary password or an open session could ask the gauge about the member's data, because each verdict tells
// whether a password contains some of it. Verdicts while typing and passwords judged by the form are therefore limited per
// hour. A stranger learns nothing, because no data is compared, but costs processor time: beyond the limit nothing is judged.
const (
	gaugeWindow  = time.Hour
	mostJudged   = 300    // while a person types, an hour
	mostChosen   = 60     // by the form, an hour
	gaugeEntries = 20_000 // people counted at once
)

// Choice is what a new password is judged by.
type Choice struct {
	Personal gauge.Personal
	Member   *db.Member // nil for agents and strangers
	Former   string     // the password in place, where it was just entered
	Agent    string     // an agent's login, who is counted by it; empty for members and strangers
}

// stranger says that nobody is known, so that the network is counted.
func (ch Choice) stranger() bool { return ch.Member == nil && ch.Agent == "" }

// judge rates a new password as the form does, except for what takes the stored hash to tell.
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

// Gauge rates a password while it is typed. Past the bound it answers a person by the password alone: the level, without
// advice. It answers a stranger as if nothing had been typed.
func (a *Base) Gauge(c echo.Context, choice Choice) error {
	over, err := a.countChoice(c, choice, "gauge", mostJudged)
	if err != nil {
		return err
	}
	if over && choice.stranger() {
		a.RetryAfter(c.Response(), a.Now().Add(gaugeWindow))
		return a.Views.Gauge(c.Response(), c.Request(), http.StatusTooManyRequests, gauge.Verdict{})
	}
	chosen := c.Request().PostFormValue("nouveau")
	verdict := choice.judge
	if over {
		verdict = a.judgeAlone
	}
	return a.Views.Gauge(c.Response(), c.Request(), http.StatusOK, verdict(chosen))
}

// judgeAlone rates a password by itself, without advice.
func (a *Base) judgeAlone(chosen string) gauge.Verdict {
	v := gauge.Judge(chosen, a.Acts.Personal(nil))
	v.Advice = ""
	return v
}

// tooManyChoices says whether the form has judged too many new passwords of this person.
func (a *Base) tooManyChoices(c echo.Context, choice Choice) (bool, error) {
	return a.countChoice(c, choice, "form", mostChosen)
}

// countChoice counts a question and says whether it is beyond the limit. The first one beyond it is written to the audit log.
func (a *Base) countChoice(c echo.Context, choice Choice, door string, most int) (over bool, err error) {
	counts, who, target := &a.choices, "agent "+choice.Agent, []byte(nil)
	switch {
	case choice.Member != nil:
		who, target = "member "+strconv.FormatInt(choice.Member.ID, 10), choice.Member.IdentifierKey
	case choice.stranger():
		counts, who = &a.strangersChoices, string(a.Actor(c).Origin)
	}
	n := counts.add(door+" "+who, a.Now())
	if n == most+1 && choice.Agent == "" {
		err = a.AuditAlone(c, events.PasswordsJudged.Blocked(target, events.Details{}))
	}
	return n > most, err
}

// choiceCounts counts in memory: nothing is written while a person types.
type choiceCounts struct {
	mu    sync.Mutex
	asked map[string]choiceCount
}

type choiceCount struct {
	since time.Time
	n     int
}

// add counts one more question of somebody, and returns how many there were in the hour since the first.
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
		for other := range cc.asked { // makes room: any of so many
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
