package transport

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"testing"
	"time"
)

func TestACertificateOutOfItsTimeIsToldByTheSideThatItIsOn(t *testing.T) {
	now := time.Now() // that of the verification
	for name, c := range map[string]struct {
		from, until time.Time
		want        string
	}{
		"too late": {now.AddDate(-1, 0, 0), now.AddDate(0, 0, -2), "le certificat de la passerelle a expiré le " + now.AddDate(0, 0, -2).Format("02/01/2006") + " : demandez à qui le tient de le renouveler"},
		"too early": {now.AddDate(0, 0, 2), now.AddDate(1, 0, 0), "le certificat de la passerelle n'est valable qu'à partir du " + now.AddDate(0, 0, 2).Format("02/01/2006") +
			" : vérifiez l'heure de cet ordinateur, ou demandez à qui le tient d'en prendre un autre"},
	} {
		err := fmt.Errorf("send: %w", x509.CertificateInvalidError{Cert: &x509.Certificate{Subject: pkix.Name{CommonName: "passerelle"}, NotBefore: c.from, NotAfter: c.until}, Reason: x509.Expired})
		if got := Certificate(err, "de la passerelle", "SESAME_SMS_URL"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
