package views

// DeskData is the data of « agent/accueil ».
type DeskData struct {
	Login      string
	Reinforced bool       // « mode renforcé »: there were many wrong codes lately
	Proxies    []string   // faults of the proxies in front of the service
	Troubles   []string   // outages that delay messages, one sentence each
	Colleagues []string   // what a superviseur should know about the agents, one sentence each
	Budgets    []string   // budgets that are nearly or wholly used, one sentence each
	Find       bool       // may search for members: the search is on this page, too
	Tasks      []DeskTask // tasks for this agent
}

// DeskTask is a task that waits: a sentence and a link.
type DeskTask struct {
	Label, URL string
	Urgent     bool
}

// DeskLoginData is the data of « agent/connexion ».
type DeskLoginData struct {
	Directory string // URL of the login by the caisse's directory; empty for none
	Only      bool   // only supervisors may log in by password
}

// DirectoryData is the data of « agent/annuaire », which goes on by itself.
type DirectoryData struct {
	URL     string
	Leaving bool // it goes to the directory for the logout
}

// DeskFactorData is the data of « agent/second-facteur ».
type DeskFactorData struct {
	Login   string
	Passkey string // options for the browser, JSON; empty for an agent without a passkey
	TOTP    bool   // has an authenticator
	Host    string // the site that the passkeys are bound to
}

// DeskNewFactorData is the data of « agent/nouveau-facteur ».
type DeskNewFactorData struct {
	Login   string
	Passkey string // options for the browser, JSON; empty if no passkey can be added
	Secret  string // secret of an authenticator, in groups; empty if none can be added
	QR      string // URL of its QR code
	Host    string
	Adding  bool // added to existing ones; false at the enrolment
}

// DeskCodesData is the data of « agent/codes-de-secours ».
type DeskCodesData struct {
	Codes []string
}

// DeskRightsData is the data of « agent/droits ».
type DeskRightsData struct {
	Yours  string
	Roles  []string
	Rights []DeskRight
}

// DeskRight is a right, and which roles have it, in the order of Roles.
type DeskRight struct {
	Label string
	Has   []bool
}
