package gauge

import (
	"strings"
	"testing"
)

func TestThePlainFormUndoesWhatPhonesAndCopiesDo(t *testing.T) {
	for name, c := range map[string]struct{ typed, want string }{
		"nothing to undo":              {"Vigne Tonnelle_84?", "Vigne Tonnelle_84?"},
		"a blank at the end":           {"Vigne Tonnelle_84? ", "Vigne Tonnelle_84?"},
		"a line break":                 {"\r\nVigne Tonnelle_84?\n", "Vigne Tonnelle_84?"},
		"a no-break space":             {"Vigne\u00a0Tonnelle_84?", "Vigne Tonnelle_84?"},
		"a narrow no-break space":      {"Vigne\u202fTonnelle_84?", "Vigne Tonnelle_84?"},
		"an ideographic space":         {"Vigne\u3000Tonnelle_84?", "Vigne Tonnelle_84?"},
		"two spaces stay two":          {"Vigne  Tonnelle_84?", "Vigne  Tonnelle_84?"},
		"a zero-width space":           {"Vigne \u200bTonnelle_84?", "Vigne Tonnelle_84?"},
		"a byte order mark":            {"\ufeffVigne Tonnelle_84?", "Vigne Tonnelle_84?"},
		"a soft hyphen":                {"Vigne Ton\u00adnelle_84?", "Vigne Tonnelle_84?"},
		"a mark of direction":          {"\u200eVigne Tonnelle_84?", "Vigne Tonnelle_84?"},
		"an invisible before a blank":  {"Vigne Tonnelle_84? \u200b", "Vigne Tonnelle_84?"},
		"a curly apostrophe":           {"L’été-84", "L'été-84"},
		"an opening one":               {"‘été’-84", "'été'-84"},
		"curly quotation marks":        {"“été”-84", `"été"-84`},
		"French quotation marks":       {"« été »-84", `"été"-84`},
		"the same, close to the word":  {"«été»-84", `"été"-84`},
		"the same, with their spaces":  {"«\u00a0été\u202f»-84", `"été"-84`},
		"dashes of every length":       {"a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"},
		"three dots in one":            {"été…84", "été...84"},
		"accents typed apart":          {"e\u0301te\u0301-84", "été-84"},
		"an accent after an invisible": {"e\u200b\u0301-84", "é-84"},
		"the variant of a sign":        {"a❤\ufe0f84", "a❤84"},
		"blanks alone":                 {" \u00a0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Plain(c.typed); got != c.want {
				t.Errorf("Plain(%q) = %q; want %q", c.typed, got, c.want)
			}
		})
	}
}

func TestWhatNobodySeesIsRefusedInANewPasswordWithItsReason(t *testing.T) {
	const good = "Vigne Tonnelle_84?"
	for name, c := range map[string]struct{ password, advice string }{
		"none":                           {good, adviceStrong},
		"a blank at the end":             {good + " ", adviceEdge},
		"a blank at the beginning":       {" " + good, adviceEdge},
		"a no-break space at the end":    {good + "\u00a0", adviceEdge},
		"a line break at the end":        {good + "\r\n", adviceEdge},
		"a blank instead of a sign":      {"Tonnelle84Vigne ", adviceEdge},
		"a tab inside":                   {"Vigne\tTonnelle_84?", adviceInvisible},
		"a zero-width space":             {"Vigne \u200bTonnelle_84?", adviceInvisible},
		"one at the end":                 {good + "\u200b", adviceInvisible},
		"a byte order mark":              {"\ufeff" + good, adviceInvisible},
		"a filler that passes for one":   {"Vigne\u3164Tonnelle_84?", adviceInvisible},
		"a control character":            {"Vigne\x07Tonnelle_84?", adviceInvisible},
		"a no-break space inside is one": {"Vigne\u00a0Tonnelle_84?", adviceStrong},
		"the variant of a sign":          {"Vigne ❤\ufe0f Tonnelle 84", adviceStrong},
	} {
		t.Run(name, func(t *testing.T) {
			v := Judge(c.password, Personal{})
			if v.Advice != c.advice || v.Accepted != (c.advice == adviceStrong) {
				t.Errorf("accepted %v: %s", v.Accepted, v.Advice)
			}
		})
	}
	for _, r := range Judge("Tonnelle84Vigne ", Personal{}).Rules {
		if r.ID == "special" && r.Met {
			t.Error("a blank at the end passes for a special character")
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"« été »", "e\u200b\u0301", " \u200b ", "«  »", "\xff\u00a0", "……"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain := Plain(s)
		if again := Plain(plain); again != plain {
			t.Errorf("%q gives %q, which gives %q", s, plain, again)
		}
		if strings.TrimSpace(plain) != plain {
			t.Errorf("%q gives %q, with blanks around it", s, plain)
		}
	})
}
