package member_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

const (
	phonesURL    = "/espace/mon-compte/telephones"
	formerMobile = "+33639981234" // Marie's
	newMobile    = "06 39 98 77 88"
)

// changesMobile logs Marie in and states a new mobile number.
func changesMobile(s *servicetest.Service, number string) *servicetest.Page {
	b := s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	return b.Get(phonesURL).Press("Enregistrer mes numéros", servicetest.Fields{"portable": number, "mot_de_passe_actuel": servicetest.First})
}

func TestANewMobileCountsOnceItsCodeCameBack(t *testing.T) {
	mobile := func(s *servicetest.Service) db.Contact { return s.Member(servicetest.Marie).Contacts[db.Mobile] }
	t.Run("until then messages go to the former one, and a wrong code changes nothing", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := changesMobile(s, newMobile).At(phonesURL+"/code", 200).Says(newMobile)
		code := s.LastOf(db.KindMobileCode)
		if code.To != "+33639987788" || code.Channel != "sms" {
			t.Fatalf("the code went to %s by %s", code.To, code.Channel)
		}
		p = p.Press("Valider", servicetest.Fields{"code": servicetest.OtherCode(code.Secret, 0)}).At(phonesURL+"/code", 422)
		s.Browser().Forget(servicetest.Marie, "sms")
		if to := s.LastOf(db.KindCode).To; to != formerMobile || mobile(s).Value != formerMobile {
			t.Fatalf("« oubli » writes to %s, and the mobile is %s", to, mobile(s).Value)
		}
		s.Sent()
		p.Press("Valider", servicetest.Fields{"code": code.Secret}).At(phonesURL+"/confirmation", 200)
		if c := mobile(s); c.Value != "+33639987788" || c.VerifiedAt.IsZero() {
			t.Errorf("the mobile is %+v", c)
		}
		told := map[string]string{}
		for _, m := range s.Sent() {
			told[m.Kind+" "+m.To] = m.Detail
		}
		if detail, is := told[db.KindPhoneChanged+" "+formerMobile]; !is || !strings.HasSuffix(detail, "88") || strings.Contains(detail, "77") {
			t.Errorf("the former number is told %q, among %v", detail, told)
		}
	})
	t.Run("the code of one number proves no other", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		changesMobile(s, newMobile).At(phonesURL+"/code", 200)
		code := s.LastOf(db.KindMobileCode).Secret
		p := changesMobile(s, "06 39 98 55 66").At(phonesURL+"/code", 200)
		for s.LastOf(db.KindMobileCode).Secret == code { // by chance
			p = changesMobile(s, "06 39 98 55 66").At(phonesURL+"/code", 200)
		}
		p.Press("Valider", servicetest.Fields{"code": code}).At(phonesURL+"/code", 422)
		if mobile(s).Value != formerMobile {
			t.Errorf("the mobile is %s", mobile(s).Value)
		}
	})
	t.Run("past the codes of a day none leaves, the screen says so, and the former number stays", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		for i := range s.Limits.CodesPerDay {
			changesMobile(s, fmt.Sprintf("06 39 98 77 %02d", i)).Says("Un code de confirmation vous a été envoyé par SMS")
		}
		s.Sent()
		p := changesMobile(s, newMobile).At(phonesURL+"/code", 200)
		p.Says("Vous avez demandé trop de codes : aucun n'est parti.", "Votre numéro actuel reste en place.").SaysNot("vous a été envoyé")
		if n := p.Doc.Find(`button:contains("Valider")`).Length(); n != 0 {
			t.Errorf("%d buttons wait for a code that was not sent", n)
		}
		p.B.Get("/espace/mon-compte/email-mot-de-passe").Says(newMobile + " n'est pas encore vérifié").SaysNot("Un code est parti")
		if sent := s.Sent(); len(sent) != 0 || mobile(s).Value != formerMobile {
			t.Errorf("%d messages left, and the mobile is %s", len(sent), mobile(s).Value)
		}
	})
	t.Run("without a gateway nothing is sent to a mobile, nothing can be proved, and it counts at once", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.SMS = false })
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First)
		s.Sent()
		b.Get(phonesURL).Says("Votre caisse n'envoie pas de SMS.").
			Press("Enregistrer mes numéros", servicetest.Fields{"portable": newMobile, "mot_de_passe_actuel": servicetest.First}).
			At("/espace/mon-compte/email-mot-de-passe?etat=telephones", 200)
		if c := mobile(s); c.Value != "+33639987788" || !c.VerifiedAt.IsZero() {
			t.Errorf("the mobile is %+v", c)
		}
		for _, m := range s.Sent() {
			if m.Channel == "sms" {
				t.Errorf("a message of kind %s by SMS", m.Kind)
			}
		}
	})
}

