package account

import "testing"

func TestASlipInAnAddressIsAskedAbout(t *testing.T) {
	members := []string{"exemple.test", "gaec-des-chenes.example", "ch-niort.example"}
	for typed, want := range map[string]string{
		"jean.dupont@gmial.com": "jean.dupont@gmail.com", "j@gamil.com": "j@gmail.com", "j@gmail.con": "j@gmail.com", "j@gmail.co": "j@gmail.com", "j@gmai.con": "j@gmail.com",
		"j@gmail.fr": "j@gmail.com", "j@orange.com": "j@orange.fr", "j@ornage.fr": "j@orange.fr", "j@orange.rf": "j@orange.fr", "j@wanado.fr": "j@wanadoo.fr",
		"j@wanadoo.com": "j@wanadoo.fr", "j@hotmial.com": "j@hotmail.com", "j@hotmal.fr": "j@hotmail.fr", "j@hotmail.con": "j@hotmail.com", "j@yahooo.fr": "j@yahoo.fr",
		"j@laposte.fr": "j@laposte.net", "j@laposte.ner": "j@laposte.net", "j@lapost.net": "j@laposte.net", "j@fre.fr": "j@free.fr", "j@srf.fr": "j@sfr.fr",
		"j@outlok.fr": "j@outlook.fr", "j@iclod.com": "j@icloud.com", "j@www.orange.fr": "j@orange.fr", "j@WWW.Gmial.com": "j@gmail.com",
		"j@exemple.tset": "j@exemple.test", "j@exmple.test": "j@exemple.test", "j@gaec-des-chene.example": "j@gaec-des-chenes.example",
		"j@ferme.con": "j@ferme.com", "j@ferme.rf": "j@ferme.fr",
		"j@gm\u0430il.com": "j@gmail.com", "j@\u043er\u0430ng\u0435.fr": "j@orange.fr", "j@xn--gmil-63d.com": "j@gmail.com", "j@orangé.fr": "j@orange.fr", "j@lapôste.net": "j@laposte.net",
		"j@ferme-\u0435t-b\u043eis.fr": "j@ferme-et-bois.fr", // letters of another alphabet (UTS 39)
		"j@orange,fr":                  "j@orange.fr", "j@orange..fr": "j@orange.fr", "j@@orange.fr": "j@orange.fr", "j@.orange.fr": "j@orange.fr", "jean dupont@gmail,com": "jeandupont@gmail.com",
		"j arobase orange.fr": "j@orange.fr", "J Arobas orange . fr": "J@orange.fr", "j(at)orange.fr": "j@orange.fr", "j [AT] orange,fr": "j@orange.fr", "arobase@@orange.fr": "arobase@orange.fr",
		"j at orange.fr": "j@orange.fr", "jean point dupont arobase orange point fr": "jean.dupont@orange.fr", "j(at)orange(point)fr": "j@orange.fr", "j [at] orange dot fr": "j@orange.fr",
		"jàorange.fr": "j@orange.fr", "j à orange.fr": "j@orange.fr", "ja\u0300orange.fr": "j@orange.fr", "j#orange.fr": "j@orange.fr", // keys of @ without AltGr, without Alt
		"j.@orange.fr": "j@orange.fr", "j@orange": "j@orange.fr", "j@orangefr": "j@orange.fr", "j@orange-fr": "j@orange.fr", "j@orange fr": "j@orange.fr", "j@Gmail": "j@gmail.com", "j@gmailcom": "j@gmail.com",
		"j@gmail.com.fr": "j@gmail.com", "j@outlook.fr.fr": "j@outlook.fr",
	} {
		if got := SuggestEmail(typed, members); got != want {
			t.Errorf("SuggestEmail(%q) = %q; want %q", typed, got, want)
		}
	}
	for _, typed := range []string{
		"j@gmail.com", "j@ymail.com", "j@mail.com", "j@hotmail.be", "j@hotmail.it", "j@yahoo.co.uk", "j@gmx.de", "j@sfr.fr", "j@sir.fr", "j@exemple.test",
		"j@poitou.example", "j@mairie-niort.fr", "j@lycee.fr", "j@msa.fr", "j@chambagri.fr", "j@été.example", "j@forêt-de-moulière.fr", "j@\u0444\u0435\u0440\u043c\u0430.\u0440\u0444", "", "jeanne", "jeanne@", "@gmail.com", "jàlaferme", "j#12", "j@ferme", "j@hotmail", "jà@orange.fr", "à bientôt", "j@free.fr.example",
	} {
		if got := SuggestEmail(typed, members); got != "" {
			t.Errorf("SuggestEmail(%q) = %q; nothing is to be asked", typed, got)
		}
	}
}

func FuzzSuggestEmail(f *testing.F) {
	for _, s := range []string{"j@gmial.com", "j@orange,fr", "j@www.www.fr", "j@a.b", "@", "j@.", "j@www.", "a@@b..c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := SuggestEmail(s, []string{"exemple.test"}); got != "" {
			if again, err := ParseEmail(got); err != nil || again != got {
				t.Errorf("%q gives %q, which gives %q, %v", s, got, again, err)
			}
		}
	})
}
