package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/files"
	"sesame/terminal"
)

// restore runs « sesame restore », which puts a copy in place of the database after it has read all of it and
// migrated it to the newest schema. The service must be stopped. The replaced database is kept beside it.
func (p *program) restore(ctx context.Context, args []string) int {
	var yes, damage bool
	c, rest, err := p.configure(args, options{command: "restore", args: "FICHIER", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE"),
		flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&yes, "yes", false, "Ne demande pas de confirmation.")
			fs.BoolVar(&damage, "accept-damage", false, "Remet en place ce qui se lit d'une copie abîmée ; le reste est perdu.")
		}})
	if err != nil {
		return p.refuse(err)
	}
	from, done, err := p.caller.Reads(rest[0], p.database(c))
	if err != nil {
		return p.fail(err)
	}
	defer done()
	found, err := p.database(c).Restore(ctx, from, files.Restoring{Now: p.now().In(p.zone), AcceptDamage: damage, Confirm: func(r files.Restored) error {
		fmt.Fprintln(p.stdout, p.revives(rest[0], r))
		if !yes && terminal.Interactive(p.stdin) && !terminal.Agreed(p.stdin, p.stdout, "Remettre cette copie en place ?") {
			return errors.New("la copie n'a pas été remise en place")
		}
		return nil
	}})
	if err != nil {
		return p.fail(errors.New(strings.ReplaceAll(err.Error(), from, rest[0])))
	}
	fmt.Fprintf(p.stdout, "%s : copie vérifiée et remise en place, %s.\n", c.DB, account.Counted(found.Members, "adhérent", "adhérents"))
	if found.Schema != db.SchemaVersion() {
		fmt.Fprintf(p.stdout, "Elle était au schéma %d ; elle a été mise à jour au schéma %d. %s est resté comme il était.\n", found.Schema, db.SchemaVersion(), rest[0])
	}
	if found.Aside != "" {
		fmt.Fprintf(p.stdout, "L'ancienne base est gardée : %s\n", found.Aside)
	}
	return exitDone
}

// revives says which state returns with the copy, and which does not.
func (p *program) revives(path string, r files.Restored) string {
	when := "Rien ne s'y est encore passé."
	if !r.At.IsZero() {
		when = "Le dernier événement de cette copie est du " + r.At.In(p.zone).Format("02/01/2006 à 15:04") + "."
	}
	replaced := "les mots de passe changés depuis redeviennent ceux d'alors"
	if r.Passwords > 0 {
		replaced = account.Counted(r.Passwords, "mot de passe changé depuis redevient celui d'alors", "mots de passe changés depuis redeviennent ceux d'alors")
	}
	said := []string{
		path + " : " + when + " Ce qui s'est fait depuis n'y est pas.",
		replaced,
		"les coordonnées, les fichiers chargés, les compteurs d'essais et de codes sont ceux d'alors : chargez de nouveau les fichiers reçus depuis",
		"les agents, leurs droits et leurs clés, les services et leurs secrets sont ceux d'alors : désactivez de nouveau ceux qui l'ont été depuis",
		"toutes les sessions sont fermées : " + account.Counted(r.Logins, "d'adhérent", "d'adhérents") + ", " + account.Counted(r.Agents, "d'agent", "d'agents") +
			" ; les demandes en cours sont à refaire, et les services ouverts par une connexion ici sont prévenus",
	}
	for _, also := range []struct {
		n         int
		one, many string
	}{
		{r.Temporaries, "mot de passe temporaire ouvre de nouveau un compte, même s'il a servi depuis", "mots de passe temporaires ouvrent de nouveau des comptes, même s'ils ont servi depuis"},
		{r.Invitations, "invitation d'agent est annulée : refaites-la (« sesame agent invite »)", "invitations d'agents sont annulées : refaites-les (« sesame agent invite »)"},
		{r.Dropped, "message attendait alors : il est sans doute parti depuis, et ne partira pas une seconde fois", "messages attendaient alors : ils sont sans doute partis depuis, et ne partiront pas une seconde fois"},
		{r.Waiting, "message attend encore, et partira", "messages attendent encore, et partiront"},
		{r.Letters, "courrier attend l'impression : vérifiez qu'il n'a pas déjà été posté", "courriers attendent l'impression : vérifiez qu'ils n'ont pas déjà été postés"},
	} {
		if also.n > 0 {
			said = append(said, account.Counted(also.n, also.one, also.many))
		}
	}
	if r.Damage != "" {
		said = append(said, "ce qui est illisible est perdu : "+r.Damage+" ("+account.Counted(r.Mended, "ligne retirée ou vidée", "lignes retirées ou vidées")+")")
	}
	return strings.Join(said, "\n  - ")
}
