package views

// DeskLeftOutData belongs to « agent/valeurs ».
type DeskLeftOutData struct {
	Filters []AgentLink
	Rows    []DeskLeftOutRow
	First   []string // keys of all rows
	Done    TodoDone
	Further string // address of the next page; empty at the end
	File    string // address of the list as CSV; empty for who may not take it away
}

// DeskLeftOutRow is a value of a member's that could not be read, in the list of all.
type DeskLeftOutRow struct {
	URL, Name string // of the member's page
	Key       string
	Checked   bool
	Correct   string // address of the page that corrects the contact; empty for another column
	DeskLeftOut
}

// DeskLeftOut is a value of the file that could not be read. URL leads to putting it aside.
type DeskLeftOut struct {
	Column, Value, Reason, Seen, URL string
}

// DeskLeftOutValueData belongs to « agent/valeur ».
type DeskLeftOutValueData struct {
	Who   DeskWho
	Value DeskLeftOut
}
