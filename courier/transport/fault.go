package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"
)

// Fault returns the class of a network, TLS or protocol error, where no answer was received.
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
