package walks

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"sesame/db/dbtest"
)

func TestMembersOfAnEarlierVersionLogInAfterTheUpgrade(t *testing.T) {
	before := t.TempDir()
	dbtest.Released(t, before, 3)
	s := newSite(t, before)
	if said, err := s.command("agent", "list").CombinedOutput(); err == nil || !strings.Contains(string(said), "Démarrez le service (« sesame serve »)") {
		t.Fatalf("%v\n%s", err, said)
	}
	s.start()
	for _, c := range []struct{ identifier, password, to string }{
		{dbtest.Madeleine, dbtest.Password, "/espace"},
		{dbtest.Madeleine, "Prairie-Verte-1790", "/connexion"},
	} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		browser := http.Client{Jar: jar}
		answer, err := browser.PostForm(s.url+"/connexion", url.Values{"identifiant": {c.identifier}, "mot_de_passe": {c.password}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.Request.URL.Path != c.to || err != nil {
			t.Errorf("%s comes to %s, want %s: %v\n%s", c.identifier, answer.Request.URL, c.to, err, page)
		}
	}
	s.run("audit", "verify")
	if said := s.run("agent", "list"); !strings.Contains(said, dbtest.Agent) {
		t.Errorf("the agents are\n%s", said)
	}
	s.stop()
	if said := s.log.String(); !strings.Contains(said, "est au schéma 3") || !strings.Contains(said, "sesame.db.avant-migration-3") {
		t.Errorf("the service does not say what it did:\n%s", said)
	}
}
