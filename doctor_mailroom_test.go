package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// relaySaying starts a relay that answers 250 to all verbs except these.
func relaySaying(t *testing.T, answers map[string]string) (address string) {
	t.Helper()
	relay, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	go func() {
		for {
			conn, err := relay.Accept()
			if err != nil {
				return
			}
			say := func(verb, usual string) {
				if answers[verb] != "" {
					usual = answers[verb]
				}
				fmt.Fprint(conn, usual+"\r\n")
			}
			say("CONNECT", "220 relay")
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				verb, _, _ := strings.Cut(lines.Text(), " ")
				if verb == "DATA" {
					t.Error("the doctor sends a mail")
				}
				say(verb, "250 ok")
			}
			_ = conn.Close()
		}
	}()
	return relay.Addr().String()
}

func TestDoctorNamesWhatTheRelayHoldsAgainstUs(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		says    string
	}{
		"nothing":              {nil, "ok     e-mail : le relais répond ; il accepte le nom espace.example (EHLO), l'expéditeur et l'adresse de contact"},
		"the greeting":         {map[string]string{"CONNECT": "554 5.7.1 no"}, "ÉCHEC  e-mail : le serveur de messagerie ne sert pas cet ordinateur (554 5.7.1) : demandez"},
		"another protocol":     {map[string]string{"CONNECT": "* OK IMAP4rev1"}, "ÉCHEC  e-mail : ce qui répond ne parle pas comme un serveur de messagerie : vérifiez le port"},
		"the name":             {map[string]string{"EHLO": "504 5.5.2 no", "HELO": "504 5.5.2 no"}, "ÉCHEC  e-mail : le serveur de messagerie refuse le nom que donne EHLO (504 5.5.2) : mettez dans SESAME_SMTP_URL « helo= »"},
		"the name, later":      {map[string]string{"RCPT": "504 5.5.2 <x>: Helo command rejected"}, "ÉCHEC  e-mail : le serveur de messagerie refuse le nom que donne EHLO"},
		"the sender":           {map[string]string{"MAIL": "553 5.7.1 no"}, "ÉCHEC  e-mail : le serveur de messagerie refuse notre expéditeur (553 5.7.1) : vérifiez SESAME_SMTP_FROM"},
		"no authentication":    {map[string]string{"MAIL": "530 5.7.0 Authentication required"}, "ÉCHEC  e-mail : le serveur de messagerie n'a pas reconnu notre compte (530 5.7.0) : vérifiez l'utilisateur et le mot de passe"},
		"no encryption":        {map[string]string{"MAIL": "530 5.7.0 Must issue a STARTTLS command first"}, "ÉCHEC  e-mail : le serveur de messagerie exige une liaison chiffrée (530 5.7.0) : mettez « tls=starttls »"},
		"relaying":             {map[string]string{"RCPT": "554 5.7.1 Relay access denied"}, "ÉCHEC  e-mail : le serveur de messagerie refuse de transmettre nos messages (554 5.7.1) : demandez"},
		"the contact address":  {map[string]string{"RCPT": "550 5.1.1 unknown"}, "ÉCHEC  e-mail : le relais refuse l'adresse de contact (smtp-refus 550 5.1.1) : vérifiez SESAME_CAISSE_CONTACT_EMAIL"},
		"the contact, for now": {map[string]string{"RCPT": "450 4.2.0 greylisted"}, "ok     e-mail : le relais répond ; il accepte le nom espace.example (EHLO) et l'expéditeur, et remet l'adresse de contact à plus tard"},
	} {
		t.Run(name, func(t *testing.T) {
			says(t, c.says, "SESAME_SMTP_URL=smtp://"+relaySaying(t, c.answers)+"?tls=none&helo=espace.example")
		})
	}
	t.Run("encryption that it does not offer", func(t *testing.T) {
		says(t, "ÉCHEC  e-mail : le serveur de messagerie ne propose pas de liaison chiffrée (STARTTLS) : choisissez « tls=implicit »", "SESAME_SMTP_URL=smtp://"+relaySaying(t, nil))
	})
	t.Run("encryption that it does not speak", func(t *testing.T) {
		says(t, "ÉCHEC  e-mail : le serveur de messagerie parle en clair sur ce port : mettez « tls=starttls »", "SESAME_SMTP_URL=smtp://"+relaySaying(t, nil)+"?tls=implicit")
	})
	t.Run("a name that nobody has", func(t *testing.T) {
		says(t, "ÉCHEC  e-mail : le nom du serveur de messagerie ne se trouve pas : vérifiez l'hôte de SESAME_SMTP_URL", "SESAME_SMTP_URL=smtp://relais.invalid")
	})
	t.Run("a port where nobody listens", func(t *testing.T) {
		says(t, "ÉCHEC  e-mail : le serveur de messagerie ne répond pas : vérifiez l'hôte et le port", "SESAME_SMTP_URL=smtp://127.0.0.1:1")
	})
}

