package gauge

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// jeanne is a member as the file knows her.
var jeanne = Personal{Names: []string{"Dupont", "Jeanne-Marie"}, Words: []string{
	"Madame", "1985-05-17", "2850578006084", "jeanne.dupont@poitou.example", "+33612345678",
	"12 rue des Lilas", "86000 Poitiers",
}}

func TestThePasswordsLevel(t *testing.T) {
	for _, c := range []struct {
		name, password string
		want           Level
	}{
		{"a common password dressed for the rules", "Password1!", Weak},
		{"a common password with signs for letters", "P@ssw0rd1", Weak},
		{"touches in a row", "Qwertyuiop1!", Weak},
		{"a sequence", "Abcdefgh1!", Weak},
		{"one letter repeated", "Aaaaaaaa1!", Weak},
		{"her name and her year of birth", "Dupont1985!", Weak},
		{"her name and this year", "Dupont2024!", Weak},
		{"her name with signs for letters", "Dup0nt2024!", Weak},
		{"her name backwards", "Tnopud2024!", Weak},
		{"both her given names", "Jeanne-Marie85!", Weak},
		{"her identifier", "Nir-2850578006084", Weak},
		{"a piece of her identifier", "Ma-78006084-c", Weak},
		{"her birthday as people write it", "Moi-17051985!", Weak},
		{"her birthday in short", "Moi-170585!", Weak},
		{"her telephone", "Tel-0612345678", Weak},
		{"her town and its postcode", "Poitiers86000!", Weak},
		{"her address", "Lilas-Poitiers-12", Weak},
		{"eight characters at random", "k7$Qw2xP", Fair},
		{"ten at random", "k7$Qw2xPzf", Strong},
		{"twelve at random", "k7$Qw2xPzf-H", Strong},
		{"four words and their dress", "Brouette 7 nuages violets", Strong},
		{"her name among much else", "Dupont k7$Qw2xPzfH", Strong},
		{"an accented letter repeated: the library's fault", "Créée-tracteur-7", Fair},
		{"accents throughout", "Forêt-brûlée-où-çà-7", Strong},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Judge(c.password, jeanne)
			if v.Level != c.want || v.Accepted != (c.want >= Fair) {
				t.Errorf("%q is %v (accepted %v), %.3g guesses; want %v. %s", c.password, v.Level, v.Accepted,
					estimate(project(c.password), jeanne).guesses, c.want, v.Advice)
			}
		})
	}
}

func TestTheGuidesRules(t *testing.T) {
	for _, c := range []struct{ name, password, unmet string }{
		{"all met", "Brouette-7", ""},
		{"nothing typed", "", "length upper lower digit special"},
		{"too short", "Abc-4fg", "length"},
		{"eight characters that are sixteen bytes", "Éàùöçêñ7", "special"},
		{"no digit", "Brouette-", "digit"},
		{"no capital", "brouette-7", "upper"},
		{"an accented capital is a capital", "Écluse-verte-7", ""},
		{"an accented small letter is one", "BROUETTé-7", ""},
		{"no small letter", "BROUETTE-7", "lower"},
		{"an accent is no special character", "Brouétte7", "special"},
		{"nor one typed as a separate mark", "Brouétte7", "special"},
		{"a space is one", "Brouette 7", ""},
		{"the euro sign is one", "Brouette€7", ""},
		{"a smiley is one", "Brouette🙂7", ""},
		{"only digits", "12345678", "upper lower special"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Judge(c.password, Personal{})
			var unmet []string
			for _, r := range v.Rules {
				if r.Label == "" {
					t.Errorf("rule %s has no label", r.ID)
				}
				if !r.Met {
					unmet = append(unmet, r.ID)
				}
			}
			if got := strings.Join(unmet, " "); got != c.unmet {
				t.Errorf("%q leaves unmet %q; want %q", c.password, got, c.unmet)
			}
			if c.unmet != "" && (v.Level != Weak || v.Accepted) {
				t.Errorf("%q is %v, accepted %v, with a rule unmet", c.password, v.Level, v.Accepted)
			}
		})
	}
}

func TestTheSamePasswordIsJudgedTheSameHoweverItsAccentsAreTyped(t *testing.T) {
	composed, separate := "Forêt-brûlée-7", "Fore\u0302t-bru\u0302le\u0301e-7"
	if NormalisePassword(separate) != composed {
		t.Fatal("NFC does not join them")
	}
	a, b := Judge(composed, jeanne), Judge(separate, jeanne)
	if a.Level != b.Level || a.Advice != b.Advice {
		t.Errorf("composed %v, separate %v", a, b)
	}
}

