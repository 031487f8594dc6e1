package agent_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

const statePage = "/agent/etat"

func TestSupervisorsReadWhatTheDoctorHasFound(t *testing.T) {
	s := servicetest.NewService(t)
	supervisor := s.AgentBrowser(db.RoleSupervisor)
	if p := supervisor.Get(statePage); !strings.Contains(p.Text(), "n'a pas encore été vérifié") {
		t.Errorf("before the first look: %s", p.Text())
	}
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.NoteChecks(t.Context(), []db.Check{
			{Name: "disque", State: "failed", Says: "il reste 12 Mo dans /var/lib/sesame", Mend: "libérez de la place", Since: s.Now().Add(-time.Hour), LookedAt: s.Now()},
			{Name: "e-mail", State: "ok", Says: "le relais répond", Since: s.Now(), LookedAt: s.Now()},
			{Name: "fichiers", State: "ok", Since: s.Now(), LookedAt: s.Now()},
		})
	}); err != nil {
		t.Fatal(err)
	}
	said := supervisor.Get(statePage).Text()
	for _, want := range []string{"À corriger", "Il reste 12 Mo dans /var/lib/sesame.", "Libérez de la place.", "la place qui reste", "Ce qui va bien", "Le relais répond.", "Rien à signaler."} {
		if !strings.Contains(said, want) {
			t.Errorf("without %q: %s", want, said)
		}
	}
	if home := supervisor.Get("/agent").Text(); !strings.Contains(home, texts.StateTask(1)) {
		t.Errorf("the home: %s", home)
	}
	agent := s.AgentBrowser(db.RoleAgent)
	if home := agent.Get("/agent").Text(); strings.Contains(home, texts.StateTask(1)) {
		t.Error("who may not see the state is sent there")
	}
}

func TestALookThatDoesNotEndHoldsNoPage(t *testing.T) {
	for name, c := range map[string]struct {
		ends bool
		says string
	}{
		"it ends":         {true, texts.StateChecked},
		"it does not end": {false, texts.StateGoesOn},
	} {
		t.Run(name, func(t *testing.T) {
			looks := 0
			s := servicetest.NewService(t, func(o *handlers.Options) {
				o.LookAround = func() <-chan struct{} {
					looks++
					done := make(chan struct{})
					if c.ends {
						close(done)
					}
					return done
				}
			})
			supervisor := s.AgentBrowser(db.RoleSupervisor)
			p := supervisor.Get(statePage).Press("Vérifier maintenant", nil)
			if looks != 1 || !strings.Contains(p.Text(), c.says) {
				t.Errorf("%d looks: %s", looks, p.Text())
			}
		})
	}
}
