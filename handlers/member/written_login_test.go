package member_test

import (
	"testing"

	"sesame/handlers/servicetest"
)

// A person who can write to the database points their own session to another account: the answer is an error.
func TestALoginThatIsGivenToAnotherMemberOpensNothing(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Browser().Establish(servicetest.Lucien, servicetest.Second)
	b := s.Browser()
	b.LogIn(servicetest.Lucien, servicetest.Second).At("/espace", 200)
	if _, err := s.Raw().ExecContext(t.Context(), `UPDATE logins SET member_id = ? WHERE member_id = ?`, s.Member(servicetest.Marie).ID, s.Member(servicetest.Lucien).ID); err != nil {
		t.Fatal(err)
	}
	b.Get("/espace").At("/espace", 500)
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'altered-met' AND result = 'refused'`); n == 0 {
		t.Error("the audit log does not tell it")
	}
}

// A person who can write to the database deletes their own login and waits until the next member's login gets its ID: the row
// is genuine, and their session opens nothing.
func TestALoginWhoseNumberAnotherMembersTakesOpensNothing(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Browser().Establish(servicetest.Lucien, servicetest.Second)
	b := s.Browser()
	b.LogIn(servicetest.Lucien, servicetest.Second).At("/espace", 200)
	last := servicetest.Number(t, s.Raw(), `SELECT max(id) FROM logins`)
	if _, err := s.Raw().ExecContext(t.Context(), `DELETE FROM logins WHERE id = ?`, last); err != nil {
		t.Fatal(err)
	}
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	if servicetest.Number(t, s.Raw(), `SELECT count(*) FROM logins WHERE id = ? AND member_id = ?`, last, s.Member(servicetest.Marie).ID) != 1 {
		t.Fatal("the number has not been given again")
	}
	b.Get("/espace").At("/espace", 500)
}
