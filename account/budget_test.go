package account_test

import (
	"testing"

	"sesame/account"
)

func TestACeilingIsSizedToTheMembersUnlessItIsSet(t *testing.T) {
	l := account.DefaultLimits()
	for _, c := range []struct {
		budget  account.Budget
		members int
		want    account.Ceiling
	}{
		{account.SMSBudget, 0, account.Ceiling{Hour: 30, Day: 200}},
		{account.SMSBudget, 10_000, account.Ceiling{Hour: 30, Day: 200}},
		{account.SMSBudget, 20_000, account.Ceiling{Hour: 60, Day: 400}},
		{account.SMSBudget, 1_000_000, account.Ceiling{Hour: 3000, Day: 20_000}},
		{account.LetterBudget, 20_000, account.Ceiling{Hour: 15, Day: 100}},
		{account.LetterBudget, 100_000, account.Ceiling{Hour: 75, Day: 500}},
		{account.ContactBudget, 100_000, account.Ceiling{Hour: 75, Day: 500}},
	} {
		if got := l.Ceiling(c.budget, c.members); got != c.want {
			t.Errorf("%s for %d members: %+v, want %+v", c.budget, c.members, got, c.want)
		}
	}
	l.LetterCeiling = account.Ceiling{Hour: 4, Day: 9}
	if got := l.Ceiling(account.LetterBudget, 1_000_000); got != l.LetterCeiling {
		t.Errorf("a ceiling that is set: %+v", got)
	}
	if got := l.Ceiling(account.SMSBudget, 20_000); got.Day != 400 {
		t.Errorf("another one than the one that is set: %+v", got)
	}
}
