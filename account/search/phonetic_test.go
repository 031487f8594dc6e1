package search

import (
	"strings"
	"testing"
)

func TestSound(t *testing.T) {
	for _, alike := range []string{
		"dupont dupond duppont duponts",
		"gauthier gautier gotier",
		"lefevre lefebvre lefaivre lefèvre",
		"thibault thibaut thibaud thibeault tibo",
		"renaud renault renaut reynaud raynaud",
		"philippe filippe philipe",
		"christophe kristophe cristofe",
		"leclerc leclercq leclair",
		"mathieu matthieu mathieux",
		"cathy kathy cati",
		"quéré kéré",
		"schmitt schmidt chmit",
		"meyer maier mayer meier",
		"bourg bour",
		"petit petti",
		"royer roier",
		"rousseau roussau rousso",
		"georges jorge",
		"champ chan",
		"herve erve",
	} {
		words := strings.Fields(alike)
		first := sound(plainWord(words[0]))
		for _, w := range words[1:] {
			if s := sound(plainWord(w)); s != first {
				t.Errorf("%s is heard as %s, %s as %s", words[0], first, w, s)
			}
		}
	}
	heard := map[string]string{}
	for _, w := range strings.Fields("martin martine marin petit potier durand dupont duval legrand legros moreau morel roy roux blanc boulanger bernard berger jean jeanne " +
		"paul paule denis denise simon michel michon laurent laurence poitiers vivonne niort") {
		s := sound(w)
		if other, taken := heard[s]; taken {
			t.Errorf("%s and %s are both heard as %s", w, other, s)
		}
		heard[s] = w
	}
	for _, w := range []string{"", "e", "h", "es", "t", "dd", "86370", "gaec2000", "иванов"} {
		if s := sound(w); s == "" && w != "" {
			t.Errorf("%q is heard as nothing", w)
		}
	}
}

func plainWord(w string) string { return string(foldSearch(nil, w)) }

func FuzzSound(f *testing.F) {
	for _, w := range []string{"gauthier", "oeuf", "cqcq", "eaux", "yyy"} {
		f.Add(w)
	}
	f.Fuzz(func(t *testing.T, w string) {
		if s := sound(w); s == "" && w != "" || len(s) > 3*len(w)+1 {
			t.Errorf("%q is heard as %q", w, s)
		}
	})
}
