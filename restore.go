package main

import (
	"context"
	"fmt"

	"sesame/account"
	"sesame/db"
)

// restore puts a copy in place of the database, once it was read through and brought to the newest schema. The service
// must be stopped. The database that stood there is kept beside.
func (p *program) restore(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "restore", args: "FICHIER", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	found, err := p.database(c).Restore(ctx, rest[0], p.now())
	if err != nil {
		return p.fail(err)
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
