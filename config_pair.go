package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"sesame/account"
	"sesame/files"
)

// pairFaults returns what is wrong with the files of certificate and key.
func (c *config) pairFaults(p *program, told *faultList) (wrong []string) {
	certs, err := readPEM(c.TLSCert, "CERTIFICATE", "un certificat", "SESAME_TLS_KEY")
	if err != nil {
		wrong = append(wrong, "SESAME_TLS_CERT : "+err.Error())
	}
	secrets, err := readPEM(c.TLSKey, "PRIVATE KEY", "une clé privée", "SESAME_TLS_CERT")
	if err != nil {
		wrong = append(wrong, "SESAME_TLS_KEY : "+err.Error())
	}
	if len(wrong) > 0 {
		return wrong
	}
	pair, err := tls.X509KeyPair(whole(certs), whole(secrets))
	if err != nil {
		return []string{c.mismatch(certs, secrets)}
	}
	if pair.Leaf.NotAfter.Before(p.now()) {
		wrong = append(wrong, fmt.Sprintf("SESAME_TLS_CERT : le certificat %s a expiré le %s ; renouvelez-le", c.TLSCert, pair.Leaf.NotAfter.In(paris()).Format(account.DayLayout)))
	}
	var other x509.HostnameError
	if told.fine("SESAME_BASE_URL") && errors.As(pair.Leaf.VerifyHostname(c.BaseURL.Hostname()), &other) {
		wrong = append(wrong, c.otherName(pair.Leaf))
	}
	return wrong
}

// pairFault returns the first of pairFaults for a valid configuration. A file that only root may read has none: a service that
// root starts reads it before it gives up root.
func (c *config) pairFault(p *program) string {
	for _, path := range []string{c.TLSCert, c.TLSKey} {
		if _, err := files.ReadRegular(path); errors.Is(err, fs.ErrPermission) {
			return ""
		}
	}
	for _, fault := range c.pairFaults(p, new(faultList)) {
		_, says, _ := strings.Cut(fault, " : ") // the sentence names the file
		return says
	}
	return ""
}

// otherName returns the fault of a certificate that is not valid for the service's host, with the names that it is for.
// Browsers look only at the alternative names.
func (c *config) otherName(leaf *x509.Certificate) string {
	host, names := c.BaseURL.Hostname(), leaf.DNSNames
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return fmt.Sprintf("SESAME_TLS_CERT : le certificat %s ne porte aucun nom de site (subjectAltName), et les navigateurs le refusent ; demandez-en un pour %s (SESAME_BASE_URL)", c.TLSCert, host)
	}
	return fmt.Sprintf("SESAME_TLS_CERT : le certificat %s n'est pas au nom de %s (SESAME_BASE_URL), mais de %s ; demandez-en un pour ce nom, ou corrigez SESAME_BASE_URL", c.TLSCert, host, strings.Join(names, ", "))
}

// mismatch says why certificate and key do not match. Only the first certificate and the first key of the files are used.
func (c *config) mismatch(certs, secrets []*pem.Block) string {
	if strings.HasPrefix(secrets[0].Type, "ENCRYPTED") || strings.Contains(secrets[0].Headers["Proc-Type"], "ENCRYPTED") {
		return fmt.Sprintf("SESAME_TLS_KEY : la clé %s est protégée par un mot de passe, que le service n'a pas ; « openssl pkey -in %s -out NOUVEAU » l'écrit sans lui", c.TLSKey, c.TLSKey)
	}
	if _, err := x509.ParseCertificate(certs[0].Bytes); err != nil {
		return fmt.Sprintf("SESAME_TLS_CERT : le certificat %s est abîmé ; copiez-le de nouveau en entier", c.TLSCert)
	}
	for i, cert := range certs {
		for j, secret := range secrets {
			_, err := tls.X509KeyPair(pem.EncodeToMemory(cert), pem.EncodeToMemory(secret))
			switch {
			case err != nil:
			case j > 0:
				return fmt.Sprintf("SESAME_TLS_KEY : %s tient %d clés, et la première, qui compte seule, n'est pas celle du certificat %s ; gardez la %de seule", c.TLSKey, len(secrets), c.TLSCert, j+1)
			case i > 0:
				return fmt.Sprintf("SESAME_TLS_CERT : dans %s, le certificat de la clé %s n'est pas le premier ; mettez le %de en tête, avant ceux des autorités", c.TLSCert, c.TLSKey, i+1)
			}
		}
	}
	return fmt.Sprintf("SESAME_TLS_KEY : la clé %s n'est pas celle du certificat %s ; donnez celle avec laquelle il a été demandé", c.TLSKey, c.TLSCert)
}

// readPEM returns the blocks of a PEM file whose type ends with kind. If there is none, the error says what the file holds
// instead. other is the setting that may have been swapped with this one.
func readPEM(path, kind, called, other string) (found []*pem.Block, err error) {
	text, err := files.ReadRegular(path)
	if err != nil {
		return nil, errors.New(files.Reason(err))
	}
	var others []string
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if strings.HasSuffix(block.Type, kind) {
			found = append(found, block)
		} else {
			others = append(others, block.Type)
		}
	}
	switch {
	case len(found) > 0:
		return found, nil
	case len(others) == 0:
		return nil, fmt.Errorf("%s %s", path, notPEM(text))
	case strings.Contains(others[0], "KEY") || strings.Contains(others[0], "CERTIFICATE") && kind != "CERTIFICATE":
		return nil, fmt.Errorf("%s ne contient pas %s ; est-il échangé avec %s ?", path, called, other)
	}
	return nil, fmt.Errorf("%s ne contient pas %s, mais « %s »", path, called, others[0])
}

// whole encodes blocks as one PEM text.
func whole(blocks []*pem.Block) (text []byte) {
	for _, b := range blocks {
		text = append(text, pem.EncodeToMemory(b)...)
	}
	return text
}

// notPEM says why no PEM block could be read from a text.
func notPEM(text []byte) string {
	const begin = "-----BEGIN"
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return "est vide"
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		return "est en UTF-16 ; enregistrez-le en UTF-8, sans marque (BOM)"
	case bytes.HasPrefix(text, []byte("\ufeff"+begin)):
		return "commence par une marque invisible (BOM) ; enregistrez-le en UTF-8 sans elle"
	case bytes.HasPrefix(text, []byte{0x30}):
		return "est au format DER ou PKCS#12 ; « openssl » l'écrit au format PEM, qui commence par « -----BEGIN »"
	case !bytes.Contains(text, []byte(begin)):
		return "n'est pas au format PEM, qui commence par « -----BEGIN »"
	case !bytes.HasPrefix(text, []byte(begin)) && !bytes.Contains(text, []byte("\n"+begin)):
		return "a quelque chose devant « -----BEGIN » ; retirez-le, espaces compris : ces mots commencent leur ligne"
	}
	return "est incomplet ou abîmé entre « -----BEGIN » et « -----END » ; copiez-le de nouveau en entier"
}