func TestDoctorNamesWhatTheGatewayHoldsAgainstUs(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		says   string
	}{
		"nothing":           {200, "", "ok     SMS : la passerelle répond"},
		"the missing call":  {400, "", "ok     SMS : la passerelle répond"},
		"the same, in 200":  {200, `{"status":"error"}`, "ok     SMS : la passerelle répond"},
		"the token":         {401, "", "ÉCHEC  SMS : la passerelle n'a pas reconnu notre compte (401) : vérifiez le jeton"},
		"the bill":          {402, "", "ÉCHEC  SMS : la passerelle veut être payée (402)"},
		"the path":          {404, "", "ÉCHEC  SMS : la passerelle n'est pas à l'adresse configurée (404) : vérifiez le chemin"},
		"that it has moved": {308, "", "ÉCHEC  SMS : la passerelle n'est pas à l'adresse configurée (308)"},
		"a page of a proxy": {200, "<!doctype html><title>Accès interdit</title>", "ÉCHEC  SMS : ce qui répond est une page et non la passerelle (200) : vérifiez l'adresse de SESAME_SMS_URL"},
		"its own trouble":   {503, "", "ÉCHEC  SMS : la passerelle a demandé d'attendre (503)"},
	} {
		t.Run(name, func(t *testing.T) {
			gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if to := r.FormValue("to"); to != "" {
					t.Errorf("the doctor sends an SMS to %s", to)
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer gateway.Close()
			for _, kind := range []string{"json+", "kannel+"} {
				says(t, c.says, "SESAME_SMTP_URL=smtp://"+relaySaying(t, nil)+"?tls=none", "SESAME_SMS_URL="+kind+gateway.URL+"/?username=u&password=p")
			}
		})
	}
	t.Run("TLS that it does not speak", func(t *testing.T) {
		gateway := httptest.NewServer(http.NotFoundHandler())
		defer gateway.Close()
		says(t, "ÉCHEC  SMS : la liaison chiffrée avec la passerelle n'a pas pu s'établir", "SESAME_SMTP_URL=smtp://"+relaySaying(t, nil)+"?tls=none",
			"SESAME_SMS_URL=json+"+strings.Replace(gateway.URL, "http:", "https:", 1))
	})
	t.Run("a certificate that nobody vouches for", func(t *testing.T) {
		gateway := httptest.NewTLSServer(http.NotFoundHandler())
		defer gateway.Close()
		says(t, "ÉCHEC  SMS : le certificat de la passerelle est signé par une autorité inconnue ici", "SESAME_SMTP_URL=smtp://"+relaySaying(t, nil)+"?tls=none",
			"SESAME_SMS_URL=json+"+gateway.URL)
	})
}

func TestDoctorTellsWhatTheServiceCouldNotSend(t *testing.T) {
	d := newDesk(t)
	relay := "SESAME_SMTP_URL=smtp://" + relaySaying(t, nil) + "?tls=none"
	env := func() string {
		t.Helper()
		var out bytes.Buffer
		Main(t.Context(), []string{"doctor"}, append([]string{relay, "SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}, caisse...), &out, io.Discard)
		return out.String()
	}
	if says := env(); !strings.Contains(says, "ok     envois : rien n'est encore parti") {
		t.Errorf("of a fresh installation:\n%s", says)
	}
	d.install()
	since := time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC)
	database := d.open()
	err := database.NoteTroubles(t.Context(), []db.Trouble{{Channel: "email", Provider: "La Poste", Class: "smtp-attente 450", Waiting: 12, Since: since}}, since)
	if err := errors.Join(err, database.Close()); err != nil {
		t.Fatal(err)
	}
	if says := env(); !strings.Contains(says, "ÉCHEC  envois : la boîte de La Poste refuse nos messages depuis le 23/11/2026 à 14:05, 12 attendent") {
		t.Errorf("of a provider that refuses:\n%s", says)
	}
}

// says runs the doctor, which must print this line.
func says(t *testing.T, want string, env ...string) {
	t.Helper()
	var out bytes.Buffer
	env = append(env, "SESAME_DB="+newDesk(t).path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080", "SESAME_SMTP_FROM=Essai <essai@caisse.example>")
	env = append(env, caisse...)
	code := Main(t.Context(), []string{"doctor"}, env, &out, io.Discard)
	if !strings.Contains(out.String(), want) || (code == exitDone) != strings.HasPrefix(want, "ok") {
		t.Errorf("exit %d, without %q:\n%s", code, want, out.String())
	}
}
