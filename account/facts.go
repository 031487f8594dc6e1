package account

import (
	"fmt"
	"strings"
)

// Facts are the data of an account that decide its path in « oubli » and « inscription ».
type Facts struct {
	Category  Category
	Email     bool // an e-mail address to which messages that strangers request may be sent
	Mobile    bool // the same for a mobile number
	Answer    bool // an answer to the category's identity question
	Connected bool // a personalisation was completed
}

// String is the form stored in the database: the category, and one letter for each fact that is true.
func (f Facts) String() string {
	said := string(f.Category) + ":"
	for _, b := range f.bits() {
		if *b.holds {
			said += b.letter
		}
	}
	return said
}

// ParseFacts parses the output of String.
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
