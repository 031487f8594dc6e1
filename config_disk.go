package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sesame/files"
)

// disk tells what is wrong with the files that the configuration names, as far as its settings are fine: the service looks
// before it takes a socket, so that all is told at once.
func (p *program) disk(c *config, told *faultList) (wrong []string) {
	if told.fine("SESAME_DB", "SESAME_KEY_FILE") {
		for _, err := range p.database(c).Faults() {
			wrong = append(wrong, err.Error())
		}
	}
	if told.fine("SESAME_TLS_CERT", "SESAME_TLS_KEY") && c.TLSCert != "" && c.TLSKey != "" {
		wrong = append(wrong, c.pairFaults(p, told)...)
	}
	if told.fine("SESAME_BACKUP_DIR") && c.BackupDir != "" {
		switch info, err := os.Stat(c.BackupDir); {
		case err == nil && !info.IsDir():
			wrong = append(wrong, fmt.Sprintf("SESAME_BACKUP_DIR : %s est un fichier ; donnez un dossier", c.BackupDir))
		case err != nil: // its disk may come later: pages matter more than copies
			if _, err := os.Stat(filepath.Dir(c.BackupDir)); err != nil {
				c.warnings = append(c.warnings, fmt.Sprintf("SESAME_BACKUP_DIR : le dossier %s n'existe pas, et ne peut pas être créé dans %s, qui manque aussi : aucune copie ne se fera", c.BackupDir, filepath.Dir(c.BackupDir)))
			}
		}
	}
	return wrong
}

// pairFaults tells what is wrong with the certificate's files.
func (c *config) pairFaults(p *program, told *faultList) (wrong []string) {
	cert, err := readPEM(c.TLSCert, "CERTIFICATE", "un certificat", "SESAME_TLS_KEY")
	if err != nil {
		wrong = append(wrong, "SESAME_TLS_CERT : "+err.Error())
	}
	key, err := readPEM(c.TLSKey, "PRIVATE KEY", "une clé privée", "SESAME_TLS_CERT")
	if err != nil {
		wrong = append(wrong, "SESAME_TLS_KEY : "+err.Error())
	}
	if len(wrong) > 0 {
		return wrong
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return []string{fmt.Sprintf("SESAME_TLS_KEY : la clé %s n'est pas celle du certificat %s, ou est protégée par un mot de passe ; donnez celle avec laquelle il a été demandé, sans mot de passe", c.TLSKey, c.TLSCert)}
	}
	if pair.Leaf.NotAfter.Before(p.now()) {
		wrong = append(wrong, fmt.Sprintf("SESAME_TLS_CERT : le certificat %s a expiré le %s ; renouvelez-le", c.TLSCert, pair.Leaf.NotAfter.In(paris()).Format("02/01/2006")))
	}
	var other x509.HostnameError
	if told.fine("SESAME_BASE_URL") && errors.As(pair.Leaf.VerifyHostname(c.BaseURL.Hostname()), &other) {
		wrong = append(wrong, fmt.Sprintf("SESAME_TLS_CERT : le certificat %s n'est pas au nom de %s (SESAME_BASE_URL), mais de %s", c.TLSCert, c.BaseURL.Hostname(), strings.Join(pair.Leaf.DNSNames, ", ")))
	}
	return wrong
}

// readPEM reads a file that must hold a block whose type ends so; else it says what it holds. other is the setting with which
// it may have been swapped.
func readPEM(path, kind, called, other string) ([]byte, error) {
	text, err := os.ReadFile(path) //nolint:gosec // G304: the operator names it
	if err != nil {
		return nil, errors.New(files.Reason(err))
	}
	var found []string
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if strings.HasSuffix(block.Type, kind) {
			return text, nil
		}
		found = append(found, block.Type)
	}
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("%s n'est pas au format PEM, qui commence par « -----BEGIN »", path)
	case strings.Contains(found[0], "KEY") || strings.Contains(found[0], "CERTIFICATE") && kind != "CERTIFICATE":
		return nil, fmt.Errorf("%s ne contient pas %s ; est-il échangé avec %s ?", path, called, other)
	}
	return nil, fmt.Errorf("%s ne contient pas %s, mais « %s »", path, called, found[0])
}
