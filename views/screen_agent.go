package views

// DeskData belongs to « agent/accueil ».
type DeskData struct {
	Login      string
	Reinforced bool       // « mode renforcé »: many wrong codes lately
	Proxies    []string   // what is wrong with the proxies before the service
	Troubles   []string   // what keeps messages from leaving, a sentence each
	Colleagues []string   // what a superviseur should know of the agents, a sentence each
	Budgets    []string   // ceilings that are nearly or wholly used, a sentence each
	Find       bool       // may look for members: the search is here too
	Tasks      []DeskTask // what waits for this agent
}

// DeskTask is something that waits: a sentence and where to go.
type DeskTask struct {
	Label, URL string
	Urgent     bool
}

// DeskLoginData belongs to « agent/connexion ».
type DeskLoginData struct {
	Directory string // where the way in by the caisse's directory begins; empty for none
	Only      bool   // passwords are for supervisors alone
}

// DirectoryData belongs to « agent/annuaire », which goes on by itself.
type DirectoryData struct {
	URL     string
	Leaving bool // to the directory, to log out there too
}

// DeskFactorData belongs to « agent/second-facteur ».
type DeskFactorData struct {
	Login   string
	Passkey string // options for the browser, JSON; empty for who has no key
	TOTP    bool   // has an authenticator
	Host    string // the site that keys are tied to
}

// DeskNewFactorData belongs to « agent/nouveau-facteur ».
type DeskNewFactorData struct {
	Login   string
	Passkey string // options for the browser, JSON; empty where no key is to be added
	Secret  string // of an authenticator, in groups; empty where none is to be added
	QR      string // address of its drawing
	Host    string
	Adding  bool // to those that they have; false at the enrolment
}

// DeskCodesData belongs to « agent/codes-de-secours ».
type DeskCodesData struct {
	Codes []string
}

// DeskRightsData belongs to « agent/droits ».
type DeskRightsData struct {
	Yours  string
	Roles  []string
	Rights []DeskRight
}

// DeskRight is one line: what, and which roles have it, in the order of Roles.
type DeskRight struct {
	Label string
	Has   []bool
}
