package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"sesame/account/keywords"
	"sesame/courier"
	"sesame/files"
	"sesame/terminal"
)

// printKey writes the key file's keys to a PDF sheet, to be printed and locked away.
func (p *program) printKey(ctx context.Context, c *config, path string) int {
	write := func(to io.Writer, masters [][]byte, fingerprint string) error {
		return courier.WriteKeySheet(to, c.Caisse, courier.KeySheet{Keys: masters, Fingerprint: fingerprint, At: p.now()}, p.zone)
	}
	database := p.database(c)
	if path == "-" {
		if err := database.PrintKey(ctx, p.now(), p.stdout, write); err != nil {
			return p.fail(database.Told(err))
		}
		return exitDone
	}
	err := p.caller.WriteNew(path, func(f *os.File) error { return database.PrintKey(ctx, p.now(), f, write) })
	if errors.Is(err, os.ErrExist) {
		return p.fail(taken(path))
	}
	if err != nil {
		return p.fail(database.Told(err))
	}
	fmt.Fprintf(p.stdout, "%s : la clé à imprimer. Qui a cette feuille et une copie de la base lit tout : enfermez-la, puis supprimez ce fichier.\n", path)
	return exitDone
}

// restoreKey writes the key file again from what is typed, or from a file that holds the words, the text of the squares, or a
// copy of the key file.
func (p *program) restoreKey(ctx context.Context, c *config, rest []string) int {
	typed, err := p.typedKey(rest)
	if err != nil {
		return p.fail(err)
	}
	masters, copied := files.KeyLines(typed)
	if !copied {
		if masters, err = keywords.Read(typed); err != nil {
			return p.fail(fmt.Errorf("%w. Rien n'a été changé", keyFault(err)))
		}
	}
	done, err := p.database(c).RestoreKey(ctx, masters, p.now())
	if err != nil {
		return p.fail(err)
	}
	if done.Aside != "" {
		fmt.Fprintf(p.stdout, "L'ancien fichier de clé, qui n'ouvrait pas la base, est gardé : %s\n", done.Aside)
	}
	if done.Fingerprint == "" {
		fmt.Fprintf(p.stdout, "%s : clé remise en place. Il n'y a pas de base %s pour l'essayer : remettez-en une copie (« sesame restore »).\n", c.keyPath(), c.DB)
		return exitDone
	}
	fmt.Fprintf(p.stdout, "%s : clé remise en place. Elle ouvre la base %s (empreinte %s).\n", c.keyPath(), c.DB, done.Fingerprint)
	return exitDone
}

// typedKey returns the content of the given file, or what is typed on a terminal until an empty line, or the standard input.
func (p *program) typedKey(rest []string) (string, error) {
	if len(rest) == 1 {
		file, err := p.caller.Open(rest[0])
		if err != nil {
			return "", errors.New(files.Reason(err))
		}
		defer file.Close() //nolint:errcheck // it was only read
		text, err := io.ReadAll(file)
		if err != nil {
			return "", errors.New(files.Reason(err))
		}
		return string(text), nil
	}
	if terminal.Interactive(p.stdin) {
		fmt.Fprintln(p.stdout, "Tapez les mots de la feuille, ligne par ligne, puis une ligne vide.")
		return terminal.Lines(p.stdin)
	}
	text, err := io.ReadAll(p.stdin)
	return string(text), err
}

// keyFault says which words to check, without repeating any of them.
func keyFault(err error) error {
	var words *keywords.WordError
	var order *keywords.OrderError
	switch {
	case errors.As(err, &words) && len(words.Words) == 0:
		return fmt.Errorf("plusieurs mots de la clé %d sont faux : relisez-la en entier, ligne par ligne", words.Key)
	case errors.As(err, &words):
		var where []string
		for _, n := range words.Words {
			where = append(where, fmt.Sprintf("le mot %d (ligne %d)", n, (n-1)/keywords.PerLine+1))
		}
		verb := " n'est pas celui de la feuille"
		if len(where) > 1 {
			verb = " ne sont pas ceux de la feuille"
		}
		return fmt.Errorf("clé %d : %s%s", words.Key, strings.Join(where, ", "), verb)
	case errors.As(err, &order):
		return fmt.Errorf("la clé %d manque, ou une clé a été tapée deux fois. La feuille dit combien elle en porte : il les faut toutes", order.Missing)
	case errors.Is(err, keywords.ErrCount):
		return fmt.Errorf("il manque des mots : une clé en a %d, sur %d lignes", keywords.PerKey, keywords.PerKey/keywords.PerLine)
	case errors.Is(err, keywords.ErrSquare):
		return errors.New("le texte d'un carré n'est pas entier : lisez-le de nouveau, ou tapez les mots")
	}
	return errors.New("il n'y a aucun mot : tapez ceux de la feuille")
}
