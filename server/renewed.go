package server

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// renewed is a certificate whose files are renewed while the service runs, as certbot does.
type renewed struct {
	file, keyFile string
	log           *slog.Logger

	mu   sync.Mutex
	seen [2]time.Time // when the files were written that were read last
	pair *tls.Certificate
	bad  bool // the files read last do not belong together, so the ones before are served
}

// newRenewed reads the files for the first time.
func newRenewed(file, keyFile string, log *slog.Logger) (*renewed, error) {
	r := &renewed{file: file, keyFile: keyFile, log: log}
	r.seen, _ = r.written()
	return r, r.read()
}

func (r *renewed) read() error {
	pair, err := tls.LoadX509KeyPair(r.file, r.keyFile)
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	r.pair = &pair
	return nil
}

func (r *renewed) written() (at [2]time.Time, err error) {
	for i, path := range []string{r.file, r.keyFile} {
		info, err := os.Stat(path)
		if err != nil {
			return at, err
		}
		at[i] = info.ModTime()
	}
	return at, nil
}

// GetCertificate checks the files at each handshake, and reads them when they have changed. While they cannot be read, or only
// one of the two is new, the former certificate is served, and the log says so once.
func (r *renewed) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, err := r.written()
	if err != nil || at == r.seen {
		return r.pair, nil //nolint:nilerr // a file that is being replaced is there again at the next handshake
	}
	r.seen = at
	if err := r.read(); err != nil {
		r.bad = true
		r.log.Error("the renewed certificate is not served: mend its files, the former one is served meanwhile", "error", err)
		return r.pair, nil
	}
	r.bad = false
	r.log.Info("a renewed certificate is served", "until", r.pair.Leaf.NotAfter.Format(time.DateOnly))
	return r.pair, nil
}

func (r *renewed) status() []CertificateStatus {
	_, _ = r.GetCertificate(nil) // looks at the files; it returns no error
	r.mu.Lock()
	defer r.mu.Unlock()
	s := CertificateStatus{Until: r.pair.Leaf.NotAfter, Name: r.pair.Leaf.Subject.CommonName}
	if len(r.pair.Leaf.DNSNames) > 0 {
		s.Name = r.pair.Leaf.DNSNames[0]
	}
	if r.bad {
		s.Trouble = fmt.Sprintf("les fichiers renouvelés %s et %s ne vont pas ensemble ou ne se lisent pas, et l'ancien certificat est servi ; corrigez-les", r.file, r.keyFile)
	}
	return []CertificateStatus{s}
}
