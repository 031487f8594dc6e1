package views

import (
	"net/http"
	"strings"

	"sesame/account"
	"sesame/account/gauge"
)

// Screen is what a handler shows: which template, and the values that its words stand around.
type Screen struct {
	Template string            // « oubli/code »: the journey and the step, or a page
	Step     int               // n of « Étape n sur m »; 0 for a page outside a journey
	Steps    int               // m of « Étape n sur m »
	Base     string            // the journey's path; « Abandonner » and « Précédent » post under it
	Back     bool              // « Précédent » leads somewhere
	Action   string            // where the main form posts
	Demand   string            // « ?demande=2 »: tells the journey from others in this browser; empty where the plain address leads to it
	Other    *OtherDemand      // what else is in progress in this browser; nil for nothing
	Version  string            // hidden field « version »: the journey and revision that the form belongs to
	Page     string            // hidden field « page » of agents' forms: random, so that a form that is sent twice from one page is done once
	Username string            // whose password a form asks for or changes, for password managers
	Member   *MemberBar        // who is logged in; nil for nobody
	Agent    *AgentBar         // the agent who is logged in, on the agents' pages
	Ends     *SessionEnd       // when the session closes by itself; nil for nobody's
	Errors   []FieldError      // in the order of the fields
	Values   map[string]string // what was typed, by field name; never a password or a code
	Advice   string            // a sentence about the browser that shows the page
	Typed    string            // the identifier that the journey began with, as typed
	Choices  []Choice          // buttons that settle a doubt about an entry
	Notice   string            // a sentence above the form: « Un nouveau code vous a été envoyé. »
	Request  string            // request number, where something was sent
	Mandates []string          // who acts for the member of an agent's page: « Mme Anne Martin (tutelle) »
	Data     any               // the template's own, one of the types below

	JourneyEnds *SessionEnd // when the journey of the screen ends by itself; nil for none

	around
}

// OtherDemand is the way to another journey in progress in this browser.
type OtherDemand struct {
	Request string // request number; empty while nothing was sent
	URL     string
}

// FieldError is one refused field and the sentence that says what to do. An empty Field concerns the whole form.
type FieldError struct {
	Field   string
	Message string
}

// Choice is a button of the form that sends one value more: an entry that the user confirms or replaces.
type Choice struct {
	Name  string // of the value
	Value string
	Label string
}

// MemberBar is the logged-in member as the header shows them, beside « Se déconnecter ».
type MemberBar struct {
	Name string
}

// ofAgents says whether the layout is that of the agents' pages.
func (s Screen) ofAgents() bool { return ofAgents(s.Template) || s.Agent != nil }

// ofAgents says whether a template is a page of the agents'.
func ofAgents(template string) bool { return strings.HasPrefix(template, "agent/") }

// SessionEnd is when a session closes by itself, unless its owner asks for another page, or when a journey does.
type SessionEnd struct {
	At      string // « 14 h 05 »
	Seconds int    // from the drawing of the page on
	Stay    string // a page that keeps it open; empty where none does
	Journey bool   // it is a journey's
}

// AgentBar is the logged-in agent as the header shows them, and the pages that their role opens.
type AgentBar struct {
	Login, Role string
	Find        bool // may look for members: the search is in the header
	Keys        bool // keys act alone
	Links       []AgentLink
	Seldom      []AgentLink // under « Plus »
	Ends        *SessionEnd
}

// AgentLink is one page of the agents'.
type AgentLink struct {
	URL, Label string
	Current    bool
}

// ConnexionData belongs to « connexion ».
type ConnexionData struct {
	FranceConnect  bool   // a provider is configured
	Passkey        bool   // the site can have passkeys
	InscriptionURL string // the caisse's own page; empty for /inscription
	Service        string // what the login opens; empty for the private space
	Way            string // the request of that service
	RetryAt        string // « 14 h 05 » after too many tries; empty when one may try now
	Expired        bool   // the temporary password is past its life
	Suspended      bool   // whoever has given the right password has a suspended account
}

// OtherPersonData belongs to « autre-personne ».
type OtherPersonData struct {
	Name string // who is logged in; empty for somebody with a temporary password
}

// PendingMobile is a new mobile number that waits for its code; the zero value means none.
type PendingMobile struct {
	Number string
	Sent   bool // false where too many codes were asked for: none has left
}

// WayOnData belongs to « personnalisation/confirmation » and « changement/confirmation ».
type WayOnData struct {
	Way             string // where it goes on
	Service         string // what opens there; empty for the private space and the caisse's portal
	AddressVerified bool   // a code has verified the e-mail address
	Mobile          PendingMobile
}

// LogoutData belongs to « deconnexion ».
type LogoutData struct {
	Service    string // that asks for the logout; empty for an unknown one
	Parameters []Parameter
}

// Parameter is a value that a form sends on.
type Parameter struct{ Name, Value string }

