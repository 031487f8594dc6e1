package transport

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Certificate describes in French why a certificate was not accepted, with the remedy; it is empty for an error that is not about
// a certificate. whose says whose certificate it is (« de la passerelle »), setting names the setting that holds its address.
func Certificate(err error, whose, setting string) string {
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &unknown):
		signer := ""
		if unknown.Cert != nil {
			signer = " « " + unknown.Cert.Issuer.CommonName + " »"
		}
		return fmt.Sprintf("le certificat %s est signé par une autorité inconnue ici%s : mettez son certificat dans le fichier de SESAME_CA_FILE", whose, signer)
	case errors.As(err, &name):
		return fmt.Sprintf("le certificat %s n'est pas au nom de « %s » : écrivez dans %s le nom qu'il porte (%s)", whose, name.Host, setting,
			strings.Join(name.Certificate.DNSNames, ", "))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert.NotBefore.After(time.Now()): // the system clock, which the verification uses too
		return fmt.Sprintf("le certificat %s n'est valable qu'à partir du %s : vérifiez l'heure de cet ordinateur, ou demandez à qui le tient d'en prendre un autre", whose, invalid.Cert.NotBefore.Format("02/01/2006"))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("le certificat %s a expiré le %s : demandez à qui le tient de le renouveler", whose, invalid.Cert.NotAfter.Format("02/01/2006"))
	}
	return ""
}
