package courier

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// answering is a gateway that always gives this answer.
func answering(t *testing.T, status int, header map[string]string, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for key, value := range header {
			w.Header().Set(key, value)
		}
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestTheStatusOfAGatewayIsJudged(t *testing.T) {
	us := func(class string) Failure { return Failure{Class: class, Fault: FaultUs, Reach: ReachAll} }
	later := func(class string) Failure { return Failure{Class: class, Fault: FaultRelay, Reach: ReachMany} }
	box := func(class string) Failure { return Failure{Class: class, Fault: FaultBox, Permanent: true} }
	for status, want := range map[int]Failure{
		200: {}, 201: {}, 202: {}, 204: {},
		301: us("sms-adresse 301"), 302: us("sms-adresse 302"), 307: us("sms-adresse 307"), 308: us("sms-adresse 308"),
		400: box("sms-refus 400"), 401: us("sms-acces 401"), 402: us("sms-credit 402"), 403: us("sms-acces 403"), 404: us("sms-adresse 404"),
		405: us("sms-adresse 405"), 406: box("sms-refus 406"), 407: us("sms-acces 407"), 408: later("sms-attente 408"), 409: box("sms-refus 409"),
		410: box("sms-refus 410"), 413: box("sms-refus 413"), 422: box("sms-refus 422"), 425: later("sms-attente 425"), 429: later("sms-attente 429"),
		500: later("sms-attente 500"), 502: later("sms-attente 502"), 503: later("sms-attente 503"), 504: later("sms-attente 504"),
	} {
		for _, kind := range []string{"json", "kannel"} {
			t.Run(fmt.Sprintf("%s %d", kind, status), func(t *testing.T) {
				texter, err := NewSMS(kind+"+"+answering(t, status, map[string]string{"Location": "/ailleurs"}, "")+"/?username=u&password=p", "MSA", aSite)
				if err != nil {
					t.Fatal(err)
				}
				err = texter.SendText(t.Context(), aText)
				if want == (Failure{}) {
					if err != nil {
						t.Fatal(err)
					}
					return
				}
				failed(t, err, want)
			})
		}
	}
}

func TestTheBodyOf200IsRead(t *testing.T) {
	for _, c := range []struct {
		setting, body string
		taken         bool
	}{
		{"", ``, true},
		{"", `ok`, true},
		{"", `{}`, true},
		{"", `0: Accepted for delivery`, true},
		{"", `ERRORS: 0, SENT: 1`, true},
		{"", `OK, no error`, true},
		{"", `{"status":{"code":0}}`, true},
		{"", `{"result":{"error":null,"id":"12"}}`, true},
		{"", `{"to":{"error":"of somebody else's form"}}`, true},
		{"", `["error"]`, true},
		{"", `<?xml version="1.0"?><answer error="0"><status>OK</status><error/><success>1</success></answer>`, true},
		{"", `<html>error</html>`, false},
		{"", "\n<!DOCTYPE html><html><head><title>Connexion</title></head><body><form></form></body></html>", false},
		{"", `ERR 12`, false},
		{"", `ERROR: no credit`, false},
		{"", `KO`, false},
		{"", `<?xml version="1.0"?><answer><status>ERROR</status></answer>`, false},
		{"", `<answer><error code="14">no credit</error></answer>`, false},
		{"", `<answer success="false"/>`, false},
		{"", `<answer><success>0</success></answer>`, false},
		{"", `{"result":{"success":"false"}}`, true},
		{"", `{"response":{"status":"failed"}}`, true},
		{"", `{"status":"accepted","data":{"errors":["unknown in the directory"]}}`, true},
		{"echec=" + url.QueryEscape(`"status": *"failed"`), `{"response":{"status":"failed"}}`, false},
		{"ok=" + url.QueryEscape(`<html>`), `<html>error</html>`, true},
		{"", `{"status":"ok","id":"12"}`, true},
		{"", `{"status":"pending"}`, true},
		{"", `{"success":true}`, true},
		{"", `{"error":null,"errors":[],"ok":true}`, true},
		{"", `{"error":false}`, true},
		{"", `{"error":0,"message":"accepted"}`, true},
		{"", `{"result":{"error":"inside"}}`, true},
		{"", `{"status":"error","code":14}`, false},
		{"", `{"status":"Failed"}`, false},
		{"", `{"Status":"REJECTED"}`, false},
		{"", `{"status":"ko"}`, false},
		{"", `{"error":"INSUFFICIENT_CREDIT"}`, false},
		{"", `{"error":{"code":3}}`, false},
		{"", `{"error":true}`, false},
		{"", `{"error":12}`, false},
		{"", `{"errors":["no credit"]}`, false},
		{"", `{"success":false}`, false},
		{"", `{"success":0}`, false},
		{"", `{"success":"false"}`, false},
		{"", `{"ok":false,"id":"12"}`, false},
		{"", "\ufeff" + `{"ok":false}`, false},
		{"echec=" + url.QueryEscape(`^ERR`), `ERR 12`, false},
		{"echec=" + url.QueryEscape(`^ERR`), `ID 12`, true},
		{"echec=" + url.QueryEscape(`^ERR`), `{"ok":false}`, false},
		{"ok=" + url.QueryEscape(`^ID: \d+`), `ID: 12`, true},
		{"ok=" + url.QueryEscape(`^ID: \d+`), `no credit`, false},
		{"ok=" + url.QueryEscape(`"error":"0"`), `{"error":"0"}`, true},
		{"ok=sent&echec=blocked", `sent, blocked`, false},
	} {
		t.Run(c.setting+" "+c.body, func(t *testing.T) {
			for _, kind := range []string{"json", "kannel"} {
				texter, err := NewSMS(kind+"+"+answering(t, 200, nil, c.body)+"/?username=u&password=p&"+c.setting, "MSA", aSite)
				if err != nil {
					t.Fatal(err)
				}
				err = texter.SendText(t.Context(), aText)
				if c.taken && err != nil {
					t.Fatal(err)
				}
				if !c.taken {
					class := "sms-reponse 200"
					if strings.Contains(c.body, "html>") {
						class = "sms-page 200"
					}
					failed(t, err, Failure{Class: class, Fault: FaultRelay})
				}
			}
		})
	}
}

func TestAGatewaySaysHowLongToWait(t *testing.T) {
	for said, want := range map[string]time.Duration{
		"30": 30 * time.Second, "": 0, "-5": 0, "soon": 0, "86400": time.Hour,
		"Mon, 23 Nov 2026 13:06:30 GMT": 90 * time.Second, "Mon, 23 Nov 2026 13:00:00 GMT": 0,
	} {
		header := map[string]string{"Retry-After": said, "Date": "Mon, 23 Nov 2026 13:05:00 GMT"}
		for _, status := range []int{429, 503} {
			texter, err := NewSMS("json+"+answering(t, status, header, ""), "MSA", aSite)
			if err != nil {
				t.Fatal(err)
			}
			failed(t, texter.SendText(t.Context(), aText), Failure{Class: fmt.Sprintf("sms-attente %d", status), Fault: FaultRelay, Reach: ReachMany, After: want})
		}
	}
}

// A gateway that closes an idle connection may have read the request.
func TestAnSMSIsNotSentAgainUnasked(t *testing.T) {
	for _, kind := range []string{"json", "kannel"} {
		var asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if asked.Add(1) == 1 {
				return
			}
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		}))
		t.Cleanup(server.Close)
		texter, err := NewSMS(kind+"+"+server.URL+"/?username=u&password=p", "MSA", aSite)
		if err != nil {
			t.Fatal(err)
		}
		if err := texter.SendText(t.Context(), aText); err != nil {
			t.Fatal(err)
		}
		failed(t, texter.SendText(t.Context(), aText), Failure{Class: "sms-coupure", Fault: FaultRelay, Reach: ReachMany})
		if n := asked.Load(); n != 2 {
			t.Errorf("%s: two messages were sent %d times", kind, n)
		}
	}
}