// PasswordData belongs to « personnalisation/mot-de-passe » and « changement/nouveau-mot-de-passe ».
type PasswordData struct {
	Verdict   gauge.Verdict // of the refused entry; the zero value before the first
	Proposed  string        // password that the service proposes; empty for agents
	Temporary bool          // says that the password is temporary and must be replaced
}

// ContactsData belongs to « personnalisation/coordonnees ».
type ContactsData struct {
	Email string // address as known; empty when the caisse has none
}

// CodeData belongs to the screens that ask for a confirmation code.
type CodeData struct {
	Destination string           // the member's own address, in the personalisation and for a new address; empty in « oubli »
	Channel     string           // email or sms
	ResendAt    string           // « 14 h 05 »: from when another code may be asked; empty for now
	Minutes     int              // life of a code
	Digits      int              // length of a code
	Hardened    bool             // the code of the newest message counts, whichever demand it is of
	Exhausted   bool             // spent by wrong tries or too old: only « Renvoyer » makes sense
	NoMore      bool             // no further code can be sent in this journey
	Late        []string         // what keeps messages from leaving, told to everybody alike, a sentence each
	Waits       bool             // its SMS waits for an agent, because many are asked for
	Answered    bool             // the question was answered for it; nobody is told whether the answer is right
	Category    account.Category // whose question lets it leave at once; empty where none is asked
	Other       string           // the other channel, in « oubli »: sms or email; empty where there is none
	First       string           // the browser that entered the temporary password first, a sentence; only where this one proves itself
}

// EspaceData belongs to « espace ».
type EspaceData struct {
	Name          string
	LastLogin     string // « hier à 14 h 05 »; empty at the first
	DemandSince   string // « 20 h 09 »: since when a demand for a temporary password is in progress; empty for none
	Services      []ServiceLink
	LetterBack    string   // « 3 novembre 2026 »: when the post brought back a letter to the member's address of today; empty for none
	CallWords     []string // of each call of an agent that is under way
	OffersPasskey bool     // the member may add a passkey, has none and has not declined one
}

// ServiceLink leads to another program of the caisse that opens by a login here.
type ServiceLink struct{ Name, URL string }

// CompteMandate says that somebody acts for another.
type CompteMandate struct {
	Who, Kind, Days string
}

// CompteData belongs to « compte ».
type CompteData struct {
	Actors   []CompteMandate // who acts for the member
	For      []CompteMandate // for whom the member acts, by number and initials
	Name     string
	Category account.Category
	Address  []string // lines as on a letter

	LetterBack string // as of EspaceData
}

// SecurityData belongs to « email-mot-de-passe ».
type SecurityData struct {
	DemandSince    string // « 20 h 09 »: since when a demand for a temporary password is in progress; empty for none
	Email          string
	EmailVerified  bool
	HasPassword    bool   // false for a member who only ever came by FranceConnect
	PasswordSince  string // « 3 novembre 2026 »
	Mobile         string
	MobileVerified bool
	Landline       string
	MobilePending  PendingMobile
	Others         int    // other open sessions
	LastLogin      string // « hier à 14 h 05 »; empty at the first
}

// LoginRow is one line of the last logins, for agents.
type LoginRow struct {
	When   string
	How    string // « mot de passe », « FranceConnect »
	Device string
}

// PhonesData belongs to « telephones/saisie ».
type PhonesData struct {
	SMS bool // the service can send SMS: a new mobile number is proved by a code
}

// HistoryData belongs to « historique ».
type HistoryData struct {
	Rows   []HistoryRow // newest first
	Before int64        // the next page begins before this row; 0 for no other page
	Later  bool         // the page before this one is newer
}

// HistoryRow is one event.
type HistoryRow struct {
	When string
	What string // a sentence without its capital and full stop
}

// DevicesData belongs to « appareils ».
type DevicesData struct {
	Sessions      []DeviceRow  // the one in use first
	Browsers      []BrowserRow // known ones
	Passkeys      []PasskeyRow
	MayAddPasskey bool
}

// DeviceRow is an open session of the member who reads.
type DeviceRow struct {
	ID      int64
	Device  string
	Number  int // tells it from others in a device that looks the same; 0 where none does
	Since   string
	How     string // « mot de passe »
	Seen    string
	Current bool
	Opened  []string // names of the services that it has opened
}

// SessionRow is an open session, for agents.
type SessionRow struct {
	ID      int64
	Device  string
	Since   string
	Seen    string
	Current bool
}

// BrowserRow is a known browser.
type BrowserRow struct {
	ID      int64
	Version int64 // tells it from a later one of the same number
	Device  string
	Since   string
	Seen    string // newest log-in
	Current bool
}

// PasskeyRow is a device that opens the space by a fingerprint or a face.
type PasskeyRow struct {
	ID     string
	Device string
	Since  string
	Used   string // newest log-in; empty for none
}

// PasskeyData belongs to « empreinte » and « empreinte-appareil ».
type PasskeyData struct {
	Options string // JSON for the browser
}

// CurrentPasswordData belongs to « changement/mot-de-passe-actuel ».
type CurrentPasswordData struct {
	FranceConnectProof bool // no password yet: a fresh FranceConnect login proves who it is
}

