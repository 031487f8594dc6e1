package views

// DeskLeftOutData is the data of « agent/valeurs ».
type DeskLeftOutData struct {
	Filters []AgentLink
	Rows    []DeskLeftOutRow
	First   []string // keys of all rows
	Done    TodoDone
	Further string // address of the next page; empty at the end
	File    string // URL of the list as CSV; empty for an agent who may not export it
}

// DeskLeftOutRow is a member's value that could not be read, in the list of all members.
type DeskLeftOutRow struct {
	URL, Name string // URL of the member's page
	Key       string
	Checked   bool
	Correct   string // URL of the page that corrects the contact; empty for another column
	DeskLeftOut
}

// DeskLeftOut is a value of the file that could not be read. URL is the page that dismisses it.
type DeskLeftOut struct {
	Column, Value, Reason, Seen, URL string
}

// DeskLeftOutValueData is the data of « agent/valeur ».
type DeskLeftOutValueData struct {
	Who   DeskWho
	Value DeskLeftOut
}
