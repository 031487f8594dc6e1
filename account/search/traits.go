package search

import "slices"

// Traits are the values of a member, prepared for comparison. Each is split into words when it is first needed, so they
// are not safe for concurrent use.
type Traits struct {
	of      Searchable
	names   [3][][]string // the forms of each field that names the member; nil until needed
	towns   [][]string
	streets []string
	placed  bool // towns and streets are filled in
}

// Indexes of the fields in Searchable.names.
const (
	lastName = 0
	company  = 2
)

// TraitsOf prepares a member's values for comparison.
func TraitsOf(s Searchable) *Traits { return &Traits{of: s} }

// forms returns the words of a field that names the member, with their forms.
func (t *Traits) forms(field int) [][]string {
	if t.names[field] == nil {
		if text := t.of.names()[field]; text != "" {
			t.names[field] = searchForms(text)
		}
	}
	return t.names[field]
}

func (t *Traits) inName(fits func(word string) bool) bool {
	for field := range t.names {
		for _, forms := range t.forms(field) {
			if slices.ContainsFunc(forms, fits) {
				return true
			}
		}
	}
	return false
}

func (t *Traits) place() {
	if t.placed {
		return
	}
	t.placed = true
	for _, line := range t.of.towns() {
		t.towns = append(t.towns, searchForms(line)...)
	}
	for _, line := range t.of.streets() {
		t.streets = append(t.streets, streetWords(line)...)
	}
}

func (t *Traits) inTown(fits func(word string) bool) bool {
	t.place()
	return slices.ContainsFunc(t.towns, func(forms []string) bool { return slices.ContainsFunc(forms, fits) })
}

func (t *Traits) inStreet(fits func(word string) bool) bool {
	t.place()
	return slices.ContainsFunc(t.streets, fits)
}

// Order returns the sort key of members in a list: the name in alphabetical order.
func (t *Traits) Order() string {
	return string(foldSearch(nil, t.of.LastName+t.of.Company+" "+t.of.FirstName))
}
