package views

// DeskAccessData belongs to « agent/mon-acces ».
type DeskAccessData struct {
	Keys        []DeskKey
	CanAddKey   bool
	TOTP        bool // an authenticator is registered
	Last        bool // one second factor only: it cannot be removed
	Codes       int  // recovery codes that are still good
	Sessions    []SessionRow
	ByDirectory bool // comes in by the caisse's directory, and has no password here
	FactorThere bool // and no second factor here
	Shortcuts   bool // keys act alone
}

// DeskKey is a passkey of the agent's.
type DeskKey struct {
	ID   string // as addresses name it
	Name string
	Used string // « le 3 mars 2026 à 14 h 05 »; empty for never
}

// DeskProofData belongs to « agent/preuve », which asks for the current password before an act.
type DeskProofData struct {
	Title, About, Text, Button string
	ByDirectory                bool // a fresh login at the directory takes the place of the password
}

// DeskAgentsData belongs to « agent/agents ».
type DeskAgentsData struct {
	Agents []DeskAgentRow
}

// DeskAgentRow is one agent, in the list and on a page of their own.
type DeskAgentRow struct {
	ID                int64
	Login, Role       string
	Name              string // as colleagues read it; empty for the login
	State             string // « actif »
	Seen              string // « le 3 mars 2026 à 14 h 05 »; empty for never
	You               bool
	Disabled, Invited bool     // Invited: never enrolled since the last invitation
	Others            []string // roles that they do not have
	Directory         bool     // the caisse has one by which agents come in
	ByDirectory       bool     // this agent comes in by it
	Awaited           bool     // and is to come in by it for the first time
}

// DeskAddAgentData belongs to « agent/agents-ajout ».
type DeskAddAgentData struct {
	Roles []string
	Taken string // login that another agent has; empty where none was refused for it
	URL   string // of that agent's page
}

// DeskSecretData belongs to « agent/agents-secret ».
type DeskSecretData struct {
	Login, Role, Secret, Until string
	URL                        string // where it is typed
}

// DeskLogData belongs to « agent/journal ».
type DeskLogData struct {
	Rows   []DeskLogRow
	Older  string // address of the page that follows; empty on the last one
	Newest string // address of the first page; empty there

	Only     *DeskLogFile // to which the page is limited; nil for all
	AllFiles string       // address of the page without that limit
}

// DeskLogFile is the account that a row concerns, without a name.
type DeskLogFile struct {
	Start  string // beginning of what stands for the account in the log; empty for none
	URL    string // of the member's page; empty where nobody is found by it
	Acts   string // address of the log of this account alone; empty where it is that
	Number int64  // of the member's page
}

// DeskLogRow is one line.
type DeskLogRow struct {
	When, Agent, What string
	File              DeskLogFile
}

// RoleChoice describes the choice of an agent's role.
func (d *drawing) RoleChoice(label string, roles []string) (choice, error) {
	var options []DeskChoice
	for _, role := range roles {
		options = append(options, DeskChoice{Value: role, Label: role})
	}
	f, err := d.Field("role", label)
	return d.Choose(f, options), err
}
