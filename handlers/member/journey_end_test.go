package member_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// Pages of a demand.
const (
	oubli1   = servicetest.Oubli + "/canal"
	question = servicetest.Oubli + "/question"
)

func TestAPageTellsWhenItsJourneyEndsAndGivesMoreTime(t *testing.T) {
	const more, newTab = "Avoir plus de temps", " (nouvel onglet)"
	end := func(t *testing.T, p *servicetest.Page) (told string, left time.Duration) {
		t.Helper()
		place := p.Doc.Find("#fin-de-session")
		seconds, err := strconv.Atoi(place.AttrOr("data-seconds", ""))
		if err != nil {
			t.Fatalf("no end on %s: %v", p.Path, err)
		}
		return strings.ReplaceAll(strings.Join(strings.Fields(place.Text()), " "), "’", "'"), time.Duration(seconds) * time.Second
	}
	begin := func(b *servicetest.Browser, identifier string) *servicetest.Page {
		return b.Get(servicetest.Oubli).Press("Suivant", servicetest.Fields{"identifiant": identifier}).At(oubli1, 200)
	}
	hour := func(s *servicetest.Service, at time.Time) string { return at.In(s.Options.Location).Format("15 h 04") }

	t.Run("of a member and of nobody alike", func(t *testing.T) {
		for name, identifier := range map[string]string{"a member": servicetest.Marie, "nobody": "2850599999912"} {
			s := servicetest.NewService(t)
			told, left := end(t, begin(s.Browser(), identifier))
			if want := "Cette démarche s'arrête à " + hour(s, s.Now().Add(s.Limits.JourneyTTL)) + ". " + more; !strings.HasPrefix(told, want) || left != s.Limits.JourneyTTL {
				t.Errorf("%s reads %q, %s before the end; want %q", name, told, left, want)
			}
		}
	})
	t.Run("the form that was left open goes on", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		form := begin(b, servicetest.Lucien)
		s.Wait(s.Limits.JourneyTTL - time.Minute)
		p := form.Follow(more+newTab).At(oubli1+"?temps=plus", 200)
		p.Says("Vous avez jusqu'à " + hour(s, s.Now().Add(s.Limits.JourneyTTL)) + " pour finir cette démarche.")
		if _, left := end(t, p); left != s.Limits.JourneyTTL {
			t.Errorf("%s left", left)
		}
		s.Wait(s.Limits.JourneyTTL - time.Minute)
		form.Press("Suivant", servicetest.Fields{"canal": "email"}).At(question, 200)
	})
	t.Run("of the demand of this tab alone", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		one := begin(b, servicetest.Lucien).Press("Suivant", servicetest.Fields{"canal": "email"}).At(question, 200)
		two := b.Get(servicetest.Oubli).Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie})
		s.Wait(s.Limits.JourneyTTL - time.Minute)
		two.Follow(more + newTab).Says("pour finir cette démarche")
		s.Wait(2 * time.Minute)
		two.Press("Suivant", servicetest.Fields{"canal": "email"}).Says("Question de sécurité")
		one.Press("Suivant", nil).At(servicetest.Oubli+"?etat=fin", 200)
	})
	t.Run("from the page of an earlier step", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		form := begin(b, servicetest.Lucien)
		form.Press("Suivant", servicetest.Fields{"canal": "email"}).At(question, 200)
		s.Wait(s.Limits.JourneyTTL - time.Minute)
		form.Follow(more+newTab).At(question+"?temps=plus", 200).Says("pour finir cette démarche")
	})
	t.Run("as long as a session at most", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		form := begin(b, servicetest.Marie)
		last := s.Now().Add(s.Limits.SessionMax)
		for s.Now().Add(s.Limits.JourneyTTL).Before(last) {
			s.Wait(s.Limits.JourneyTTL - time.Minute)
			form = form.Follow(more + newTab)
		}
		told, _ := end(t, form)
		if want := "Cette démarche s'arrête à " + hour(s, last) + "."; told != want {
			t.Errorf("it reads %q, want %q", told, want)
		}
		form.SaysNot(more)
		s.Wait(last.Sub(s.Now()))
		b.Get(oubli1).At(servicetest.Oubli+"?etat=fin", 200)
	})
	t.Run("nothing once it is over", func(t *testing.T) {
		s := servicetest.NewService(t)
		form := begin(s.Browser(), servicetest.Marie)
		s.Wait(s.Limits.JourneyTTL)
		form.Follow(more+newTab).At(servicetest.Oubli+"?etat=fin", 200)
	})
	t.Run("of a session and a journey what ends first, and both go on", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := changesMobile(s, newMobile).At(phonesURL+"/code", 200)
		told, left := end(t, p)
		if !strings.HasPrefix(told, "Si vous ne faites rien d'ici") || left > s.Limits.SessionIdle {
			t.Errorf("it reads %q, %s before the end", told, left)
		}
		for range 5 {
			s.Wait(s.Limits.SessionIdle - 4*time.Minute)
			p = p.B.Get(phonesURL+"/code").At(phonesURL+"/code", 200)
		}
		if told, _ := end(t, p); !strings.HasPrefix(told, "Cette démarche s'arrête à") {
			t.Errorf("near the end of the journey it reads %q", told)
		}
		p = p.Follow(more + newTab)
		s.Wait(s.Limits.SessionIdle - time.Minute)
		p.B.Get(phonesURL+"/code").At(phonesURL+"/code", 200)
	})
	t.Run("of a session that ends first its link keeps the journey, too", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := changesMobile(s, newMobile).At(phonesURL+"/code", 200)
		for range 6 {
			s.Wait(s.Limits.SessionIdle - time.Minute)
			p = p.Follow("Rester connecté"+newTab).At(phonesURL+"/code?temps=plus", 200)
		}
	})
	t.Run("an agent's proof stays as short as it is", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.EnrolAgent("pmercier", db.RoleAgent)
		told, left := end(t, s.Browser().DeskPassword("pmercier", servicetest.AgentPassword))
		if left != 10*time.Minute || !strings.HasPrefix(told, "Cette démarche s'arrête à") {
			t.Errorf("it reads %q, %s before the end", told, left)
		}
	})
}
