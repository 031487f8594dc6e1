package web

import (
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account/gauge"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// Whoever holds a temporary password or an open session can ask the gauge about the member's data: each question is
// whether a password holds some of it. The questions are bounded, and so are the passwords that the form judges.
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
	Who      string     // who is counted, where it is no member
}

func (ch Choice) counted() string {
	if ch.Member != nil {
		return "member " + strconv.FormatInt(ch.Member.ID, 10)
	}
	return ch.Who
}

// judge rates a new password as the form decides, but for what only the hash in place tells.
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

// Gauge rates a password while it is typed. Past the bound it answers by the password alone: the level, without advice.
func (a *Base) Gauge(c echo.Context, choice Choice) error {
	chosen := c.Request().PostFormValue("nouveau")
	over, err := a.countChoice(c, choice, "gauge", mostJudged)
	if err != nil {
		return err
	}
	if over {
		v := gauge.Judge(chosen, a.Acts.Personal(nil))
		v.Advice = ""
		return a.Views.Gauge(c.Response(), c.Request(), v)
	}
	return a.Views.Gauge(c.Response(), c.Request(), choice.judge(chosen))
}

// tooManyChoices says whether the form has judged too many new passwords of this person.
func (a *Base) tooManyChoices(c echo.Context, choice Choice) (bool, error) {
	return a.countChoice(c, choice, "form", mostChosen)
}

// countChoice counts a question and says whether it is over the bound. The first one over it is told to the audit log.
func (a *Base) countChoice(c echo.Context, choice Choice, door string, most int) (over bool, err error) {
	n := a.choices.add(door+" "+choice.counted(), a.Now())
	if n == most+1 && choice.Member != nil {
		event := events.PasswordsJudged.Blocked(choice.Member.IdentifierKey, events.Details{})
		err = a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return a.Audit(c, t, event) })
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

// add counts one more of somebody and says how many there were in the hour since the first.
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
		who = "others" // strangers who fill the table are counted together
		one = cc.asked[who]
	}
	if now.Sub(one.since) >= gaugeWindow {
		one = choiceCount{since: now}
	}
	one.n++
	cc.asked[who] = one
	return one.n
}
