package account

import "testing"

func TestAnAgentsLoginIsReadAsItIsPasted(t *testing.T) {
	for typed, want := range map[string]string{
		"cpetit": "cpetit", " CPetit ": "cpetit", "\u00a0cpetit\u202f": "cpetit", "\u200bcpetit\ufeff": "cpetit", "ｃｐｅｔｉｔ": "cpetit", "cpetit\r\n": "cpetit",
	} {
		if got, err := ParseAgentLogin(typed); err != nil || got != want {
			t.Errorf("%q is read %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "c petit", "é", "c@petit"} {
		if got, err := ParseAgentLogin(typed); err == nil {
			t.Errorf("%q is taken, as %q", typed, got)
		}
	}
}
