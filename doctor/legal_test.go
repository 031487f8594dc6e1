package doctor

import (
	"testing"

	"sesame/account"
)

func TestDoctorNamesWhatTheLegalPagesLeaveOut(t *testing.T) {
	whole := account.Legal{Director: "a", Host: "b", DPO: "c", Relay: "f", AccessPlan: "d", Audit: account.Audit{Report: "e", By: "f", Rate: 875}}
	for want, change := range map[string]func(*account.Legal){
		"ok complètes": func(*account.Legal) {},
		"attention il manque le délégué à la protection des données : donnez SESAME_LEGAL_DPO":                                                func(l *account.Legal) { l.DPO = "" },
		"attention il manque le relais téléphonique pour les personnes sourdes : donnez SESAME_ACCESS_RELAY":                                  func(l *account.Legal) { l.Relay = "" },
		"attention il manque le directeur de la publication, l'hébergeur : donnez SESAME_LEGAL_DIRECTOR, SESAME_LEGAL_HOST":                   func(l *account.Legal) { l.Director, l.Host = "", "" },
		"attention il manque qui a fait l'audit et son résultat : donnez SESAME_ACCESS_AUDIT_BY, SESAME_ACCESS_AUDIT_RATE":                    func(l *account.Legal) { l.Audit = account.Audit{Report: "e"} },
		"attention il manque le schéma pluriannuel d'accessibilité, l'audit d'accessibilité : donnez SESAME_ACCESS_PLAN, SESAME_ACCESS_AUDIT": func(l *account.Legal) { l.AccessPlan, l.Audit = "", account.Audit{} },
	} {
		legal := whole
		change(&legal)
		f := (&Doctor{Caisse: account.Caisse{Legal: legal}}).legal(t.Context())
		got := string(f.State) + " " + f.Says
		if f.Mend != "" {
			got += " : " + f.Mend
		}
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
