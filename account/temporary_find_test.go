package account

import (
	"strings"
	"testing"
)

func TestATemporaryPasswordIsFoundInWhatWasTyped(t *testing.T) {
	const secret = "k7mpqr2wxyzd"
	for name, typed := range map[string]string{
		"as it is":                        secret,
		"in capitals":                     strings.ToUpper(secret),
		"in groups":                       "k7mp qr2w xyzd",
		"in groups with no-break spaces":  "k7mp\u00a0qr2w\u202fxyzd",
		"with dashes":                     "k7mp-qr2w-xyzd",
		"with blanks around it":           " \t" + secret + "\r\n",
		"with an invisible character":     "k7mp\u200bqr2wxyzd\ufeff",
		"with a point behind":             secret + ".",
		"between quotation marks":         "« " + secret + " »",
		"full-width":                      "ｋ７ｍｐｑｒ２ｗｘｙｚｄ",
		"with its sentence":               "Voici votre mot de passe temporaire : " + secret,
		"with its sentence, on lines":     "Mot de passe temporaire:\n" + secret + "\nDemande KTR-482 de 14 h 05.",
		"with its sentence, in groups":    "Mot de passe : k7mp qr2w xyzd",
		"beside a word of the same shape": "avec transparent : " + secret,
		"twice the same":                  secret + " " + secret,
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := FindTemporary(typed); !ok || got != secret {
				t.Errorf("FindTemporary(%q) = %q, %v", typed, got, ok)
			}
		})
	}
	for name, typed := range map[string]string{
		"nothing":              "",
		"another password":     "Vigne Tonnelle_84?",
		"a character too few":  secret[1:],
		"a character too many": secret + "d",
		"two of them":          secret + " ou w7mpqr2wxyzd",
		"an o, which none has": "k7mpqr2wxyzo",
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := FindTemporary(typed); ok {
				t.Errorf("FindTemporary(%q) = %q", typed, got)
			}
		})
	}
}
