package demo

import (
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
)

// TestTheGuidedPathUsesAccountsThatFit compares what the guided path says of an account with the account.
func TestTheGuidedPathUsesAccountsThatFit(t *testing.T) {
	d := filled(t)
	accounts := map[string]string{} // what /demo tells of each
	for _, m := range shownMembers() {
		accounts[m.Identifier] = m.Password + " " + strings.Join(m.Answers, " ")
	}
	for _, try := range memberTries {
		tells, known := accounts[try.who]
		shown := try.shown(now)
		id, err := account.ParseIdentifier(try.who)
		if err != nil {
			t.Fatal(err)
		}
		m, err := memberOf(t.Context(), d.Reader, id)
		if (err == nil) != known || !known && try.who != nobody {
			t.Errorf("« %s »: %s is a member: %v", try.title, try.who, err)
		}
		if known && m.Contacts[db.Email].Value == "" && m.Contacts[db.Mobile].Value == "" && try.answer != "" {
			t.Errorf("« %s » gives an answer to a question that is not asked where the letter is the only way", try.title)
		}
		if !strings.Contains(tells, try.answer) || !strings.Contains(tells, shown.Password) {
			t.Errorf("« %s » says %q and %q, the account %q", try.title, shown.Password, try.answer, tells)
		}
		if !shown.Form && try.start != byFranceConnect && shown.Password == "" {
			t.Errorf("« %s » names no password for the login", try.title)
		}
	}
	for _, try := range agentTries {
		if shown := try.shown(now); shown.Name == "" || shown.Password == "" || len(shown.Code) != 6 {
			t.Errorf("« %s » names no agent who can come in: %+v", try.title, shown)
		}
	}
}
