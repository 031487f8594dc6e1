package webhook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"sesame/db"
	"sesame/journey/events"
)

const (
	eventSecret  = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/KQ9r8GKYo="
	eventAddress = "json+https://portail.example/evenements?secret=" + eventSecret
)

// sendsEvents configures the address of events.
func (p *portals) sendsEvents(address string) {
	p.t.Helper()
	a, err := NewEventAddress(address)
	if err != nil {
		p.t.Fatal(err)
	}
	p.o.Events = a
	if err := p.SendEvents(p.t.Context(), a != nil); err != nil {
		p.t.Fatal(err)
	}
}

// bounces records that a mail to the member bounced.
func (p *portals) bounces() {
	p.t.Helper()
	p.writes(func(t *db.Tx) error {
		return t.Audit(p.t.Context(), events.MessageBounced.Refused(p.member.IdentifierKey, events.Details{Channel: "email", Cause: "5.1.1"}).By("system", nil), p.o.Clock())
	})
}

func TestAnEventSaysWhatHappenedAndNamesTheMemberAsConfigured(t *testing.T) {
	for address, identifier := range map[string]string{eventAddress: "", eventAddress + "&identifiants=0": "", eventAddress + "&identifiants=1": `,"identifiant":"TIERS1"`} {
		withPortals(t, always(204), func(t *testing.T, p *portals, s *site) {
			p.sendsEvents(address)
			p.runs()
			subject, _ := p.logsOut(p.adds("portail", "https://sortie.example/", "ES256"))
			p.bounces()
			synctest.Wait()
			came := s.to("portail.example")
			if len(came) != 1 {
				t.Fatalf("%d events", len(came))
			}
			r, body := came[0].r, came[0].body
			want := fmt.Sprintf(`{"type":"member.contact_bounced","timestamp":%q,"data":{"subjects":[{"client_id":"id-portail","sub":%q}],"channel":"email","cause":"5.1.1"%s}}`,
				time.Now().UTC().Format(time.RFC3339), subject, identifier)
			if body != want {
				t.Errorf("%s\nwant %s", body, want)
			}
			if r.Method != http.MethodPost || r.URL.String() != "https://portail.example/evenements" || r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s %s, %s", r.Method, r.URL, r.Header.Get("Content-Type"))
			}
			receiver, err := webhooks.NewWebhook(eventSecret)
			if err != nil {
				t.Fatal(err)
			}
			if err := receiver.Verify([]byte(body), r.Header); err != nil {
				t.Error(err)
			}
			if err := receiver.Verify([]byte(strings.Replace(body, "email", "sms", 1)), r.Header); err == nil {
				t.Error("another body verifies")
			}
		})
	}
}

// The receiver is a published library, which uses the machine's clock.
func TestAReceiverInNodeVerifiesAnEvent(t *testing.T) {
	p := newPortals(t, time.Now, nil)
	p.sendsEvents(eventAddress)
	p.bounces()
	due, err := p.DueDeliveries(t.Context(), 0, time.Now(), 1)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.request(t.Context(), due[0])
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(r.Body); err != nil {
		t.Fatal(err)
	}
	headers := map[string]string{}
	for name := range r.Header {
		headers[strings.ToLower(name)] = r.Header.Get(name)
	}
	given, err := json.Marshal(map[string]any{"body": body.String(), "headers": headers})
	if err != nil {
		t.Fatal(err)
	}
	for secret, right := range map[string]bool{eventSecret: true, "whsec_" + strings.Repeat("A", 44): false} {
		node := exec.CommandContext(t.Context(), "node", "testdata/verify.mjs", "../../.tools/npm/node_modules", secret)
		node.Stdin = bytes.NewReader(given)
		out, err := node.Output()
		if (err == nil) != right || right && !strings.Contains(string(out), "member.contact_bounced") {
			t.Errorf("right %v: %s, %v", right, out, err)
		}
	}
}

func TestARefusedEventIsKeptForThreeDays(t *testing.T) {
	withPortals(t, always(400), func(t *testing.T, p *portals, s *site) {
		p.sendsEvents(eventAddress)
		p.runs()
		p.bounces()
		after(71 * time.Hour)
		first := s.to("portail.example")[0].r.Header
		last := s.to("portail.example")[len(s.to("portail.example"))-1].r.Header
		if first.Get("webhook-id") != last.Get("webhook-id") || first.Get("webhook-timestamp") == last.Get("webhook-timestamp") {
			t.Errorf("%v, then %v", first, last)
		}
		s.now(always(200))
		after(time.Hour)
		fates, err := p.DeliveryFates(t.Context(), 0, 10)
		if err != nil || len(fates) != 1 || fates[0].State != "sent" {
			t.Errorf("%+v, %v", fates, err)
		}
	})
}

func TestEventsWaitWhileTheirAddressIsNotConfigured(t *testing.T) {
	withPortals(t, always(200), func(t *testing.T, p *portals, s *site) {
		p.sendsEvents(eventAddress)
		p.o.Events = nil // configured otherwise since
		p.runs()
		p.bounces()
		c := p.adds("portail", "https://portail.example/sortie", "ES256")
		p.logsOut(c)
		after(time.Minute)
		if got := p.fates(c); !slices.Equal(got, []string{"sent 1"}) {
			t.Errorf("%q", got)
		}
		if n := len(s.to("portail.example")); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestTheAddressOfEvents(t *testing.T) {
	for address, says := range map[string]string{
		eventAddress: "",
		"json+http://localhost:9000/e?secret=" + eventSecret:                    "",
		"json+http://127.0.0.1/e?secret=" + eventSecret + "&identifiants=1":     "",
		"json+http://portail.example/e?secret=" + eventSecret:                   "json+https://",
		"https://portail.example/e?secret=" + eventSecret:                       "json+https://",
		"json+https:///e?secret=" + eventSecret:                                 "illisible",
		"json+https://portail.example/e":                                        "whsec_",
		"json+https://portail.example/e?secret=whsec_AAAA":                      "24 à 64 octets",
		"json+https://portail.example/e?secret=" + eventSecret[6:]:              "whsec_",
		"json+https://portail.example/e?secret=" + eventSecret + "&clef=1":      "« clef » est inconnu",
		"json+https://a:b@portail.example/e?secret=" + eventSecret:              "utilisateur",
		"json+https://portail.example/e?identifiants=oui&secret=" + eventSecret: "0 ou 1",
	} {
		a, err := NewEventAddress(address)
		if says == "" && (err != nil || a == nil) || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: %v, want %q", address, err, says)
		}
		if err != nil && strings.Contains(err.Error(), eventSecret[6:]) {
			t.Errorf("%v tells the secret", err)
		}
	}
	if a, err := NewEventAddress(""); a != nil || err != nil {
		t.Errorf("%v, %v", a, err)
	}
}
