package member_test

import (
	"testing"

	"sesame/handlers/servicetest"
)

// Who can write the database leads their own session to another account by its row: they are answered with a fault.
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
