package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"sesame/terminal"
)

// key runs « sesame key », which rotates, prints or restores the key file.
func (p *program) key(ctx context.Context, args []string) int {
	var paper string
	c, rest, err := p.configure(args, options{command: "key", args: "rotate | show --paper FICHIER.pdf | restore [FICHIER]", count: 1, further: 1,
		settings: only("SESAME_DB", "SESAME_KEY_FILE", "SESAME_CAISSE_NAME"),
		flags: func(fs *flag.FlagSet) {
			fs.StringVar(&paper, "paper", "", "Avec show : écrit la clé dans un PDF à imprimer, en mots et en carré ; - l'écrit sur la sortie, pour « | lp ».")
		}})
	if err != nil {
		return p.refuse(err)
	}
	switch act := rest[0]; {
	case act == "rotate" && len(rest) == 1 && paper == "":
		return p.rotateKey(ctx, c)
	case act == "show" && len(rest) == 1 && paper != "":
		return p.printKey(ctx, c, paper)
	case act == "restore" && paper == "":
		return p.restoreKey(ctx, c, rest[1:])
	}
	return p.refuse(errors.New("usage : sesame key rotate, sesame key show --paper FICHIER.pdf, ou sesame key restore [FICHIER]"))
}

func (p *program) rotateKey(ctx context.Context, c *config) int {
	bar := terminal.NewBar(p.stderr)
	last, err := p.database(c).Rotate(ctx, p.now(), func(_ string, n, of int) { bar.Show(int64(n), int64(of)) })
	bar.Clear()
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "%s : tout y est maintenant sous une nouvelle clé, la ligne %d de %s.\n"+
		"Gardez ailleurs une copie de ce fichier, et toutes ses lignes : les premières restent nécessaires, et les copies de la base faites avant s'ouvrent avec lui. "+
		"« sesame key show --paper » l'imprime.\n",
		c.DB, last, c.keyPath())
	return exitDone
}
