package courier

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

var aText = Text{To: "+33612345678", Body: "Votre code de confirmation:\n4821\nà taper €", Reference: "REF1"}

// fakeGateway answers every request with a status and keeps the last one.
func fakeGateway(t *testing.T, status int) (server *httptest.Server, last func() (*http.Request, map[string]string)) {
	t.Helper()
	var (
		request *http.Request
		body    map[string]string
	)
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, body = r, nil
		_ = json.NewDecoder(r.Body).Decode(&body)
		w.Header().Set("Location", "/ailleurs")
		w.WriteHeader(status)
		_, _ = fmt.Fprintln(w, "refused: "+aText.To)
	}))
	t.Cleanup(server.Close)
	return server, func() (*http.Request, map[string]string) { return request, body }
}

func TestTheJSONGatewayGetsWhatItExpects(t *testing.T) {
	server, last := fakeGateway(t, http.StatusAccepted)
	texter, err := NewSMS("json+"+server.URL+"/envoi?compte=7&token=s3cret&ok=refused&echec=error", "MSA", aSite)
	if err != nil {
		t.Fatal(err)
	}
	if err := texter.SendText(t.Context(), aText); err != nil {
		t.Fatal(err)
	}
	r, body := last()
	if r.Method != http.MethodPost || r.URL.String() != "/envoi?compte=7" || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %s %s", r.Method, r.URL, r.Header.Get("Content-Type"))
	}
	if got := r.Header.Get("Authorization"); got != "Bearer s3cret" {
		t.Errorf("Authorization %q", got)
	}
	want := map[string]string{"to": aText.To, "from": "MSA", "text": aText.Body, "reference": "REF1"}
	if fmt.Sprint(body) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", body, want)
	}
}

func TestKannelGetsWhatItExpects(t *testing.T) {
	server, last := fakeGateway(t, http.StatusAccepted)
	texter, err := NewSMS("kannel+"+server.URL+"/cgi-bin/sendsms?username=u&password=s3cret", "MSA", aSite)
	if err != nil {
		t.Fatal(err)
	}
	if err := texter.SendText(t.Context(), aText); err != nil {
		t.Fatal(err)
	}
	r, _ := last()
	if r.Method != http.MethodGet || r.URL.Path != "/cgi-bin/sendsms" {
		t.Errorf("%s %s", r.Method, r.URL.Path)
	}
	for key, want := range map[string]string{
		"username": "u", "password": "s3cret", "from": "MSA", "to": aText.To, "text": aText.Body, "charset": "UTF-8", "coding": "0",
		"dlr-mask": "19", "dlr-url": "https://espace.poitou.example/rapport-sms/REF1?etat=%d",
	} {
		if got := r.URL.Query().Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

func TestAGatewayThatIsDownTellsNothingOfItsAddress(t *testing.T) {
	server, _ := fakeGateway(t, 200)
	server.Close()
	for _, kind := range []string{"json", "kannel"} {
		texter, err := NewSMS(kind+"+"+server.URL+"/?username=u&password=s3cret", "MSA", aSite)
		if err != nil {
			t.Fatal(err)
		}
		err = texter.SendText(t.Context(), aText)
		failed(t, err, Failure{Class: "sms-connexion", Fault: FaultRelay, Reach: ReachAll})
	}
}

func TestSMSConfiguration(t *testing.T) {
	if texter, err := NewSMS("off:", "", aSite); texter != nil || err != nil {
		t.Fatalf("off: %v %v", texter, err)
	}
	for _, c := range []struct{ name, url, sender, says string }{
		{"another scheme", "https://passerelle/?token=secret", "MSA", "écrivez json+https://"},
		{"SMPP", "smpp://sesame:secret@operateur:2775", "MSA", "SMPP"},
		{"no gateway", "json+https:", "MSA", "passerelle manque"},
		{"no sender", "json+https://passerelle/?token=secret", "", "SESAME_SMS_SENDER"},
		{"a sender outside the alphabet", "json+https://passerelle/?token=secret", "Forêt", "SESAME_SMS_SENDER"},
		{"Kannel without its user", "kannel+http://passerelle:13013/cgi-bin/sendsms?password=secret", "MSA", "username"},
		{"a pattern that is none", "json+https://passerelle/?token=secret&echec=(", "MSA", "« echec= »"},
		{"an unreadable address", "json+https://u:%secret@passerelle", "MSA", "illisible"},
		{"nothing", "", "MSA", "SESAME_SMS_URL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewSMS(c.url, c.sender, aSite)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") {
				t.Fatalf("got %v, want a sentence with %q", err, c.says)
			}
		})
	}
}
