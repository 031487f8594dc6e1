package courier

import (
	"context"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sesame/server/servertest"
)

// For each fault of a Postfix configuration there is a sentence, which names what to change.
func TestEachRefusalOfPostfixIsExplained(t *testing.T) {
	ports := map[string]string{}
	service := func(name string, options ...string) string {
		ports[name] = strconv.Itoa(servertest.FreePort(t))
		return "127.0.0.1:" + ports[name] + " inet n - n - - smtpd -o smtpd_delay_reject=no " + strings.Join(options, " ")
	}
	expired := t.TempDir()
	if err := os.Chmod(filepath.Dir(expired), 0o755); err != nil {
		t.Fatal(err)
	}
	late := writeCertificateUntil(t, expired, time.Now().Add(-24*time.Hour))
	const plain = "-o smtpd_tls_security_level=none"
	p := startPostfix(t, "127.0.0.1:1",
		service("plain", plain),
		service("name", plain, "-o { smtpd_helo_restrictions = check_helo_access inline:{{"+aCaisse.Host+" = 504 5.5.2 unknown name}} }"),
		service("sender", plain, "-o { smtpd_sender_restrictions = check_sender_access inline:{{ne-pas-repondre@poitou.example = 553 5.7.1 not yours}} }"),
		service("login first", plain, "-o smtpd_tls_auth_only=no", "-o { smtpd_client_restrictions = permit_sasl_authenticated, reject }", "-o smtpd_delay_reject=yes"),
		service("closed", plain, "-o { smtpd_client_restrictions = reject }"),
		service("expired", "-o smtpd_tls_cert_file="+expired+"/cert.pem", "-o smtpd_tls_key_file="+expired+"/key.pem"),
	)
	at := func(name, query string) string { return "smtp://localhost:" + ports[name] + query }
	login := "smtp://" + relayLogin + "@"
	for name, c := range map[string]struct {
		address, contact string
		trusted          *x509.CertPool
		says             string // empty: it is well
	}{
		"well":                         {address: login + "localhost:" + p.startTLS},
		"well, encrypted at once":      {address: login + "localhost:" + p.implicit + "?tls=implicit"},
		"an unknown authority":         {address: login + "localhost:" + p.startTLS, trusted: x509.NewCertPool(), says: "est signé par une autorité inconnue ici « localhost » : mettez son certificat dans le fichier de SESAME_CA_FILE"},
		"another name":                 {address: login + "127.0.0.1:" + p.startTLS, says: "n'est pas au nom de « 127.0.0.1 » : écrivez dans SESAME_SMTP_URL le nom qu'il porte (localhost)"},
		"an expired certificate":       {address: at("expired", ""), trusted: late, says: "a expiré le "},
		"no STARTTLS":                  {address: at("plain", ""), says: "ne propose pas de liaison chiffrée (STARTTLS)"},
		"TLS on the port of STARTTLS":  {address: login + "localhost:" + p.startTLS + "?tls=implicit", says: "parle en clair sur ce port : mettez « tls=starttls »"},
		"STARTTLS on the port of TLS":  {address: login + "localhost:" + p.implicit, says: "accepte la connexion et ne dit rien : si ce port chiffre d'emblée, comme 465, mettez « tls=implicit »"},
		"TLS that is demanded":         {address: "smtp://localhost:" + p.startTLS + "?tls=none", says: "exige une liaison chiffrée (530 5.7.0) : mettez « tls=starttls »"},
		"a wrong password":             {address: "smtp://sesame:autre@localhost:" + p.startTLS, says: "n'a pas reconnu notre compte (535 5.7.8) : vérifiez l'utilisateur et le mot de passe"},
		"no login, where one is due":   {address: "smtp://localhost:" + p.startTLS, says: "ne transmet que pour qui s'authentifie (554 5.7.1) : donnez l'utilisateur et le mot de passe"},
		"no login, said at the client": {address: at("login first", "?tls=none"), says: "ne transmet que pour qui s'authentifie"},
		"a computer that it refuses":   {address: at("closed", "?tls=none"), says: "ne sert pas cet ordinateur (554"},
		"the name of EHLO":             {address: at("name", "?tls=none"), says: "refuse le nom que donne EHLO (504 5.5.2)"},
		"the sender":                   {address: at("sender", "?tls=none"), says: "refuse notre expéditeur (553 5.7.1) : vérifiez SESAME_SMTP_FROM"},
		"relaying":                     {address: at("plain", "?tls=none"), says: "refuse de transmettre nos messages (554 5.7.1)"},
		"the contact address":          {address: login + "localhost:" + p.startTLS, contact: "personne@poitou.example", says: "n'a pas voulu du message (550 5.1.1)"},
		"a port where nobody listens":  {address: "smtp://localhost:1", says: "ne répond pas : vérifiez l'hôte et le port"},
	} {
		t.Run(name, func(t *testing.T) {
			s := p.mailer(t, c.address)
			if c.trusted != nil {
				s.Trust(c.trusted)
			}
			contact := c.contact
			if contact == "" {
				contact = "contact@poitou.example"
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			err := s.Check(ctx, contact)
			switch {
			case c.says == "" && err != nil:
				t.Errorf("%s", Explain(err))
			case c.says != "" && (err == nil || !strings.Contains(Explain(err), c.says)):
				var f *Failure
				errors.As(err, &f)
				t.Errorf("%v: %s, want %s", err, Explain(err), c.says)
			}
		})
	}
}
