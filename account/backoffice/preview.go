package backoffice

import (
	"cmp"
	"slices"
	"strings"
)

// previewLines is how many changed lines of a kind a preview shows.
const previewLines = 20

// Preview keeps the first changed lines of a file to be shown, masked: those that take something away or bring another
// person, and those that do neither.
type Preview struct{ asked, others []Change }

// Add keeps a change, if it is one of the first.
func (p *Preview) Add(c Change) {
	list := &p.others
	if c.Other || c.Emptied != 0 {
		list = &p.asked
	}
	if len(*list) < previewLines {
		*list = append(*list, c.Masked())
	}
}

// Changes are what was kept, in the order of the file.
func (p *Preview) Changes() []Change {
	all := slices.Concat(p.asked, p.others)
	slices.SortFunc(all, func(a, b Change) int { return cmp.Compare(a.Line, b.Line) })
	return all
}

// Kind says in words what is to be looked at in a change; empty for one that takes nothing away and brings nobody else.
func (c Change) Kind() string {
	var kinds []string
	if c.Other {
		kinds = append(kinds, "autre personne")
		if c.Password {
			kinds = append(kinds, "l'espace privé a déjà un mot de passe")
		}
	}
	if c.Emptied != 0 {
		kinds = append(kinds, "valeurs effacées")
	}
	return strings.Join(kinds, ", ")
}

// Shown are the two values as a report shows them.
func (c ColumnChange) Shown() (before, after string) {
	shown := func(v string) string {
		if v == "" {
			return "(vide)"
		}
		return "« " + v + " »"
	}
	return shown(c.Before), shown(c.After)
}
