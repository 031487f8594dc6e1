package views

// DeskHeldData belongs to « agent/en-attente ».
type DeskHeldData struct {
	Budgets           []string // those that are nearly or wholly used, a sentence each
	Rows              []DeskHeld
	All               int    // with those that are not shown
	Messages, Letters string // the newest of each when the page was shown: « tout » goes up to them
}

// DeskHeld is a message or a letter that waits for an agent.
type DeskHeld struct {
	Key     string
	Request string
	What    string // « code de confirmation par SMS »
	Name    string // of the member; empty for a contact message
	URL     string // of the member's page
	Since   string // « 14 h 05 »
	Until   string
	Checked bool
}
