package backoffice

import (
	"fmt"
	"strings"

	"sesame/account"
	"sesame/texts"
)

// Report counts what a file does, or would do. Applied is false after a trial, and when the file was held back.
type Report struct {
	Lines     int
	Added     int
	Changed   int
	Unchanged int
	Refused   int
	Passed    int // payments of zero or less
	Warnings  int

	LeftOut     int // values
	LeftOutOf   [memberColumns]int
	Emptied     int // lines that take something away
	EmptiedOf   [memberColumns]int
	Others      int // lines that put another name, birth or sex behind an identifier
	OthersIn    int // those of accounts that have a password
	Closed      int // accounts that a date of the file closes
	Reopened    int // closed accounts that the file opens again
	Differences int // contacts for which the file says something else than the member

	Applied bool
}

// Note counts a change.
func (r *Report) Note(c Change) {
	if c.Emptied != 0 {
		r.Emptied++
		for column := Category; column <= End; column++ {
			if c.Emptied.Has(column) {
				r.EmptiedOf[column]++
			}
		}
	}
	if c.Other {
		r.Others++
		if c.Password {
			r.OthersIn++
		}
	}
	if c.Closes {
		r.Closed++
	}
	if c.Reopens {
		r.Reopened++
	}
}

// NoteLeftOut counts a value that is left out.
func (r *Report) NoteLeftOut(l RowError) {
	r.LeftOut++
	for i, name := range MemberColumns.Known {
		if name == l.Column {
			r.LeftOutOf[i]++
		}
	}
}

// Bounds above which a file is loaded only where somebody agrees: what it takes away, and whom it puts behind an
// identifier, each by itself.
const (
	askedLines = 20
	askedShare = 100 // one line of so many
)

// Asks tells a file that takes so much away, or changes so many people, that it may be the wrong one.
func (r Report) Asks() bool { return r.much(r.Emptied) || r.much(r.Others) }

func (r Report) much(lines int) bool { return lines > askedLines || lines*askedShare > r.Lines }

// Question is what Asks is about, in a sentence; empty where it asks nothing.
func (r Report) Question() string {
	var parts []string
	if r.much(r.Emptied) {
		parts = append(parts, account.Counted(r.Emptied, "ligne efface", "lignes effacent")+" ce qui était connu")
	}
	if r.much(r.Others) {
		parts = append(parts, account.Counted(r.Others, "ligne met", "lignes mettent")+" une autre personne derrière un identifiant")
	}
	if len(parts) == 0 {
		return ""
	}
	return texts.FileMuchChanges(strings.Join(parts, ", et "))
}

// Count is one number of a report and what it counts, in the singular and in the plural.
type Count struct {
	N         int
	One, Many string
}

func (c Count) String() string { return account.Counted(c.N, c.One, c.Many) }

// Counts are the lines by what becomes of them, or would.
func (r Report) Counts() []Count {
	added, addedMany, changed, changedMany := "ajoutée", "ajoutées", "modifiée", "modifiées"
	if !r.Applied {
		added, addedMany, changed, changedMany = "à ajouter", "à ajouter", "à modifier", "à modifier"
	}
	return []Count{{r.Lines, "ligne lue", "lignes lues"}, {r.Added, added, addedMany}, {r.Changed, changed, changedMany},
		{r.Unchanged, "inchangée", "inchangées"}, {r.Refused, "refusée", "refusées"}}
}

// Notices are sentences about what the counts do not tell.
func (r Report) Notices() (told []string) {
	say := func(n int, one, many, rest string) {
		if n > 0 {
			told = append(told, account.Counted(n, one, many)+rest+".")
		}
	}
	say(r.LeftOut, "valeur laissée de côté", "valeurs laissées de côté", columnCounts(r.LeftOutOf)+" : ce qui était connu reste")
	say(r.Passed, "montant nul ou négatif passé", "montants nuls ou négatifs passés", "")
	say(r.Emptied, "ligne efface", "lignes effacent", " ce qui était connu"+columnCounts(r.EmptiedOf))
	others := ""
	if r.OthersIn > 0 {
		others = ", dont " + account.Counted(r.OthersIn, "a déjà un mot de passe", "ont déjà un mot de passe")
	}
	say(r.Others, "ligne met", "lignes mettent", " une autre personne derrière un identifiant (autre nom, autre naissance ou autre sexe)"+others)
	say(r.Closed, "espace privé est fermé", "espaces privés sont fermés", plural(r.Closed, " par sa date de fin", " par leur date de fin"))
	say(r.Reopened, "espace privé fermé est rouvert", "espaces privés fermés sont rouverts", "")
	say(r.Differences, "coordonnée est gardée", "coordonnées sont gardées", plural(r.Differences, ", car l'adhérent en a donné une autre", ", car l'adhérent en a donné d'autres"))
	say(r.Warnings, "avertissement", "avertissements", "")
	return told
}

// columnCounts is « (portable 3, email 2) ».
func columnCounts(counts [memberColumns]int) string {
	var parts []string
	for i, n := range counts {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", MemberColumns.Known[i], n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
