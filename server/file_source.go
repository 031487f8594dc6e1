package server

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// fileSource is a certificate in files that may be renewed while the service runs, as certbot does.
type fileSource struct {
	file, keyFile string
	log           *slog.Logger

	mu   sync.Mutex
	seen [2]time.Time // when the files were written that were read last
	pair *tls.Certificate
	bad  bool // the files read last do not belong together, so the ones before are served
}

// newFileSource reads the files for the first time.
func newFileSource(file, keyFile string, log *slog.Logger) (*fileSource, error) {
	f := &fileSource{file: file, keyFile: keyFile, log: log}
	f.seen, _ = f.written()
	return f, f.read()
}

func (f *fileSource) read() error {
	pair, err := tls.LoadX509KeyPair(f.file, f.keyFile)
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	f.pair = &pair
	return nil
}

func (f *fileSource) written() (at [2]time.Time, err error) {
	for i, path := range []string{f.file, f.keyFile} {
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
func (f *fileSource) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, err := f.written()
	if err != nil || at == f.seen {
		return f.pair, nil //nolint:nilerr // a file that is being replaced is there again at the next handshake
	}
	f.seen = at
	if err := f.read(); err != nil {
		f.bad = true
		f.log.Error("the renewed certificate is not served: mend its files, the former one is served meanwhile", "error", err)
		return f.pair, nil
	}
	f.bad = false
	f.log.Info("a renewed certificate is served", "until", f.pair.Leaf.NotAfter.Format(time.DateOnly))
	return f.pair, nil
}

func (f *fileSource) status() []CertificateStatus {
	_, _ = f.GetCertificate(nil) // looks at the files; it returns no error
	f.mu.Lock()
	defer f.mu.Unlock()
	s := CertificateStatus{Until: f.pair.Leaf.NotAfter, Name: f.pair.Leaf.Subject.CommonName}
	if len(f.pair.Leaf.DNSNames) > 0 {
		s.Name = f.pair.Leaf.DNSNames[0]
	}
	if f.bad {
		s.Trouble = fmt.Sprintf("les fichiers renouvelés %s et %s ne vont pas ensemble ou ne se lisent pas, et l'ancien certificat est servi ; corrigez-les", f.file, f.keyFile)
	}
	return []CertificateStatus{s}
}
