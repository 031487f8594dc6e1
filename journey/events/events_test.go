package events

import (
	"regexp"
	"strings"
	"testing"
)

// An event without words for its readers cannot be written; this test says which words are missing.
func TestEveryEventHasWordsForItsReaders(t *testing.T) {
	for _, k := range All() {
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(k.Name()) || k.Meaning() == "" {
			t.Errorf("%q means %q", k.Name(), k.Meaning())
		}
		if len(k.Results()) == 0 {
			t.Errorf("%s has no words for the log of the agents' acts", k.Name())
		}
		for _, r := range k.Results() {
			if said, _ := k.ForAgent(r, Details{}); k.Account() && said == unknown {
				t.Errorf("%s %s has no words for the page of a member", k.Name(), r)
			}
		}
		if said := k.row.member; !k.Account() && said != (says{}) {
			t.Errorf("%s concerns no account, and has words for members", k.Name())
		}
	}
}

func TestWhatTheCatalogueDoesNotHoldIsNotWritten(t *testing.T) {
	for name, c := range map[string]struct {
		event Event
		says  string
	}{
		"no kind":               {Event{Result: OK}, "without a kind"},
		"a result without word": {Logout.Blocked(nil, Details{}), `logout has no words for the result "blocked"`},
		"no result":             {Event{Kind: Logout}, "no words"},
		"an account":            {AgentLogin.OK([]byte{1}, Details{}), "agent-login concerns no account"},
	} {
		if err := c.event.Check(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Login.Refused([]byte{1}, Details{}).Check(); err != nil {
		t.Error(err)
	}
}

func TestEventsCount(t *testing.T) {
	for name, c := range map[string]struct {
		event          Event
		figure, detail string
	}{
		"a login":                        {Login.OK(nil, Details{Way: ByPassword}), FigureLogin, "ok"},
		"a refused login":                {Login.Refused(nil, Details{}), FigureLogin, "refused"},
		"a login held back":              {Login.Blocked(nil, Details{}), FigureLimit, "login"},
		"an agent's login":               {AgentLogin.Refused(nil, Details{Cause: UnknownLogin}), "", ""},
		"an agent's login held back":     {AgentLogin.Blocked(nil, Details{Cause: UnknownLogin}), FigureLimit, "agent-login"},
		"a code":                         {CodeSent.OK(nil, Details{Channel: "sms"}), "", ""},
		"a code held back":               {CodeSent.Blocked(nil, Details{Cause: WrongCodes}), FigureLimit, "code-sent-wrong"},
		"a right code":                   {CodeTried.OK(nil, Details{}), "", ""},
		"a wrong code":                   {CodeTried.Refused(nil, Details{}), FigureWrongCode, ""},
		"a password that a member asked": {TemporaryIssued.OK(nil, Details{Channel: "sms"}).By("stranger", nil), "", ""},
		"a password that an agent asked": {TemporaryIssued.OK(nil, Details{Channel: "sms"}).By("agent:jeanne", nil), FigureReset, "sms"},
		"a message that came back":       {MessageBounced.Refused(nil, Details{Channel: "email"}), FigureBounced, "email"},
		"« mode renforcé »":              {Reinforced.OK(nil, Details{}), FigureReinforced, ""},
	} {
		if figure, detail := c.event.Figure(); figure != c.figure || detail != c.detail {
			t.Errorf("%s counts %q, %q, want %q, %q", name, figure, detail, c.figure, c.detail)
		}
	}
}
