package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/server"
)

const (
	doctorTime  = 10 * time.Second // for each thing that answers from elsewhere
	leastDisk   = 1 << 30          // bytes free beside the database
	renewBefore = 14 * days        // a certificate that ends sooner was not renewed
)

// doctor looks at the configuration and at what surrounds the service: a line each, exit 1 if one fails. It changes nothing.
func (p *program) doctor(ctx context.Context, args []string) int {
	c, _, err := p.configure(args, options{command: "doctor", settings: func(setting) bool { return true }, serving: true})
	var wrong faults
	if errors.As(err, &wrong) {
		fmt.Fprintf(p.stdout, "ÉCHEC  configuration : %s\n", ended(err.Error()))
		return exitRefused
	}
	if err != nil {
		return p.refuse(err)
	}
	status := exitDone
	fmt.Fprintln(p.stdout, "ok     configuration")
	for _, check := range []struct {
		what string
		look func(context.Context, *config) (string, error)
	}{
		{"limites", checkLimits}, {"base et clé", p.checkDatabase}, {"agents", p.checkAgents}, {"disque", checkDisk}, {"horloge", func(context.Context, *config) (string, error) { return p.checkClock() }},
		{"e-mail", checkMail}, {"SMS", checkSMS}, {"envois", p.checkOutbox}, {"certificat", p.checkCertificate}, {"mandataires", checkProxies},
		{"FranceConnect", p.checkFranceConnect}, {"services", p.checkClients}, {"événements", p.checkEvents},
	} {
		limited, cancel := context.WithTimeout(ctx, doctorTime)
		says, err := check.look(limited, c)
		cancel()
		switch {
		case err != nil:
			fmt.Fprintf(p.stdout, "ÉCHEC  %s : %s\n", check.what, ended(err.Error()))
			status = exitRefused
		case says != "":
			fmt.Fprintf(p.stdout, "ok     %s : %s\n", check.what, says)
		default:
			fmt.Fprintf(p.stdout, "ok     %s\n", check.what)
		}
	}
	return status
}

// massAttack is the size of the attack whose odds SECURITY.md names.
const massAttack = 100_000 // accounts

// checkLimits tells what the limits are worth; a configuration above 1 % a year does not come this far.
func checkLimits(_ context.Context, c *config) (string, error) {
	return fmt.Sprintf("un code d'un compte serait deviné en un an avec une probabilité de %.2f %% ; une attaque sur %d comptes trouverait %.3f code par jour, qui n'ouvre rien",
		100*c.Limits.OddsPerYear(), massAttack, c.Limits.FoundPerDay(massAttack)), nil
}

func (p *program) checkDatabase(ctx context.Context, c *config) (string, error) {
	if info, err := os.Stat(c.DB); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return "seront créées au premier démarrage (" + c.DB + ", " + c.keyPath() + ")", nil
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return "", err
	}
	defer database.Close() //nolint:errcheck // nothing was written
	if err := database.Ping(ctx); err != nil {
		return "", fmt.Errorf("la base %s ne répond pas : %w", c.DB, err)
	}
	h, err := database.OutboxHealth(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, schéma %d, SQLite %s, %s", c.DB, db.SchemaVersion(), db.SQLiteVersion(), account.Counted(h.Waiting, "message en attente", "messages en attente")), nil
}

