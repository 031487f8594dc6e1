package views

// DeskDifferencesData is the data of « agent/ecarts ».
type DeskDifferencesData struct {
	Filters []AgentLink
	Rows    []DeskDifferenceRow
	First   []string // keys of all rows
	Done    TodoDone
	Further string // address of the next page; empty at the end
	File    string // URL of the list as CSV; empty for an agent who may not export it
}

// DeskDifferenceRow is a contact that differs from the file, masked, in the list of all members.
type DeskDifferenceRow struct {
	URL, Name    string // URL of the member's page
	Label, Word  string // kind of contact, as a title and within a sentence
	Here, File   string // Here is empty if the contact was removed
	Verified     bool
	Key          string
	Checked      bool
	Seen, Settle string // Settle is the URL of the page that settles it
}
