package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"sesame/account"
	"sesame/courier/transport"
)

// renewBefore is how long before its end a certificate should have been renewed.
const renewBefore = 14 * 24 * time.Hour

// certificate checks the certificate that browsers get, then whether the service could start again with the files of its own.
func (d *Doctor) certificate(ctx context.Context) Finding {
	f := d.seenCertificate(ctx)
	if f.State != OK || d.Unstartable == nil {
		return f
	}
	if fault := d.Unstartable(); fault != "" {
		says, mend, _ := strings.Cut(fault, " ; ")
		f.State, f.Says, f.Mend = Failed, "le service ne redémarrerait pas ("+says+")", mend
	}
	return f
}

// seenCertificate checks the certificate that browsers get at the base URL, from the service or a proxy. If nothing answers
// there, it checks the service's own listener, then the file that the service would serve.
func (d *Doctor) seenCertificate(ctx context.Context) Finding {
	if d.BaseURL.Scheme == "http" {
		return ok("sans chiffrement, sur cet ordinateur seulement")
	}
	site := site{d.BaseURL, "SESAME_BASE_URL"}
	leaf, err := d.served(ctx, site, site.address())
	var refused *tls.CertificateVerificationError
	if err == nil || errors.As(err, &refused) {
		return d.judgeCertificate(site, leaf, err, "")
	}
	if d.TLSListen != "" {
		if leaf, own := d.served(ctx, site, reachable(d.TLSListen)); own == nil || errors.As(own, &refused) {
			return d.judgeCertificate(site, leaf, own, ", vu à "+d.TLSListen+" car "+d.BaseURL.String()+" ne répond pas d'ici")
		}
	}
	if d.CertificateFile == "" {
		return failed(fmt.Sprintf("%s ne répond pas avec un certificat (%s) : démarrez le service ou le mandataire, et vérifiez SESAME_BASE_URL et le DNS", d.BaseURL, transport.Unanswered(err)))
	}
	leaf, err = readCertificate(d.CertificateFile)
	if err != nil {
		return failed(fmt.Sprintf("le fichier %s ne se lit pas comme un certificat PEM : vérifiez SESAME_TLS_CERT et ses droits", d.CertificateFile))
	}
	return d.judgeCertificate(site, leaf, leaf.VerifyHostname(d.BaseURL.Hostname()), ", lu dans "+d.CertificateFile+" car personne ne répond à "+d.BaseURL.String())
}

// site is a URL of the service, and the setting that contains it.
type site struct {
	url     *url.URL
	setting string
}

// address returns the address for a TLS connection to the site.
func (s site) address() string {
	return net.JoinHostPort(s.url.Hostname(), cmp.Or(s.url.Port(), "443"))
}

// served returns the certificate that an address serves for the host of a site. With a *tls.CertificateVerificationError it
// returns the certificate that was refused.
func (d *Doctor) served(ctx context.Context, at site, address string) (*x509.Certificate, error) {
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12, ServerName: at.url.Hostname(), RootCAs: d.Authorities}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	var refused *tls.CertificateVerificationError
	if errors.As(err, &refused) {
		return refused.UnverifiedCertificates[0], err
	}
	if err != nil {
		return nil, err
	}
	defer conn.Close() //nolint:errcheck // nothing was sent
	return conn.(*tls.Conn).ConnectionState().PeerCertificates[0], nil
}

// judgeCertificate returns the finding about a certificate, with its end. err is why it was refused; seen is added to the
// sentence for a valid one.
func (d *Doctor) judgeCertificate(at site, leaf *x509.Certificate, err error, seen string) Finding {
	f := d.worth(at, leaf, err, seen)
	f.Ends = leaf.NotAfter
	return f
}

func (d *Doctor) worth(at site, leaf *x509.Certificate, err error, seen string) Finding {
	end := leaf.NotAfter.In(d.Location).Format(account.DayLayout)
	var (
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	left := leaf.NotAfter.Sub(d.Now())
	switch {
	case left <= 0:
		return failed(fmt.Sprintf("il a expiré le %s : renouvelez-le, et vérifiez ce qui devait le faire", end))
	case leaf.NotBefore.After(d.Now()):
		return failed(fmt.Sprintf("il n'est valable qu'à partir du %s : attendez ce jour, et vérifiez l'heure de cet ordinateur (ligne « horloge »)", leaf.NotBefore.In(d.Location).Format(account.DayLayout)))
	case errors.As(err, &name):
		return failed(fmt.Sprintf("il n'est pas au nom de %s mais de %s : demandez-en un à ce nom, ou corrigez %s", at.url.Hostname(), strings.Join(leaf.DNSNames, ", "), at.setting))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return failed(fmt.Sprintf("un certificat de sa chaîne, « %s », a expiré le %s : joignez les certificats intermédiaires du moment à SESAME_TLS_CERT ou à celui du mandataire", invalid.Cert.Subject.CommonName, invalid.Cert.NotAfter.In(d.Location).Format(account.DayLayout)))
	case err != nil:
		return failed(fmt.Sprintf("il est signé par une autorité inconnue ici, « %s » : joignez les certificats intermédiaires à SESAME_TLS_CERT ou à celui du mandataire ; si l'autorité est celle de la caisse, mettez son certificat dans le fichier de SESAME_CA_FILE", leaf.Issuer.CommonName))
	case left < renewBefore:
		return failed(fmt.Sprintf("il expire le %s : renouvelez-le, et vérifiez ce qui devait le faire", end))
	}
	return ok("valable jusqu'au " + end + seen)
}

// readCertificate reads the first certificate of a PEM file.
func readCertificate(path string) (*x509.Certificate, error) {
	text, err := os.ReadFile(path) //nolint:gosec // G304: the operator's own setting
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("read the certificate: no PEM block")
	}
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return leaf, nil
}
