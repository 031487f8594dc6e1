package server

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"sesame/account"
)

// fileSource is a certificate in files that may be renewed while the service runs, as certbot does.
type fileSource struct {
	file, keyFile string
	host          string // host of the base URL
	now           func() time.Time
	location      *time.Location
	log           *slog.Logger

	mu      sync.Mutex
	seen    [2]time.Time // modification times of the files that were last read
	pair    *tls.Certificate
	trouble string // why the files last read are not served, in French; empty if they are
}

// newFileSource reads the files for the first time, and accepts what they contain, because the configuration has checked it.
func newFileSource(o CertificateOptions) (*fileSource, error) {
	f := &fileSource{file: o.File, keyFile: o.KeyFile, host: o.Host, now: o.Now, location: o.Location, log: o.Log}
	f.seen, _ = f.written()
	pair, err := tls.LoadX509KeyPair(f.file, f.keyFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	f.pair = &pair
	return f, nil
}

// renew reads the files again. A certificate that browsers would reject is an error, which trouble explains in French.
func (f *fileSource) renew() error {
	pair, err := tls.LoadX509KeyPair(f.file, f.keyFile)
	if err != nil {
		f.trouble = fmt.Sprintf("les fichiers renouvelés %s et %s ne vont pas ensemble ou ne se lisent pas, et l'ancien certificat est servi ; corrigez-les", f.file, f.keyFile)
		return fmt.Errorf("read the certificate: %w", err)
	}
	if end := pair.Leaf.NotAfter; end.Before(f.now()) {
		f.trouble = fmt.Sprintf("le certificat renouvelé %s a expiré le %s, et l'ancien est servi ; renouvelez-le", f.file, end.In(f.location).Format(account.DayLayout))
		return fmt.Errorf("it has expired on %s", end.Format(time.DateOnly))
	}
	if err := pair.Leaf.VerifyHostname(f.host); err != nil {
		f.trouble = fmt.Sprintf("le certificat renouvelé %s n'est pas au nom de %s, et l'ancien est servi ; demandez-en un à ce nom", f.file, f.host)
		return fmt.Errorf("judge the certificate: %w", err)
	}
	f.pair, f.trouble = &pair, ""
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

// GetCertificate checks the files at each handshake, and reads them when they have changed. The former certificate is served, and the
// log says so once, while the files cannot be read, only one of the two is new, or browsers would reject the new certificate.
func (f *fileSource) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, err := f.written()
	if err != nil || at == f.seen {
		return f.pair, nil //nolint:nilerr // a file that is being replaced exists again at the next handshake
	}
	f.seen = at
	if err := f.renew(); err != nil {
		f.log.Error("the renewed certificate is not served: mend its files, the former one is served meanwhile", "error", err)
		return f.pair, nil
	}
	f.log.Info("a renewed certificate is served", "until", f.pair.Leaf.NotAfter.Format(time.DateOnly))
	return f.pair, nil
}

func (f *fileSource) status() []CertificateStatus {
	_, _ = f.GetCertificate(nil) // checks the files; it returns no error
	f.mu.Lock()
	defer f.mu.Unlock()
	s := CertificateStatus{Until: f.pair.Leaf.NotAfter, Name: f.pair.Leaf.Subject.CommonName, Trouble: f.trouble}
	if len(f.pair.Leaf.DNSNames) > 0 {
		s.Name = f.pair.Leaf.DNSNames[0]
	}
	return []CertificateStatus{s}
}
