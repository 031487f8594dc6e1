package member_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

const ownData = "/espace/mon-compte/donnees"

// takes submits the form of « Mes données ».
func takes(b *servicetest.Browser, password string) *servicetest.Page {
	return b.Post(ownData, url.Values{"actuel": {password}})
}

// The page says truly what is kept: the identity outlives the account and the file until the caisse erases it, and the page
// says how to ask for that.
func TestTheDataPageLeadsToTheErasure(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	const kept = "après la fermeture de votre espace, jusqu'à ce que la caisse les efface"
	b.Get("/donnees-personnelles").Says(kept)
	p := b.Get(ownData).Says(kept).SaysNot("Le champ est obligatoire", "Tous les champs sont obligatoires")
	if hint := p.Doc.Find("#" + p.Doc.Find(`input[name="actuel"]`).AttrOr("aria-describedby", "")).Text(); !strings.Contains(hint, "Ce champ est obligatoire") {
		t.Errorf("beside the field stands %q", hint)
	}
	form := p.Follow("Demander l'effacement").At("/contact?objet=effacement", 200)
	for name, want := range map[string]string{"sujet": "Demander l'effacement de mes données", "identifiant": servicetest.Marie} {
		if got := form.Doc.Find(`input[name="`+name+`"]`).AttrOr("value", ""); got != want {
			t.Errorf("%s is filled in with %q", name, got)
		}
	}
}

func TestAMemberTakesACopyOfTheirData(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	number := agent.Writes("Ma carte", servicetest.Marie, "marie@poitou.example", "Où est ma carte ?")
	agent.Get("/agent/messages/"+number).Press("Garder la note", servicetest.Fields{"note": "à rappeler sans faute"})
	agent.Resets(servicetest.Marie, "email")
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	s.Sent()

	b.Get("/espace/mon-compte").Says("Mes données")
	b.Get(ownData).Says("12 mois", "Télécharger mes données")
	takes(b, "").At(ownData, 422).Says("Ce champ est exigé")
	takes(b, "Pas-le-bon-7").At(ownData, 422)
	if told := s.Sent(); len(told) > 0 || s.AuditCount("member-exported", events.OK) > 0 {
		t.Errorf("a wrong password has done something: %d messages", len(told))
	}

	p := takes(b, servicetest.First)
	if p.Status != 200 || p.Header.Get("Content-Disposition") != `attachment; filename="mes-donnees.json"` || p.Header.Get("Cache-Control") != "no-store" ||
		p.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d, %v", p.Status, p.Header)
	}
	var copied struct {
		Identite struct{ Identifiant, Nom string }
		Acces    map[string]any
		Messages []struct {
			Numero, Message string
			Suite           []map[string]any
		} `json:"messages_de_contact"`
		Connexions []map[string]any
		Accords    any `json:"accords_demandes"`
		Journal    []map[string]any
	}
	if err := json.Unmarshal([]byte(p.Raw), &copied); err != nil {
		t.Fatal(err)
	}
	if copied.Identite.Identifiant != servicetest.Marie || copied.Identite.Nom == "" || copied.Acces["mot_de_passe_choisi_le"] == nil || len(copied.Connexions) == 0 || len(copied.Journal) == 0 ||
		len(copied.Messages) != 1 || copied.Messages[0].Message != "Où est ma carte ?" {
		t.Errorf("the copy is\n%s", p.Raw)
	}
	if copied.Accords != nil || len(copied.Messages[0].Suite) != 0 {
		t.Error("the copy tells what agents note for each other")
	}
	for _, theirs := range []string{"sans faute", servicetest.Motive, s.Member(servicetest.Marie).PasswordHash, "argon2", servicetest.First} {
		if strings.Contains(p.Raw, theirs) {
			t.Errorf("the copy holds %q", theirs)
		}
	}
	if told := s.Sent(); len(told) == 0 || told[0].Kind != db.KindDataExported || s.AuditCount("member-exported", events.OK) != 1 {
		t.Errorf("told %+v", told)
	}
	b.Get("/espace/mon-compte/historique").Says("copie des données personnelles")
	s.SilentLog(t, servicetest.Marie, "Où est ma carte")
}

// At most three copies can be downloaded in a day, in any way.
func TestADaysCopiesAreBounded(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	for range 3 {
		if p := takes(b, servicetest.First); p.Status != 200 {
			t.Fatalf("%d", p.Status)
		}
	}
	takes(b, servicetest.First).At(ownData, 429).RetryAfter(24 * time.Hour).Says("trois fois en un jour")
	if n := s.AuditCount("member-exported", events.OK); n != 3 {
		t.Errorf("%d copies", n)
	}
	s.Wait(24*time.Hour + time.Minute)
	b.LogIn(servicetest.Marie, servicetest.First)
	if p := takes(b, servicetest.First); p.Status != 200 {
		t.Errorf("%d on the next day", p.Status)
	}
}

func TestNobodyTakesACopyWithoutALogin(t *testing.T) {
	s := servicetest.NewService(t)
	takes(s.Browser(), servicetest.First).At("/connexion?etat=perdu", 200)
	s.Browser().Get(ownData).At("/connexion", 200)
	if n := s.AuditCount("member-exported", events.OK); n != 0 {
		t.Errorf("%d copies", n)
	}
}
