package main

import (
	"fmt"
	"strings"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/terminal"
)

// follow makes the import report its progress, and each refused, left out, changed or doubtful line, while the file is read.
func (i *importing) follow(bar *terminal.Bar, rejects *rejects) {
	say := func(sentence string) {
		bar.Clear()
		fmt.Fprintln(i.stderr, sentence)
	}
	i.options.Progress = bar.Show
	i.options.Refused = func(r db.Refusal) {
		for _, f := range r.Faults {
			say(capital(f.Error()))
		}
		rejects.add(r)
	}
	i.options.LeftOut = func(l backoffice.RowError) { say("Valeur laissée de côté, " + l.Error()) }
	i.options.Spoilt = func(s backoffice.SpoiltColumn) { say(capital(s.Error())) }
	i.options.Warned = func(w backoffice.RowError) { say("Avertissement, " + w.Error()) }
	i.options.Changed = i.preview.Add
}

// capital makes the first letter of a sentence upper case: « Ligne 12, colonne email… ».
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// tell prints the summary of the import.
func (i *importing) tell(r db.ImportReport, rejects, earlier string) {
	shown := i.preview.Changes()
	if r.Applied { // once loaded, only these are left to check
		shown = i.preview.Asked()
	}
	for _, c := range shown {
		fmt.Fprintln(i.stdout, changed(c))
	}
	var counts []string
	for _, c := range r.Counts() {
		counts = append(counts, c.String())
	}
	fmt.Fprintf(i.stdout, "%s : %s.\n", i.path, strings.Join(counts, ", "))
	for _, n := range r.Notices() {
		fmt.Fprintln(i.stdout, n)
	}
	switch {
	case i.options.DryRun:
		fmt.Fprintln(i.stdout, "Essai seulement : rien n'a été chargé.")
	case !r.Applied:
		fmt.Fprintln(i.stdout, "Rien n'a été chargé.")
	}
	if r.Applied && r.Added+r.Changed > 0 {
		fmt.Fprintf(i.stdout, "Import %d : pendant 24 heures, « sesame import undo %d » remet tout comme avant.\n", i.number, i.number)
	}
	if r.Refused > 0 && !i.options.KeepGoing && !r.Nothing() {
		fmt.Fprintln(i.stdout, "Corrigez le fichier, ou ajoutez --keep-going pour charger les autres lignes.")
	}
	if r.Asks() && !i.options.Confirmed {
		fmt.Fprintln(i.stdout, r.Question()+" Si c'est voulu, ajoutez --yes.")
	}
	if rejects != "" {
		fmt.Fprintf(i.stdout, "Les lignes refusées sont dans %s : corrigez-les et importez ce fichier.\n", rejects)
	}
	if earlier != "" {
		fmt.Fprintf(i.stdout, "Celles d'un import précédent sont maintenant dans %s : effacez ce fichier une fois qu'elles sont corrigées.\n", earlier)
	}
}

// changed describes a line before and after the import.
func changed(c backoffice.Change) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Ligne %d, %s", c.Line, c.Identifier)
	if kind := c.Kind(); kind != "" {
		b.WriteString(", " + kind)
	}
	for n, v := range c.Columns {
		b.WriteString([]string{" : ", ", "}[min(n, 1)])
		before, after := v.Shown()
		fmt.Fprintf(&b, "%s %s → %s", v.Column, before, after)
	}
	return b.String() + "."
}
