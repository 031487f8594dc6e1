package views

// DeskDifferencesData belongs to « agent/ecarts ».
type DeskDifferencesData struct {
	Filters []AgentLink
	Rows    []DeskDifferenceRow
	First   []string // keys of all rows
	Done    TodoDone
	Further string // address of the next page; empty at the end
	File    string // address of the list as CSV; empty for who may not take it away
}

// DeskDifferenceRow is a contact that differs from the file, masked, in the list of all.
type DeskDifferenceRow struct {
	URL, Name    string // of the member's page
	Label, Word  string // the kind of contact, as a title and in a sentence
	Here, File   string // Here is empty where the contact was removed
	Verified     bool
	Key          string
	Checked      bool
	Seen, Settle string // Settle is the address of the page that decides
}
