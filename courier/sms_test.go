package courier

import (
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
)

func TestSMSFitAndSayWhatTheyMust(t *testing.T) {
	for _, kind := range smsKinds() {
		for _, instead := range []account.Channel{"", account.Email} {
			t.Run(kind+" "+string(instead), func(t *testing.T) {
				m := aMessage(kind)
				m.Channel, m.To, m.Instead = "sms", "+33612345678", instead
				got, err := renderSMS(aCaisse, m, paris(t))
				if err != nil {
					t.Fatal(err)
				}
				n, err := Septets(got.Body)
				if err != nil || n > maxSeptets {
					t.Fatalf("%d septets, %v:\n%s", n, err, got.Body)
				}
				if got.To != "+33612345678" {
					t.Errorf("to %q", got.To)
				}
				says := []string{"14h05", aCaisse.Phone}
				if m.Secret != "" || kind == db.KindLetterNotice {
					says = append(says, "KTR-482")
				}
				asked := kind != db.KindCallWords && kind != db.KindCallCode && kind != db.KindBrowserCode && kind != db.KindMobileCode // by the member, for a channel
				if instead != "" && asked && (m.Secret != "" || kind == db.KindLetterNotice) {
					says = append(says, "E-mail inconnu")
				}
				switch kind {
				case db.KindEmailChanged:
					says = append(says, "j***@poitou.example")
				case db.KindPhoneChanged:
					says = append(says, "06 ** ** ** 78")
				}
				for _, want := range says {
					if !strings.Contains(got.Body, want) {
						t.Errorf("does not say %q:\n%s", want, got.Body)
					}
				}
				isCode := kind == db.KindCode || kind == db.KindBrowserCode || kind == db.KindMobileCode
				if isCode && !strings.Contains(got.Body, "ne le donnez à personne") {
					t.Errorf("does not warn:\n%s", got.Body)
				}
				lines := strings.Split(got.Body, "\n")
				if m.Secret != "" && !slices.Contains(lines, m.Secret) {
					t.Errorf("the secret is not alone on its line:\n%s", got.Body)
				}
				if last := lines[len(lines)-1]; isCode && last != "@espace.poitou.example #4821" {
					t.Errorf("the last line is %q", last)
				}
				if strings.Contains(got.Body, "http") || strings.Contains(got.Body, "www.") {
					t.Error("a link")
				}
			})
		}
	}
}

func TestKindsThatGoByMailAloneAreNoSMS(t *testing.T) {
	for _, kind := range []string{db.KindEmailCode, db.KindContact} {
		if _, err := renderSMS(aCaisse, aMessage(kind), paris(t)); err == nil {
			t.Errorf("%s was rendered", kind)
		}
	}
}

func TestAConfigurationWhoseSMSAreTooLongIsTold(t *testing.T) {
	if err := CheckSMS(aCaisse); err != nil {
		t.Fatal(err)
	}
	long := aCaisse
	long.Host = "mon-espace-prive.caisse-de-mutualite-sociale-agricole.example"
	if err := CheckSMS(long); err == nil || !strings.Contains(err.Error(), "SESAME_BASE_URL") || !strings.Contains(err.Error(), long.Host) {
		t.Errorf("a long host: %v", err)
	}
	long = aCaisse
	long.Phone = "05 49 43 86 86 (prix d'un appel local, service gratuit)"
	if err := CheckSMS(long); err == nil || !strings.Contains(err.Error(), "SESAME_CAISSE_PHONE") {
		t.Errorf("a long phone: %v", err)
	}
}

func TestTheLongestMessageIsTheOneThatTheCheckCounts(t *testing.T) {
	c := aCaisse
	for CheckSMS(c) == nil {
		c.Host += "x"
	}
	c.Host = strings.TrimSuffix(c.Host, "x")
	m := aMessage(db.KindCode)
	m.Secret, m.Instead = "48214821", "email"
	got, err := renderSMS(c, m, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := Septets(got.Body); n != maxSeptets {
		t.Fatalf("%d septets at the edge of the check:\n%s", n, got.Body)
	}
	c.Host += "x"
	if _, err := renderSMS(c, m, paris(t)); err == nil {
		t.Fatal("a text of more than one SMS was rendered")
	}
}

func TestSeptets(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
		ok   bool
	}{
		{"", 0, true}, {"éèàùìòÉÇ@$_", 11, true}, {"a\nb", 3, true}, {"€", 2, true}, {"[{}]^~|\\", 16, true},
		{"forêt", 3, false}, {"ça", 0, false}, {"« »", 0, false}, {"l’eau", 1, false}, {"À", 0, false},
	} {
		n, err := Septets(c.text)
		if n != c.want || (err == nil) != c.ok {
			t.Errorf("%q: %d %v", c.text, n, err)
		}
	}
}

func TestAPhoneIsWrittenWithTheLettersOfAnSMS(t *testing.T) {
	for in, want := range map[string]string{"05\u00a049 « été » forêt ça œuf 中": "05 49 \" été \" foret ca oeuf ?"} {
		if got := toGSM(in); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEveryKindHasANameForAgents(t *testing.T) {
	for kind := range kinds() {
		if words := KindWords(kind); words == "" || words == KindWords("nothing") {
			t.Errorf("%s is called %q", kind, words)
		}
	}
}
