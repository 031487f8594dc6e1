package views

// DeskAccessData is the data of « agent/mon-acces ».
type DeskAccessData struct {
	Keys        []DeskKey
	CanAddKey   bool
	TOTP        bool // an authenticator is registered
	Last        bool // the only second factor, which cannot be removed
	Codes       int  // recovery codes that are still valid
	Sessions    []SessionRow
	ByDirectory bool // logs in by the caisse's directory, and has no password here
	FactorThere bool // nor a second factor here
	Shortcuts   bool // single-key shortcuts are active
}

// DeskKey is one of the agent's passkeys.
type DeskKey struct {
	ID   string // ID in addresses
	Name string
	Used string // « le 3 mars 2026 à 14 h 05 »; empty for never
}

// DeskProofData is the data of « agent/preuve », which asks for the current password before an act.
type DeskProofData struct {
	Title, About, Text, Button string
	ByDirectory                bool // a fresh login at the directory takes the place of the password
}

// DeskAgentsData is the data of « agent/agents ».
type DeskAgentsData struct {
	Agents []DeskAgentRow
}

// DeskAgentRow is one agent, in the list and on a page of their own.
type DeskAgentRow struct {
	ID                int64
	Login, Role       string
	Name              string // name shown to colleagues; empty for the login
	State             string // « actif »
	Seen              string // « le 3 mars 2026 à 14 h 05 »; empty for never
	You               bool
	Disabled, Invited bool     // Invited: not enrolled since the last invitation
	Others            []string // roles that they do not have
	Directory         bool     // agents may log in by the caisse's directory
	ByDirectory       bool     // this agent logs in by it
	Awaited           bool     // this agent is to log in by it for the first time
}

// DeskAddAgentData is the data of « agent/agents-ajout ».
type DeskAddAgentData struct {
	Roles []string
	Taken string // login that another agent has; empty if that was not the error
	URL   string // URL of that agent's page
}

// DeskSecretData is the data of « agent/agents-secret ».
type DeskSecretData struct {
	Login, Role, Secret, Until string
	URL                        string // URL where it is entered
}

// DeskLogData is the data of « agent/journal ».
type DeskLogData struct {
	Rows   []DeskLogRow
	Older  string // URL of the next page, with older rows; empty on the last one
	Newest string // URL of the first page; empty on that page

	Only     *DeskLogFile // the account that the page is limited to; nil for all
	AllFiles string       // URL of the page without that limit
}

// DeskLogFile is the account that a row concerns, without a name.
type DeskLogFile struct {
	Start  string // beginning of the account's key in the log; empty for none
	URL    string // URL of the member's page; empty if no member is found
	Acts   string // URL of the log of this account only; empty on that page
	Number int64  // number of the member's page
}

// DeskLogRow is one line.
type DeskLogRow struct {
	When, Agent, What string
	File              DeskLogFile
}

// RoleChoice returns the choice of an agent's role.
func (d *drawing) RoleChoice(label string, roles []string) (choice, error) {
	var options []DeskChoice
	for _, role := range roles {
		options = append(options, DeskChoice{Value: role, Label: role})
	}
	f, err := d.Field("role", label)
	return d.Choose(f, options), err
}