// ChannelData belongs to « oubli/canal » and « inscription/canal ».
type ChannelData struct {
	SMS  bool     // the service can send SMS
	Late []string // what keeps messages from leaving, a sentence each
}

// QuestionData belongs to « oubli/question », « inscription/question » and « personnalisation/question ».
type QuestionData struct {
	Category account.Category
	Reply    string // the answer as it was read, shown again before it counts; empty before
	Serial   bool   // it is the serial number of a card
	First    string // as in CodeData
}

// NoProofData belongs to « personnalisation/sans-preuve ».
type NoProofData struct {
	First string // as in CodeData
}

// ConfirmationData belongs to « oubli/confirmation » and « inscription/confirmation ».
type ConfirmationData struct {
	Outcome  string   // email, sms or letter
	Life     string   // « 24 heures »: how long the temporary password is good
	By       string   // « le 3 novembre 2026 »: the day by which a letter should have come
	Late     []string // what keeps messages from leaving, a sentence each
	Before   string   // « le 3 novembre 2026 »: the newest letter, where no other leaves for this demand; empty where one does
	Waits    string   // « le 3 novembre 2026 »: since when a letter for this identifier waits for an agent; empty for none
	Quarter  bool     // because three have left in 90 days; else because everybody asks for many
	Declined bool     // no agent has granted it
}

// DemandData belongs to « demande ».
type DemandData struct {
	Number string   // that was asked about; empty before
	Lines  []string // how far that demand is, a paragraph each
	Late   []string // what keeps messages from leaving, a sentence each
}

// ContactSentData belongs to « contact/confirmation ».
type ContactSentData struct {
	Number string
	Answer string // a sentence: when to expect one; empty for none
}

// CookiesData belongs to « cookies » and « agent/cookies ».
type CookiesData struct {
	Address string // of the service, as it must stand in the address bar
	Advice  string // how to leave the application that shows the page; empty for who is in none
}

// ErrorData belongs to « erreur ».
type ErrorData struct {
	Status    int
	Message   string // replaces the sentence of the status, where there is a better one
	Reference string // found again in the log
	RetryAt   string // « 14 h 05 »
	Written   string // what an agent had written in the form
	Done      string // how far an act for many came; empty where nothing is done
}

// Again says whether the same form may be sent again, shortened or later: a browser with JavaScript keeps it, and what was typed.
func (d ErrorData) Again() bool {
	switch d.Status {
	case http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests:
		return true
	}
	return d.Status >= http.StatusInternalServerError
}

// DemoData belongs to « demo ».
type DemoData struct {
	MemberTries []DemoTry
	AgentTries  []DemoTry
	Calls       []DemoCall
	Members     []DemoMember
	Agents      []DemoAgent
	Mails       []DemoMail // newest first
	Letters     []DemoLetter
}

// DemoTry is one journey of the guided path, with the account to use.
type DemoTry struct {
	Title      string
	Start      string // where it begins: a link, or
	Form       bool   // a form that takes the identifier
	Name       string // whose account it is; empty for nobody's
	Identifier string // of a member, or login of an agent
	Password   string
	Answer     string // to the identity question
	Code       string // of an agent's second factor, now
	Look       string // what to look at
}

// DemoCall is a telephone call that waits on the agents' desk of the demonstration.
type DemoCall struct {
	Says string // what the caller says
	Look string // what the desk shows, and what to do
}

// PortalData belongs to « portail », the demonstration's toy of another program.
type PortalData struct {
	Name    string // of who is logged in there; empty for nobody
	Email   string
	Ended   bool   // its session was ended by a logout here
	Enter   string // where a visitor begins
	Leave   string // where the logout is asked for,
	IDToken string // with this token,
	Back    string // and where it ends
}

// DemoFranceConnectData belongs to « franceconnect », the demonstration's toy of FranceConnect.
type DemoFranceConnectData struct {
	Action                    string // where the choice is posted
	State, Nonce, RedirectURI string // of the request
	People                    []DemoPerson
}

// DemoPerson may be chosen there.
type DemoPerson struct{ Identifier, Name string }

// DemoMember is one demonstration member.
type DemoMember struct {
	Name       string
	Category   string
	State      string
	Identifier string
	Password   string
	Answers    []string // one sentence each
}

// DemoAgent is one demonstration agent.
type DemoAgent struct {
	Name     string
	Role     string
	Login    string
	Password string
	Code     string // of the second factor, now
}

// DemoMail is one e-mail or SMS that left; listed in full on the page.
type DemoMail struct {
	N       int
	When    string
	To      string
	Channel string // email or sms
	Subject string
	Text    string
	HTML    bool // has an HTML part, served at /demo/messages/N/html
}

// DemoLetter is one letter; its PDF is /demo/lettres/N.
type DemoLetter struct {
	N    int
	When string
	To   string
}

// GalleryData belongs to « galerie »: each sample is at /galerie/NAME.
type GalleryData struct {
	Names []string
}
