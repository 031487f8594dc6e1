package events

import "testing"

func TestWhyCounts(t *testing.T) {
	for _, c := range []struct {
		event          Event
		figure, detail string
	}{
		{PasswordReset.OK(nil, Details{Grounds: Grounds{Motive: MotiveCode}}), FigureMotive, "password-reset/code-missing"},
		{PasswordReset.OK(nil, Details{Grounds: Noted("appel")}), "", ""},
		{PasswordReset.Blocked(nil, Details{Grounds: Grounds{Motive: MotiveCode}}), "", ""},
		{Login.Refused(nil, Details{Cause: WrongPassword}), FigureRefusal, "login/wrong-password"},
		{Login.Refused(nil, Details{}), "", ""},
		{MessageBounced.Refused(nil, Details{Cause: "5.1.1"}), "", ""},
	} {
		if figure, detail := c.event.Why(); figure != c.figure || detail != c.detail {
			t.Errorf("%+v counts as %q, %q, expected %q, %q", c.event, figure, detail, c.figure, c.detail)
		}
	}
}
