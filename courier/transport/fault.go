package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"
)

// Fault returns the class of a network, TLS or protocol error because of which no answer was received.
func Fault(err error) string {
	var (
		name      *net.DNSError
		timeout   net.Error
		garbled   textproto.ProtocolError
		notTLS    tls.RecordHeaderError
		untrusted *tls.CertificateVerificationError
		alert     tls.AlertError
	)
	switch {
	case errors.As(err, &name) && !name.IsTimeout:
		return "nom"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "delai"
	case errors.As(err, &notTLS), errors.As(err, &untrusted), errors.As(err, &alert), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return "tls"
	case errors.As(err, &garbled), strings.Contains(err.Error(), "malformed HTTP"):
		return "protocole"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "coupure"
	}
	return "connexion"
}

// Unanswered says in French why another computer gave no answer, or no readable one. It names neither computer and no
// remedy.
func Unanswered(err error) string {
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		notTLS  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &unknown):
		return "son certificat est signé par une autorité inconnue ici"
	case errors.As(err, &name):
		return "son certificat est à un autre nom"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "son certificat a expiré, ou n'est pas encore valable"
	case errors.As(err, &notTLS):
		return "ce qui répond ne chiffre pas"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "personne n'écoute à ce port"
	}
	switch Fault(err) {
	case "nom":
		return "son nom ne se trouve pas dans le DNS"
	case "delai":
		return "rien n'est venu à temps"
	case "tls":
		return "la liaison chiffrée n'a pas pu s'établir"
	case "protocole":
		return "ce qui répond n'est pas un serveur web"
	case "coupure":
		return "la communication a été coupée"
	}
	return "la connexion n'a pas pu se faire"
}