func TestAPasswordOverTheBoundIsRefusedWithItsReason(t *testing.T) {
	piece := "k7$Qw2é-"
	for _, c := range []struct {
		name, password string
		accepted       bool
	}{
		{"128 characters", strings.Repeat(piece, 15) + "abcdefgh", true},
		{"128 characters typed with separate accents", strings.Repeat("k7$Qw2e\u0301-", 15) + "abcdefgh", true},
		{"129 characters", strings.Repeat(piece, 15) + "abcdefghi", false},
		{"a whole body", strings.Repeat(piece, 8000), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Judge(c.password, Personal{})
			if v.Accepted != c.accepted {
				t.Errorf("accepted: %v; %s", v.Accepted, v.Advice)
			}
			if !c.accepted && (v.Rules[0].Met || !strings.Contains(v.Advice, "128")) {
				t.Errorf("rule %v, advice %q", v.Rules[0], v.Advice)
			}
		})
	}
}

func TestTheAdviceSaysWhatToDo(t *testing.T) {
	for _, c := range []struct{ name, password, says string }{
		{"nothing typed", "", ""},
		{"one thing lacks", "Brouette-", "Ajoutez un chiffre."},
		{"several things lack", "brouette", "Ajoutez une majuscule, un chiffre et un caractère spécial comme - ! ? ou *."},
		{"short and plain", "abc", "et des caractères, il en faut au moins 8."},
		{"a common word", "Password1!", "mots"},
		{"touches in a row", "Poiuytrew1!", "clavier"},
		{"repeats", "Aaaaaaaaaaaa1!", "répétitions"},
		{"her own name", "Dupont2024!", "votre nom"},
		{"accepted", "k7$Qw2xP", "Un mot de plus"},
		{"strong", "k7$Qw2xPzf-H", "fort"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Judge(c.password, jeanne).Advice
			if c.says == "" && got != "" || !strings.Contains(got, c.says) {
				t.Errorf("%q: %q; want a word of %q", c.password, got, c.says)
			}
		})
	}
}

func TestTheProjectionKeepsOneByteForEachCharacter(t *testing.T) {
	for typed, want := range map[string]string{
		"Créée": "Creee", "ÉÀÇÙ": "EACU", "cœur": "cour", "Straße": "Strase", "naïve-7": "naive-7",
	} {
		if got := project(typed); got != want {
			t.Errorf("project(%q) = %q; want %q", typed, got, want)
		}
	}
}

func TestAPieceThatFollowsItselfCountsOnce(t *testing.T) {
	for _, c := range []struct {
		s, squeezed string
		times       float64
	}{
		{"", "", 1}, {"a", "a", 1}, {"aa", "aa", 1}, {"Tommy", "Tommy", 1}, {"aaaaaa", "aa", 3}, {"ababab", "abab", 1.5}, {"coco", "coco", 1},
		{"abcabc", "abc", 2}, {"xabcabcabcy", "xabcy", 3}, {"abcabcab", "abcab", 2}, {"aaaaabbbbb", "aabb", 6.25}, {"abcdabceabcd", "abcdabceabcd", 1},
		{"A1!" + strings.Repeat("z", 125), "A1!zz", 62.5},
		{"x" + strings.Repeat("Password1!", 12), "xPassword1!", 12},
	} {
		if got, times := squeezeRepeats(c.s, sameByte); got != c.squeezed || times != c.times {
			t.Errorf("squeezeRepeats(%q) = %q, %v; want %q, %v", c.s, got, times, c.squeezed, c.times)
		}
	}
}

func TestLengthAloneIsNoStrength(t *testing.T) {
	for name, password := range map[string]string{
		"one letter 125 times":           "A1!" + strings.Repeat("z", 125),
		"a common password twelve times": strings.Repeat("Password1!", 12),
		"the same behind a letter":       "x" + strings.Repeat("Password1!", 12),
		"the whole alphabet":             "A-abcdefghijklmnopqrstuvwxyz1",
	} {
		if v := Judge(password, Personal{}); v.Level != Weak {
			t.Errorf("%s: %v, %.3g guesses", name, v.Level, estimate(password, Personal{}).guesses)
		}
	}
}

// FuzzJudge tries passwords that nobody would type; BenchmarkHardest searches for the slowest: `go test -fuzz FuzzJudge
// ./account/gauge`.
func FuzzJudge(f *testing.F) {
	for _, s := range []string{"", "Password1!", "Créée-tracteur-7", "éé", "\xff\xfe", strings.Repeat("4@8({[<3", 16), strings.Repeat("e\u0301", 128), "Dup0nt2024!", "🙂🙂🙂🙂🙂🙂🙂🙂"} {
		f.Add(s, "Dupont")
	}
	f.Add("Abc\u0301\u0301-12345", "12/05/1985")
	f.Fuzz(func(t *testing.T, password, word string) {
		v := Judge(password, Personal{Words: []string{word}})
		if len(v.Rules) != 5 || v.Accepted != (v.Level >= Fair) || (v.Advice == "") != (password == "") {
			t.Fatalf("%q: %+v", password, v)
		}
		if v.Accepted {
			for _, r := range v.Rules {
				if !r.Met {
					t.Errorf("%q is accepted without %s", password, r.ID)
				}
			}
			if n := utf8.RuneCountInString(NormalisePassword(password)); n < MinPassword || n > MaxPassword {
				t.Errorf("%q is accepted with %d characters", password, n)
			}
		}
	})
}