// A first connection that continues in another browser still has the mobile number typed in the first one.
func TestAMobileTypedInAnotherBrowserIsNotLost(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).
		Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).
		Press("Je confirme mes coordonnées", servicetest.Fields{"portable": newMobile}).At("/personnalisation/adresse-email", 200)
	s.Wait(2 * s.Limits.JourneyTTL)
	s.Sent()
	b := s.Browser()
	p := b.LogIn(servicetest.Marie, servicetest.First).At("/personnalisation/adresse-email", 200)
	p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret}).At("/personnalisation/confirmation", 200).
		Says("Un code est parti par SMS au " + newMobile)
	b.Get(phonesURL+"/code").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindMobileCode).Secret}).At(phonesURL+"/confirmation", 200)
	if c := s.Member(servicetest.Marie).Contacts[db.Mobile]; c.Value != "+33639987788" || c.VerifiedAt.IsZero() {
		t.Errorf("the mobile is %+v", c)
	}
}

// A member without a known address, whose password was handed over at the counter, completes the first connection with a mobile
// number, with or without a gateway.
func TestAMemberWithoutAnEmailGoesOnWithAMobile(t *testing.T) {
	letIn := func(s *servicetest.Service) *servicetest.Page {
		const secret = "mqshwyez7zk4"
		ctx, m := context.Background(), s.Member(servicetest.Silence)
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			return tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: servicetest.Hashed(secret), Channel: "counter", IssuedAt: s.Now(), ExpiresAt: s.Now().Add(s.Limits.TemporaryTTL)})
		})
		if err != nil {
			t.Fatal(err)
		}
		return s.Browser().LogIn(servicetest.Silence, secret).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).
			At("/personnalisation/coordonnees", 200).Says("Vous n'avez pas d'adresse e-mail ? Laissez ce champ vide et donnez un numéro de portable.")
	}
	mobile := func(s *servicetest.Service) db.Contact { return s.Member(servicetest.Silence).Contacts[db.Mobile] }
	t.Run("neither is refused", func(t *testing.T) {
		s := servicetest.NewService(t)
		letIn(s).Press("Je confirme mes coordonnées", nil).At("/personnalisation/coordonnees", 422)
	})
	t.Run("a mobile is proved by its code, and « oubli » reaches it then", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := letIn(s).Press("Je confirme mes coordonnées", servicetest.Fields{"portable": newMobile}).At("/personnalisation/confirmation", 200)
		p.Says("Un code est parti par SMS au " + newMobile).SaysNot("a été vérifiée.")
		if mobile(s).Value != "" {
			t.Fatal("the mobile counts before its code")
		}
		p.B.Get("/espace").At("/espace", 200)
		p.B.Get(phonesURL+"/code").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindMobileCode).Secret}).At(phonesURL+"/confirmation", 200)
		s.Browser().Forget(servicetest.Silence, "sms")
		if code := s.LastOf(db.KindCode); code.To != "+33639987788" || mobile(s).VerifiedAt.IsZero() {
			t.Errorf("the code went to %s; the mobile is %+v", code.To, mobile(s))
		}
	})
	t.Run("without a gateway", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.SMS = false })
		p := letIn(s).Press("Je confirme mes coordonnées", servicetest.Fields{"portable": newMobile}).At("/personnalisation/confirmation", 200)
		p.B.Get("/espace").At("/espace", 200)
		if mobile(s).Value != "+33639987788" {
			t.Errorf("the mobile is %+v", mobile(s))
		}
	})
}
