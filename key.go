package main

import (
	"context"
	"fmt"

	"sesame/terminal"
)

// key is what an operator does with the key file.
func (p *program) key(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "key", args: "rotate", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	if rest[0] != "rotate" {
		return p.refuse(fmt.Errorf("usage : sesame key rotate"))
	}
	bar := terminal.NewBar(p.stderr)
	last, err := p.database(c).Rotate(ctx, p.now(), func(_ string, n, of int) { bar.Show(int64(n), int64(of)) })
	bar.Clear()
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "%s : tout y est maintenant sous une nouvelle clé, la ligne %d de %s.\n"+
		"Gardez ailleurs une copie de ce fichier, et toutes ses lignes : les premières restent nécessaires, et les copies de la base faites avant s'ouvrent avec lui.\n",
		c.DB, last, c.keyPath())
	return exitDone
}
