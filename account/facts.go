package account

import (
	"fmt"
	"strings"
)

// Facts are what the caisse holds of an account, as far as it decides the way of « oubli » and « inscription ».
type Facts struct {
	Category  Category
	Email     bool // an e-mail address to which messages for strangers may go
	Mobile    bool // the same of a mobile
	Answer    bool // an answer to the category's identity question
	Connected bool // a personalisation was completed
}

// String is the form in which the database keeps facts: the category, and a letter for each that holds.
func (f Facts) String() string {
	said := string(f.Category) + ":"
	for _, b := range f.bits() {
		if *b.holds {
			said += b.letter
		}
	}
	return said
}

// ParseFacts reads what String wrote.
func ParseFacts(said string) (f Facts, err error) {
	category, letters, found := strings.Cut(said, ":")
	if !found {
		return f, fmt.Errorf("account: %q are no facts", said)
	}
	f.Category = Category(category)
	for _, b := range f.bits() {
		letters, *b.holds = strings.CutPrefix(letters, b.letter)
	}
	if letters != "" {
		return f, fmt.Errorf("account: %q are no facts", said)
	}
	return f, nil
}

type bit struct {
	letter string
	holds  *bool
}

func (f *Facts) bits() []bit {
	return []bit{{"e", &f.Email}, {"m", &f.Mobile}, {"a", &f.Answer}, {"c", &f.Connected}}
}
