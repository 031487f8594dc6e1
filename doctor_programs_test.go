package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/courier/webhook"
	"sesame/db"
	"sesame/doctor"
	"sesame/handlers/agent/directory"
	"sesame/journey/events"
)

func TestDoctorTellsWhatOtherProgramsHaveNotTaken(t *testing.T) {
	d := newDesk(t)
	looking := &doctor.Doctor{}
	says := func(name, want string) {
		t.Helper()
		if got := lineOf(t, looking, name); got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
	says("services", "ok services : aucun ; « sesame client add » en ajoute")
	says("événements", "ok événements : non envoyés (SESAME_EVENTS_URL)")

	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	database, at := d.open(), time.Date(2026, time.November, 23, 13, 5, 0, 0, time.UTC)
	m, err := database.MemberByKey(t.Context(), database.Keys().IdentifierKey(account.Identifier{Kind: account.Tiers, Value: "T1"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := database.SendEvents(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	portal := &db.Client{ClientID: "portail", Name: "Portail", Signature: "ES256", LogoutURL: "https://portail.example/sortie"}
	if err := database.InTx(t.Context(), func(tx *db.Tx) error {
		if err := tx.AddClient(t.Context(), portal, "secret", at); err != nil {
			return err
		}
		id, err := tx.OpenLogin(t.Context(), m.ID, "password", "Firefox", at)
		if err != nil {
			return err
		}
		login, err := tx.Login(t.Context(), id)
		if err != nil {
			return err
		}
		if _, _, err := tx.OpenClient(t.Context(), login, portal.ID, at); err != nil {
			return err
		}
		if _, err := tx.CloseLogin(t.Context(), m.ID, id, at); err != nil {
			return err
		}
		return tx.Audit(t.Context(), events.PasswordChanged.OK(m.IdentifierKey, events.Details{}).By("member", nil), at)
	}); err != nil {
		t.Fatal(err)
	}
	looking.DB = database
	answers := httptest.NewServer(http.NotFoundHandler())
	if looking.Events, err = webhook.NewEventAddress("json+" + answers.URL + "/?secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"); err != nil {
		t.Fatal(err)
	}
	says("services", "ok services : 1 service")
	says("événements", "ok événements : l'adresse répond")
	for _, destination := range []int64{0, portal.ID} {
		due, err := database.DueDeliveries(t.Context(), destination, at, 1)
		if err != nil || len(due) != 1 {
			t.Fatal(due, err)
		}
		if err := database.RetryDelivery(t.Context(), due[0].ID, "http 503", at.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	says("services", "échec services : Portail : 1 avis de déconnexion attend depuis le 23/11/2026 à 14:05 (http 503) : voyez avec qui tient ce service pourquoi son adresse de déconnexion ne les prend pas")
	says("événements", "échec événements : 1 événement attend depuis le 23/11/2026 à 14:05 (http 503) : vérifiez SESAME_EVENTS_URL, et le journal du serveur qui les reçoit")
	answers.Close()
	says("événements", "échec événements : le serveur des événements ne répond pas : vérifiez l'hôte et le port de SESAME_EVENTS_URL, et le pare-feu (evenements-connexion)")
}

func TestWhyAProviderDoesNotAnswerAsOneIsSaidInFrench(t *testing.T) {
	var document, keys string
	status := http.StatusOK
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, map[bool]string{true: document, false: keys}[strings.HasPrefix(r.URL.Path, "/.well-known/")])
	}))
	t.Cleanup(provider.Close)
	whole := `{"issuer": "` + provider.URL + `", "authorization_endpoint": "https://a.example", "token_endpoint": "https://a.example", "jwks_uri": "` + provider.URL + `/keys"}`
	for name, c := range map[string]struct {
		issuer, document, keys string
		status                 int
		says                   string
	}{
		"nobody listens":   {issuer: "http://localhost:1", says: "personne n'écoute à ce port"},
		"it is broken":     {document: "<html>told by the provider</html>", status: 503, says: "la réponse est l'erreur 503"},
		"a page":           {document: "<html>told by the provider</html>", status: 200, says: "ce qui répond est une page"},
		"of another":       {document: `{"issuer": "https://a.example"}`, status: 200, says: "son document de découverte est celui d'une autre adresse"},
		"without any keys": {document: whole, keys: "{}", status: 200, says: "son document de découverte ou ses clés de signature ne se lisent pas, ou ne sont pas complets"},
	} {
		t.Run(name, func(t *testing.T) {
			document, keys, status = c.document, c.keys, c.status
			if c.issuer == "" {
				c.issuer = provider.URL
			}
			d := directory.New(directory.Config{Issuer: c.issuer})
			if err := unanswered(d.Check(t.Context(), time.Now)); err == nil || err.Error() != c.says {
				t.Error(err)
			}
		})
	}
}
