package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

// clientFaults names, before each fault of a client, the option that it belongs to.
func clientFaults(err error) error {
	var wrong account.ClientFaults
	if !errors.As(err, &wrong) {
		return err
	}
	said := "ce service ne peut pas être ajouté :"
	for _, f := range wrong {
		option := "--" + string(f.Field)
		if f.Field == account.ClientName {
			option = "NOM"
		}
		said += "\n  - " + option + " : " + ended(f.Message)
	}
	return errors.New(said)
}

// tellCredentials writes the client's id and secret to the standard output, for other programs, and the note for the
// operator to the standard error.
func (p *program) tellCredentials(c acts.Credentials) {
	fmt.Fprintf(p.stdout, "client_id: %s\n", c.ClientID)
	if c.Secret == "" {
		return
	}
	fmt.Fprintf(p.stdout, "client_secret: %s\n", c.Secret)
	fmt.Fprintf(p.stderr, "Le secret n'est montré que cette fois : mettez-le dans la configuration de %s. « sesame client secret » en donne un autre.\n", c.Name)
}

func noClient(name string) error {
	return fmt.Errorf("aucun service ne s'appelle %s ; « sesame client list » les donne tous", name)
}

func (p *program) listClients(ctx context.Context, d *db.DB, _ account.Client) error {
	all, err := d.Clients(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SERVICE\tCLIENT_ID\tTYPE\tUTILISÉ\tSIGNATURE\tPORTÉES\tADRESSES")
	for _, c := range all {
		kind, used, addresses := "avec secret", "jamais", "retour "+strings.Join(c.Redirects, " ")
		if c.Public {
			kind = "public"
		}
		if !c.UsedAt.IsZero() {
			used = c.UsedAt.In(p.zone).Format("02/01/2006 15:04")
		}
		if c.StartURL != "" {
			addresses += ", accueil " + c.StartURL
		}
		if c.LogoutURL != "" {
			addresses += ", déconnexion " + c.LogoutURL
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.Name, c.ClientID, kind, used, c.Signature, strings.Join(c.Scopes, " "), addresses)
	}
	return w.Flush()
}
