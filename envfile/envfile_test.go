package envfile

import "testing"

func TestAnyValueIsReadAsItWasWritten(t *testing.T) {
	for _, value := range []string{"", "8080", "Mon espace privé <a@b.example>", `a"b`, `a\b`, "du lundi au vendredi, de 9 h à 16 h", "place de l'Église", "#1b5e3a", "a$b`c", `json+https://x/?token=a&ok="ok"`} {
		found, wrong := Parse("NAME=" + Quoted(value))
		if len(wrong) > 0 || len(found) != 1 || found[0].Value != value {
			t.Errorf("%s is read as %v", Quoted(value), found)
		}
	}
}
