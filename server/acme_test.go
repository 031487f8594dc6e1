package server

import (
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

// A renewal begins when a third of the certificate's life is left, and is overdue when two thirds of that are left, by the
// clock of the service.
func TestARenewalThatIsOverdueIsToldByTheClockOfTheService(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	begin := time.Date(2031, time.January, 1, 23, 30, 0, 0, time.UTC)
	leaf := &x509.Certificate{NotBefore: begin, NotAfter: begin.Add(90 * day)} // in Paris it ends on the second of April
	o := CertificateOptions{Directory: "https://acme.example/directory", Location: paris}
	for name, c := range map[string]struct {
		after time.Duration
		tried error
		told  bool
	}{
		"fresh":                       {day, errors.New("no answer"), false},
		"its renewal has begun":       {61 * day, errors.New("no answer"), false},
		"twenty days are left":        {70*day + time.Minute, errors.New("no answer"), true},
		"nobody has tried since then": {70*day + time.Minute, nil, false},
		"at its end":                  {90 * day, errors.New("no answer"), true},
		"a clock that is before it":   {-day, errors.New("no answer"), false},
	} {
		t.Run(name, func(t *testing.T) {
			trouble := (&acmeTransport{failed: c.tried}).overdue("espace.example", o, leaf, begin.Add(c.after))
			if (trouble != nil) != c.told {
				t.Fatalf("told: %+v, want %t", trouble, c.told)
			}
			if c.told && (!trouble.renewal || !strings.Contains(trouble.says, "finit le 02/04/2031 et n'est pas renouvelé")) {
				t.Errorf("%+v", trouble)
			}
		})
	}
}
