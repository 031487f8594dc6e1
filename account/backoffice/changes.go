package backoffice

import (
	"slices"
	"strings"
	"unicode"

	"sesame/account"
)

// Change describes what a line changes for an existing member.
type Change struct {
	Line       int
	Identifier string // masked
	Emptied    Set    // columns whose value is removed
	Other      bool   // another name, birth date or sex: possibly another person
	Password   bool   // the account has a password
	Closes     bool   // the account is closed, on the day of the import at the latest
	Reopens    bool
	Columns    []ColumnChange
}

// ColumnChange is a value before and after; empty means none.
type ColumnChange struct {
	Column        Column
	Before, After string
}

// Compare computes the change between two states of a member. today is the date in the caisse's time zone.
func Compare(before, after *Values, today string) (c Change) {
	for column := Category; column <= End; column++ {
		if before[column] == after[column] {
			continue
		}
		c.Columns = append(c.Columns, ColumnChange{column, before[column], after[column]})
		if after[column] == "" && !column.Address() {
			c.Emptied = c.Emptied.With(column)
		}
	}
	if addressLost(before, after) {
		c.Emptied = c.Emptied.With(Address6)
	}
	c.Other = otherPerson(before, after)
	was, is := Ended(before[End], today), Ended(after[End], today)
	c.Closes, c.Reopens = is && !was, was && !is
	return c
}

// Ended says whether an account with this end date is closed on a day.
func Ended(end, day string) bool { return end != "" && end <= day }

// addressLost says whether an address loses lines and gains none, or keeps one line only. A house move, which also
// replaces lines, is not a loss.
func addressLost(before, after *Values) bool {
	had, has, gone, came := 0, 0, false, false
	for c := Address1; c <= Address6; c++ {
		was, is := before[c], after[c]
		if was != "" {
			had++
		}
		if is != "" {
			has++
		}
		gone = gone || was != "" && is == ""
		came = came || is != "" && is != was
	}
	return gone && has < had && (!came || has == 1)
}

// otherPerson says whether name, birth date or sex contradict the earlier ones. An unknown value contradicts nothing.
func otherPerson(before, after *Values) bool {
	if before[BirthDate] != "" && after[BirthDate] != "" && before[BirthDate] != after[BirthDate] {
		return true
	}
	if was, is := Sex(before[Civility]), Sex(after[Civility]); was != is && was != 0 && is != 0 {
		return true
	}
	for _, c := range []Column{LastName, FirstName, Company} {
		if !sameName(before[c], after[c]) {
			return true
		}
	}
	return false
}

// sameName compares names without accents, case and punctuation. One may have additional words, as after a marriage.
func sameName(a, b string) bool {
	if a == b || a == "" || b == "" {
		return true
	}
	few, many := foldedWords(a), foldedWords(b)
	if strings.Join(few, "") == strings.Join(many, "") {
		return true
	}
	if len(few) > len(many) {
		few, many = many, few
	}
	return !slices.ContainsFunc(few, func(w string) bool { return !slices.Contains(many, w) })
}

// unligated replaces ligatures that Fold keeps.
var unligated = strings.NewReplacer("œ", "oe", "æ", "ae")

func foldedWords(s string) []string {
	return strings.FieldsFunc(unligated.Replace(account.Fold(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Sex is the sex implied by a civility: 'f', 'm', or 0.
func Sex(civility string) byte {
	switch civility { // as most files write it
	case "":
		return 0
	case "Madame", "Mme", "MME":
		return 'f'
	case "Monsieur", "M", "M.":
		return 'm'
	}
	switch strings.Join(foldedWords(civility), " ") {
	case "madame", "mme", "mademoiselle", "mlle", "mrs":
		return 'f'
	case "monsieur", "m", "mr":
		return 'm'
	}
	return 0
}

// Masked returns the change with masked values, for reports.
func (c Change) Masked() Change {
	c.Columns = slices.Clone(c.Columns)
	for i, v := range c.Columns {
		shown := 2
		switch v.Column {
		case Category, Civility: // they name nobody
			continue
		case BirthDate, End:
			shown = 0
		case Email, Vitale:
			shown = 1
		}
		c.Columns[i].Before, c.Columns[i].After = maskShape(v.Before, shown), maskShape(v.After, shown)
	}
	return c
}
