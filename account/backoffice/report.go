package backoffice

import (
	"fmt"
	"slices"
	"strings"

	"sesame/account"
	"sesame/texts"
)

// Report counts the effects of a file. Applied is false after a dry run, and when the file was held back.
type Report struct {
	Lines     int
	Added     int
	Changed   int
	Unchanged int
	Refused   int
	Passed    int // payments of zero or less, skipped
	Partial   int // payments with a value left out, not loaded
	Warnings  int

	LeftOut     int // values left out
	LeftOutOf   [memberColumns + paymentColumns]int
	Emptied     int // lines that remove a value
	EmptiedOf   [memberColumns]int
	Others      int // lines that change the name, birth date or sex of an identifier
	OthersIn    int // those of accounts with a password
	Closed      int // accounts closed by an end date in the file
	Reopened    int // closed accounts opened again
	Differences int // contacts whose value in the file differs from the member's own

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

// NoteLeftOut counts a value left out.
func (r *Report) NoteLeftOut(l RowError) {
	r.LeftOut++
	for i, name := range reportColumns {
		if name == l.Column {
			r.LeftOutOf[i]++
			return
		}
	}
}

// reportColumns are the columns of both files, in the order in which a report counts them.
var reportColumns = slices.Concat(MemberColumns.Known, PaymentColumns.Known)

// Nothing says whether no line of the file could be loaded, although it has some.
func (r Report) Nothing() bool {
	return r.Refused+r.Partial > 0 && r.Added+r.Changed+r.Unchanged == 0
}

// Thresholds above which a file needs confirmation: lines that remove values, lines that change the person, and closed
// accounts, counted separately.
const (
	askedLines  = 20
	askedShare  = 100 // one line in so many
	closedShare = 10  // closed accounts must be more than one line in so many, and more than askedLines
)

// Asks says whether the file removes so much, changes so many persons or closes so many accounts that it may be the wrong file.
func (r Report) Asks() bool { return r.much(r.Emptied) || r.much(r.Others) || r.closesMuch() }

// closesMuch says whether the file closes an unusual number of accounts. The departures of a month, which a full file
// contains, stay below the threshold.
func (r Report) closesMuch() bool { return r.Closed > askedLines && r.Closed*closedShare > r.Lines }

func (r Report) much(lines int) bool { return lines > askedLines || lines*askedShare > r.Lines }

// Question is the sentence that asks for confirmation; empty when none is needed.
func (r Report) Question() string {
	var parts []string
	if r.much(r.Emptied) {
		parts = append(parts, account.Counted(r.Emptied, "ligne efface", "lignes effacent")+" ce qui était connu")
	}
	if r.much(r.Others) {
		parts = append(parts, account.Counted(r.Others, "ligne met", "lignes mettent")+" une autre personne derrière un identifiant")
	}
	if r.closesMuch() {
		parts = append(parts, account.Counted(r.Closed, "ligne ferme", "lignes ferment")+" un espace privé")
	}
	if len(parts) == 0 {
		return ""
	}
	return texts.FileMuchChanges(strings.Join(parts, ", et "))
}

// Count is a number of a report with its label in singular and plural.
type Count struct {
	N         int
	One, Many string
}

func (c Count) String() string { return account.Counted(c.N, c.One, c.Many) }

// Counts returns the number of lines by effect.
func (r Report) Counts() []Count {
	added, addedMany, changed, changedMany := "ajoutée", "ajoutées", "modifiée", "modifiées"
	if !r.Applied {
		added, addedMany, changed, changedMany = "à ajouter", "à ajouter", "à modifier", "à modifier"
	}
	return []Count{{r.Lines, "ligne lue", "lignes lues"}, {r.Added, added, addedMany}, {r.Changed, changed, changedMany},
		{r.Unchanged, "inchangée", "inchangées"}, {r.Refused, "refusée", "refusées"}}
}

// Notices returns sentences about facts that the counts do not show.
func (r Report) Notices() (told []string) {
	say := func(n int, one, many, rest string) {
		if n > 0 {
			told = append(told, account.Counted(n, one, many)+rest+".")
		}
	}
	if r.Partial > 0 {
		say(r.LeftOut, "valeur laissée de côté", "valeurs laissées de côté", columnCounts(r.LeftOutOf[:]))
		say(r.Partial, "paiement laissé de côté", "paiements laissés de côté", ", car une valeur n'a pas pu être lue")
	} else {
		say(r.LeftOut, "valeur laissée de côté", "valeurs laissées de côté", columnCounts(r.LeftOutOf[:])+" : ce qui était connu reste")
	}
	say(r.Passed, "montant nul ou négatif passé", "montants nuls ou négatifs passés", "")
	say(r.Emptied, "ligne efface", "lignes effacent", " ce qui était connu"+columnCounts(r.EmptiedOf[:]))
	others := ""
	if r.OthersIn > 0 {
		others = ", dont " + account.Counted(r.OthersIn, "a déjà un mot de passe", "ont déjà un mot de passe")
	}
	say(r.Others, "ligne met", "lignes mettent", " une autre personne derrière un identifiant (autre nom, autre naissance ou autre sexe)"+others)
	say(r.Closed, "espace privé est fermé", "espaces privés sont fermés", plural(r.Closed, " par sa date de fin", " par leur date de fin"))
	say(r.Reopened, "espace privé fermé est rouvert", "espaces privés fermés sont rouverts", "")
	say(r.Differences, "coordonnée est gardée", "coordonnées sont gardées", plural(r.Differences, ", car l'adhérent en a donné une autre", ", car l'adhérent en a donné d'autres"))
	say(r.Warnings, "avertissement", "avertissements", "")
	if r.Nothing() {
		told = append(told, texts.FileNothingLoads)
	}
	return told
}

// columnCounts formats « (portable 3, email 2) ».
func columnCounts(counts []int) string {
	var parts []string
	for i, n := range counts {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", reportColumns[i], n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
