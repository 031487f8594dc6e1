package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

// urls collects the values of an option that may be given several times.
type urls []string

func (u *urls) String() string     { return strings.Join(*u, " ") }
func (u *urls) Set(v string) error { *u = append(*u, v); return nil }

// client runs « sesame client », which manages the clients of the OpenID provider. Anyone who may run the program on its
// host may add one.
func (p *program) client(ctx context.Context, args []string) int {
	var (
		described account.Client
		scopes    string
	)
	c, rest, err := p.configure(args, options{command: "client", args: "add|secret|remove NOM, ou list", count: 1, further: 1,
		settings: only("SESAME_DB", "SESAME_KEY_FILE"), flags: func(fs *flag.FlagSet) {
			fs.Var((*urls)(&described.Redirects), "redirect", "Avec « add » : adresse de retour, comparée en entier. Exigée ; une option par adresse.")
			fs.StringVar(&described.StartURL, "start", "", "Avec « add » : où « Mon espace privé » mène. Sans elle, le service n'y est pas montré.")
			fs.StringVar(&described.LogoutURL, "logout", "", "Avec « add » : où le service apprend qu'une session est finie (back-channel logout).")
			fs.StringVar(&scopes, "scopes", "", "Avec « add » : ce que le service peut demander, parmi "+strings.Join(account.ClientScopes, ", ")+". Par défaut openid profile email.")
			fs.BoolVar(&described.Public, "public", false, "Avec « add » : le service ne peut pas garder un secret (application d'un navigateur ou d'un téléphone).")
			fs.StringVar(&described.Signature, "signature", "", "Avec « add » : signature des jetons, "+strings.Join(account.ClientSignatures, " ou ")+". Par défaut "+account.ClientSignatures[0]+".")
		}})
	if err != nil {
		return p.refuse(err)
	}
	named := len(rest) == 2
	described.Scopes = strings.Fields(scopes)
	given := described.Redirects != nil || described.StartURL != "" || described.LogoutURL != "" || scopes != "" || described.Public || described.Signature != ""
	act := p.clientActs()[rest[0]]
	if act == nil || named == (rest[0] == "list") {
		return p.refuse(errors.New("usage : sesame client add NOM --redirect ADRESSE, sesame client secret|remove NOM, ou sesame client list"))
	}
	if given && rest[0] != "add" {
		return p.refuse(errors.New("ces options ne vont qu'avec « add » ; pour changer un service, retirez-le et ajoutez-le de nouveau"))
	}
	if named {
		described.Name = account.Cleaned(rest[1])
	}
	if rest[0] == "add" {
		if described, err = described.Checked(); err != nil {
			return p.refuse(clientFaults(err))
		}
	}
	d, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer d.Close() //nolint:errcheck // what was committed is on the disk
	if err := act(ctx, d, described); err != nil {
		return p.fail(p.database(c).Told(err))
	}
	return exitDone
}

type clientAct func(ctx context.Context, d *db.DB, described account.Client) error

func (p *program) clientActs() map[string]clientAct {
	return map[string]clientAct{"add": p.addClient, "secret": p.renewClientSecret, "remove": p.removeClient, "list": p.listClients}
}

func (p *program) addClient(ctx context.Context, d *db.DB, described account.Client) error {
	var given acts.Credentials
	err := d.InTx(ctx, func(t *db.Tx) (err error) {
		given, err = p.acts(d).AddClient(ctx, t, acts.Command, described)
		return err
	})
	if errors.Is(err, db.ErrClientExists) {
		return fmt.Errorf("le service %s existe déjà ; « sesame client secret » lui donne un nouveau secret, « sesame client remove » le retire", described.Name)
	}
	if err == nil {
		p.tellCredentials(given)
	}
	return err
}

// renewClientSecret replaces a client secret that was lost or disclosed.
func (p *program) renewClientSecret(ctx context.Context, d *db.DB, described account.Client) error {
	var given acts.Credentials
	err := d.InTx(ctx, func(t *db.Tx) error {
		c, err := t.ClientByName(ctx, described.Name)
		if err != nil {
			return err
		}
		given, err = p.acts(d).RenewClientSecret(ctx, t, acts.Command, c.ID, c.Stamp())
		return err
	})
	var refused *acts.Refused
	switch {
	case errors.Is(err, db.ErrNotFound):
		return noClient(described.Name)
	case errors.As(err, &refused) && refused.Why == acts.PublicClient:
		return fmt.Errorf("le service %s est public : il n'a pas de secret. Pour lui en donner un, retirez-le et ajoutez-le sans --public", described.Name)
	case err == nil:
		p.tellCredentials(given)
		fmt.Fprintln(p.stderr, "L'ancien secret ne sert plus : on n'entre plus dans ce service avant qu'il ait le nouveau.")
	}
	return err
}

func (p *program) removeClient(ctx context.Context, d *db.DB, described account.Client) error {
	err := d.InTx(ctx, func(t *db.Tx) error {
		c, err := t.ClientByName(ctx, described.Name)
		if err != nil {
			return err
		}
		return p.acts(d).RemoveClient(ctx, t, acts.Command, c.ID, c.Stamp(), "")
	})
	if errors.Is(err, db.ErrNotFound) {
		return noClient(described.Name)
	}
	if err == nil {
		fmt.Fprintf(p.stdout, "Le service %s est retiré. On n'y entre plus par une connexion ici ; son secret et ses jetons ne servent plus.\n"+
			"Les sessions qu'il a ouvertes chez lui durent jusqu'à leur propre fin.\n"+
			"Ajouté de nouveau, il connaîtra chaque adhérent sous un autre « sub » : pour lui, ce seront d'autres personnes.\n", described.Name)
	}
	return err
}