// checkAgents says whether anybody can come in to help members: a fresh installation has nobody.
func (p *program) checkAgents(ctx context.Context, c *config) (string, error) {
	const first = "« sesame agent add NOM » ajoute le premier, qui est superviseur"
	if info, err := os.Stat(c.DB); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return "aucun ; " + first, nil
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return "", err
	}
	defer database.Close() //nolint:errcheck // nothing was written
	all, err := database.Agents(ctx)
	if err != nil {
		return "", err
	}
	active, invited, supervisors := 0, 0, 0
	for _, a := range all {
		switch {
		case a.Disabled():
		case !a.Enrolled():
			invited++
		default:
			active++
			if a.Role == db.RoleSupervisor {
				supervisors++
			}
		}
	}
	switch {
	case active+invited == 0:
		return "aucun ; " + first, nil
	case active == 0:
		return account.Counted(invited, "invité, qui n'a pas encore ouvert son accès", "invités, qui n'ont pas encore ouvert leur accès"), nil
	case supervisors == 0:
		return account.Counted(active, "actif", "actifs") + ", aucun superviseur ; « sesame agent add NOM --role superviseur » en ajoute un", nil
	}
	return account.Counted(active, "actif", "actifs") + ", " + account.Counted(supervisors, "superviseur", "superviseurs"), nil
}

func checkDisk(_ context.Context, c *config) (string, error) {
	var fs syscall.Statfs_t
	dir := filepath.Dir(c.DB)
	if err := syscall.Statfs(dir, &fs); err != nil {
		return "", fmt.Errorf("le dossier %s ne se lit pas : %w", dir, err)
	}
	free := fs.Bavail * uint64(fs.Bsize) //nolint:gosec // G115: the size of a block is not negative
	if free < leastDisk {
		return "", fmt.Errorf("il reste %d Mo dans %s : il en faut au moins %d", free>>20, dir, leastDisk>>20)
	}
	return fmt.Sprintf("%d Go libres dans %s", free>>30, dir), nil
}

func (p *program) checkClock() (string, error) {
	now := p.now()
	if err := server.ClockFault(now, now); err != nil {
		return "", err
	}
	return now.In(p.zone).Format("02/01/2006 15:04 MST"), nil
}

// checkCertificate looks at the certificate that browsers get: the file's, else what answers at the base URL.
func (p *program) checkCertificate(ctx context.Context, c *config) (string, error) {
	if c.BaseURL.Scheme == "http" {
		return "sans chiffrement, sur cet ordinateur seulement", nil
	}
	var leaf *x509.Certificate
	if c.TLSCert != "" {
		t, err := c.certificate().Config()
		if err != nil {
			return "", err
		}
		read, err := t.GetCertificate(nil)
		if err != nil {
			return "", err
		}
		leaf = read.Leaf
		if err := leaf.VerifyHostname(c.BaseURL.Hostname()); err != nil {
			return "", fmt.Errorf("il n'est pas au nom de %s (SESAME_BASE_URL)", c.BaseURL.Hostname())
		}
	} else {
		port := c.BaseURL.Port()
		if port == "" {
			port = "443"
		}
		conn, err := (&tls.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(c.BaseURL.Hostname(), port))
		if err != nil {
			return "", fmt.Errorf("%s ne répond pas avec un certificat valable : %w", c.BaseURL, err)
		}
		defer conn.Close() //nolint:errcheck // nothing was sent
		leaf = conn.(*tls.Conn).ConnectionState().PeerCertificates[0]
	}
	end := leaf.NotAfter.In(p.zone).Format("02/01/2006")
	switch left := leaf.NotAfter.Sub(p.now()); {
	case left <= 0:
		return "", fmt.Errorf("il a expiré le %s", end)
	case left < renewBefore:
		return "", fmt.Errorf("il expire le %s : renouvelez-le", end)
	}
	return "valable jusqu'au " + end, nil
}

// checkFranceConnect reads the document in which FranceConnect says where everything is.
func (p *program) checkFranceConnect(_ context.Context, c *config) (string, error) {
	f, err := c.franceConnect()
	if err != nil {
		return "", err
	}
	if f == nil {
		return "non proposé (SESAME_FC_ISSUER)", nil
	}
	if err := f.Check(p.now); err != nil {
		return "", fmt.Errorf("%s ne répond pas comme FranceConnect (%w) : vérifiez SESAME_FC_ISSUER et le réseau", c.FranceConnect.Issuer, err)
	}
	return "répond", nil
}
