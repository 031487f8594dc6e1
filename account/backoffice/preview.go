package backoffice

import (
	"cmp"
	"slices"
	"strings"
)

// previewLines is the number of changed lines of each kind in a preview.
const previewLines = 20

// Preview keeps the first changed lines of a file, masked: those that remove values, change the person or close the
// account, and the others.
type Preview struct{ asked, others []Change }

// Add keeps a change if fewer than previewLines of its kind were kept.
func (p *Preview) Add(c Change) {
	list := &p.others
	if c.Other || c.Emptied != 0 || c.Closes {
		list = &p.asked
	}
	if len(*list) < previewLines {
		*list = append(*list, c.Masked())
	}
}

// Changes returns the kept changes in file order.
func (p *Preview) Changes() []Change { return inOrder(slices.Concat(p.asked, p.others)) }

// Asked returns those that remove values, change the person or close the account, in file order.
func (p *Preview) Asked() []Change { return inOrder(slices.Clone(p.asked)) }

func inOrder(all []Change) []Change {
	slices.SortFunc(all, func(a, b Change) int { return cmp.Compare(a.Line, b.Line) })
	return all
}

// Kind describes what must be checked in a change; empty when it removes nothing, closes nothing and does not change the person.
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
	if c.Closes {
		kinds = append(kinds, "espace privé fermé")
	}
	return strings.Join(kinds, ", ")
}

// Shown returns both values as displayed in a report.
func (c ColumnChange) Shown() (before, after string) {
	shown := func(v string) string {
		if v == "" {
			return "(vide)"
		}
		return "« " + v + " »"
	}
	return shown(c.Before), shown(c.After)
}
