package views

// DeskHeldData is the data of « agent/en-attente ».
type DeskHeldData struct {
	Budgets           []string // budgets that are nearly or wholly used, one sentence each
	Rows              []DeskHeld
	All               int    // number of rows, including those that are not shown
	Messages, Letters string // the newest row of each when the page was shown: « tout » includes them
}

// DeskHeld is a message or a letter that waits for an agent.
type DeskHeld struct {
	Key     string
	Request string
	What    string // « code de confirmation par SMS »
	Name    string // of the member; empty for a contact message
	URL     string // URL of the member's page
	Since   string // « 14 h 05 »
	Until   string
	Checked bool
}
