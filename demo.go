package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/demo"
	"sesame/handlers/member"
	"sesame/handlers/web"
	"sesame/logging"
	"sesame/server"
	"sesame/terminal"
)

// demo runs the demonstration: reachable from this computer only, with invented members, and no message leaves.
func (p *program) demo(ctx context.Context, args []string) int {
	var address, path string
	_, _, err := p.configure(args, options{command: "demo", flags: func(fs *flag.FlagSet) {
		fs.StringVar(&address, "listen", "127.0.0.1:8080", "Adresse où écouter, sur cet ordinateur seulement. Par défaut : 127.0.0.1:8080.")
		fs.StringVar(&path, "db", "", "Fichier où garder la base de démonstration ; sans lui elle disparaît à la fin.")
	}})
	if err != nil {
		return p.refuse(err)
	}
	if err := errors.Join(loopback(address), pathFault(path)); err != nil {
		return p.refuse(err)
	}
	listeners, err := server.Listen(server.Address{Name: server.Members, Address: address})
	if err != nil {
		return p.fail(fmt.Errorf("%w ; « sesame demo », ou « go run . demo », suivi de « --listen 127.0.0.1:0 » prend un port libre", err))
	}
	defer server.CloseAll(listeners)
	c := demoConfig(listeners[0].Addr())
	if c.DB = path; path == "" {
		dir, err := os.MkdirTemp("", "sesame-demo-")
		if err != nil {
			return p.fail(err)
		}
		defer os.RemoveAll(dir) //nolint:errcheck // the system clears its temporary files
		c.DB = filepath.Join(dir, "sesame.db")
	}
	fmt.Fprintln(p.stdout, "Démonstration de Sésame : la base se remplit…")
	if err := p.become(c, true); err != nil {
		return p.fail(err)
	}
	release, err := p.database(c).Hold(p.now())
	if err != nil {
		return p.fail(err)
	}
	defer release()
	database, err := p.filled(ctx, c)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	if err := p.show(ctx, c, database, listeners[0]); err != nil {
		return p.fail(err)
	}
	return exitDone
}

// filled opens the demonstration's database, and fills a new one with invented members.
func (p *program) filled(ctx context.Context, c *config) (*db.DB, error) {
	database, err := p.database(c).Open(ctx, true)
	var other *db.SchemaError
	if errors.As(err, &other) && other.Older() {
		return nil, fmt.Errorf("la base %s est au schéma %d, et la démonstration ne met pas de base à jour. Donnez à --db un fichier qui n'existe pas : elle s'y prépare de nouveau", c.DB, other.Found)
	}
	if err != nil {
		return nil, err
	}
	bar := terminal.NewBar(p.stdout)
	err = demo.Fill(ctx, database, c.Caisse, p.now().In(p.zone), func(phase string, done, total int) {
		if done == 0 {
			bar.Clear()
			fmt.Fprintf(p.stdout, "  %s\n", phase)
			return
		}
		bar.Show(int64(done), int64(total))
	})
	bar.Clear()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("la démonstration ne se prépare pas : %w", err), database.Close())
	}
	return database, nil
}

// show serves the demonstration until ctx ends. Its messages go to a mailbox that its own pages display.
func (p *program) show(ctx context.Context, c *config, database *db.DB, listener net.Listener) error {
	log, _ := p.newLog(logging.Form{Level: slog.LevelWarn})
	post := demo.NewPost(database, c.Caisse, p.zone, p.now)
	postman := courier.New(database, post.Mailbox, post.Mailbox, courier.Options{Caisse: c.Caisse, Location: p.zone, Clock: p.now, Log: log})
	webhooks := p.webhooks(c, database, log)
	proxies := new(web.Proxies)
	watch, err := p.watch(c, database, proxies, log)
	if err != nil {
		return err
	}
	service := server.New(server.Options{DB: database, Courier: postman, Webhooks: webhooks, Log: log, Watch: watch, Now: p.now, Location: p.zone})
	pages, _, err := p.pages(c, handlers.Options{Options: web.Options{DB: database, Hasher: p.hasher(c), AgentURL: c.BaseURL, SMS: true, Wake: func() { postman.Wake(); webhooks.Wake(); post.Wake() }, Background: service.Background, Beside: service.Background,
		LookAround: lookAround(service, watch), Proxies: proxies, Log: log},
		Demo: post})
	if err != nil {
		return err
	}
	service.Background(post.Print)
	service.Background(func(ctx context.Context) { emptyClosed(ctx, p.budgets(c, database, log), log) })
	service.Background(func(ctx context.Context) { tendBudgets(ctx, p.budgets(c, database, log), log) })
	fmt.Fprintf(p.stdout, "Démonstration de Sésame : ouvrez %s/demo (Ctrl+C pour arrêter)\n", c.BaseURL)
	return service.Run(ctx, server.Site{Listener: listener, Handler: pages})
}

// loopback refuses an address that other computers could reach: the demonstration displays every password.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("« %s » n'est pas une adresse comme 127.0.0.1:8080", address)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return fmt.Errorf("la démonstration montre tous les mots de passe : elle n'écoute que sur cet ordinateur (127.0.0.1, [::1] ou localhost), pas sur « %s »", address)
	}
	return nil
}

// demoConfig returns the default configuration with an invented caisse, at the address on which the demonstration listens.
func demoConfig(at net.Addr) *config {
	c := &config{Limits: account.DefaultLimits(), given: map[string]bool{}}
	for _, s := range settings {
		value := s.fallback + s.demo // a setting has at most one of them
		if s.required && value == "" {
			continue
		}
		if err := s.set(c, value); err != nil {
			panic("the demonstration's " + s.name + " does not fit: " + err.Error())
		}
	}
	_, port, _ := net.SplitHostPort(at.String()) // a listener's address always has a port
	c.BaseURL = &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)}
	if ip := at.(*net.TCPAddr).IP; ip.To4() == nil {
		c.BaseURL.Host = net.JoinHostPort(ip.String(), port)
	}
	c.Caisse.Host = c.BaseURL.Hostname()
	c.FranceConnect = member.FranceConnectConfig{Issuer: c.BaseURL.JoinPath(demo.FranceConnectPath).String(), ClientID: demo.FranceConnectClient, ClientSecret: demo.FranceConnectSecret}
	return c
}
