package views

import (
	"net/http"
	"strings"

	"sesame/account"
	"sesame/account/gauge"
)

// Screen is what a handler shows: a template and the values for it.
type Screen struct {
	Template string            // « oubli/code »: the journey and the step, or a page
	Step     int               // n of « Étape n sur m »; 0 for a page outside a journey
	Steps    int               // m of « Étape n sur m »
	Base     string            // the journey's path; « Abandonner » and « Précédent » post under it
	Back     bool              // « Précédent » is offered
	Action   string            // URL to which the main form posts
	Demand   string            // « ?demande=2 »: tells the journey from others in this browser; empty where the plain address leads to it
	Other    *OtherDemand      // another journey in progress in this browser; nil for none
	Version  string            // hidden field « version »: the flow and revision that the form belongs to
	Page     string            // hidden field « page » of agents' forms: random, so that a form that is sent twice from one page is executed once
	Username string            // the account whose password a form asks for or changes, for password managers
	Member   *MemberBar        // the logged-in member; nil for nobody
	Agent    *AgentBar         // the logged-in agent, on the agents' pages
	Ends     *SessionEnd       // when the session ends by itself; nil without a session
	Errors   []FieldError      // in the order of the fields
	Values   map[string]string // what was typed, by field name; never a password or a code
	Advice   string            // a sentence about the browser that shows the page
	Typed    string            // the identifier that the journey began with, as typed
	Choices  []Choice          // buttons that resolve a doubt about an entry
	Notice   string            // a sentence above the form: « Un nouveau code vous a été envoyé. »
	Request  string            // request number, if something was sent
	Mandates []string          // representatives of the member on an agent's page: « Mme Anne Martin (tutelle) »
	Data     any               // the template's data, one of the types below

	JourneyEnds *SessionEnd // when the journey of the screen ends by itself; nil for none

	around
}

// OtherDemand is a link to another journey in progress in this browser.
type OtherDemand struct {
	Request string // request number; empty if nothing was sent yet
	URL     string
}

// FieldError is the error of one field: a sentence that says what to do. An empty Field means the whole form.
type FieldError struct {
	Field   string
	Message string
}

// Choice is a button of the form that sends an additional value: an entry that the user confirms or replaces.
type Choice struct {
	Name  string // name of the value
	Value string
	Label string
}

// MemberBar is the logged-in member in the header, beside « Se déconnecter ».
type MemberBar struct {
	Name string
}

// ofAgents says whether the screen uses the layout of the agents' pages.
func (s Screen) ofAgents() bool { return ofAgents(s.Template) || s.Agent != nil }

// ofAgents says whether a template is one of the agents' pages.
func ofAgents(template string) bool { return strings.HasPrefix(template, "agent/") }

// SessionEnd is when a session ends by itself unless its owner requests another page, or when a journey does.
type SessionEnd struct {
	At      string // « 14 h 05 »
	Seconds int    // counted from the rendering of the page
	Stay    string // page that prolongs it; empty if none does
	Journey bool   // it is the end of a journey
}

// AgentBar is the logged-in agent in the header, with the links that their role allows.
type AgentBar struct {
	Login, Role string
	Find        bool // may search for members: the search is in the header
	Keys        bool // single-key shortcuts are active
	Links       []AgentLink
	Seldom      []AgentLink // links under « Plus »
	Ends        *SessionEnd
}

// AgentLink is a link to one of the agents' pages.
type AgentLink struct {
	URL, Label string
	Current    bool
}

// ConnexionData is the data of « connexion ».
type ConnexionData struct {
	FranceConnect  bool   // a provider is configured
	Passkey        bool   // the site can use passkeys
	InscriptionURL string // the caisse's own page; empty for /inscription
	Service        string // client that requests the login; empty for the private space
	Way            string // ID of that client's request
	RetryAt        string // « 14 h 05 » after too many tries; empty if a try is allowed now
	Expired        bool   // the temporary password has expired
	Suspended      bool   // the password was correct, but the account is suspended
}

// OtherPersonData is the data of « autre-personne ».
type OtherPersonData struct {
	Name string // the person who is logged in; empty for a temporary password
}

// PendingMobile is a new mobile number that waits for its code; the zero value means none.
type PendingMobile struct {
	Number string
	Sent   bool // false if too many codes were requested: none was sent
}

// WayOnData is the data of « personnalisation/confirmation » and « changement/confirmation ».
type WayOnData struct {
	Way             string // where the member goes on
	Service         string // the client that opens there; empty for the private space and the caisse's portal
	AddressVerified bool   // a code has verified the e-mail address
	Mobile          PendingMobile
}

// LogoutData is the data of « deconnexion ».
type LogoutData struct {
	Service    string // the client that requests the logout; empty for an unknown one
	Parameters []Parameter
}

// Parameter is a value that a form passes on.
type Parameter struct{ Name, Value string }

// PasswordData is the data of « personnalisation/mot-de-passe » and « changement/nouveau-mot-de-passe ».
type PasswordData struct {
	Verdict   gauge.Verdict // verdict on the refused entry; the zero value before the first
	Proposed  string        // password that the service proposes; empty for agents
	Temporary bool          // the current password is temporary and must be replaced
}

// ContactsData is the data of « personnalisation/coordonnees ».
type ContactsData struct {
	Email string // the known address; empty if there is none
}

// CodeData is the data of the screens that ask for a confirmation code.
type CodeData struct {
	Destination string           // the member's own address, in the personalisation and for a new address; empty in « oubli »
	Channel     string           // email or sms
	ResendAt    string           // « 14 h 05 »: when another code may be requested; empty for now
	Minutes     int              // life of a code
	Digits      int              // length of a code
	Hardened    bool             // the code in the newest message counts, even if that message is for another demand
	Exhausted   bool             // used up by wrong tries, or expired: only « Renvoyer » helps
	NoMore      bool             // no further code can be sent in this journey
	Late        []string         // what delays messages, the same for everybody, one sentence each
	Waits       bool             // the SMS is held back until an agent releases it, because many are requested
	Answered    bool             // the question was answered for it; nobody is told whether the answer is right
	Category    account.Category // category of the question whose answer releases it at once; empty if none is asked
	Other       string           // the other channel, in « oubli »: sms or email; empty where there is none
	First       string           // sentence about the browser that entered the temporary password first; only where this browser must prove itself
}

// EspaceData is the data of « espace ».
type EspaceData struct {
	Name          string
	LastLogin     string // « hier à 14 h 05 »; empty at the first login
	DemandSince   string // « 20 h 09 »: since when a demand for a temporary password is in progress; empty for none
	Services      []ServiceLink
	LetterBack    string   // « 3 novembre 2026 »: when a letter to the member's current address came back; empty for none
	CallWords     []string // the words of each call by an agent in progress
	OffersPasskey bool     // the member may add a passkey, has none and has not declined one
}

// ServiceLink is a link to another program of the caisse that uses the login of this service.
type ServiceLink struct{ Name, URL string }

// CompteMandate is a mandate: one person acts for another.
type CompteMandate struct {
	Who, Kind, Days string
}

// CompteData is the data of « compte ».
type CompteData struct {
	Actors   []CompteMandate // who acts for the member
	For      []CompteMandate // for whom the member acts, by number and initials
	Name     string
	Category account.Category
	Address  []string // lines as on a letter

	LetterBack string // as in EspaceData
}

// SecurityData is the data of « email-mot-de-passe ».
type SecurityData struct {
	DemandSince    string // « 20 h 09 »: since when a demand for a temporary password is in progress; empty for none
	Email          string
	EmailVerified  bool
	HasPassword    bool   // false for a member who has only logged in by FranceConnect
	PasswordSince  string // « 3 novembre 2026 »
	Mobile         string
	MobileVerified bool
	Landline       string
	MobilePending  PendingMobile
	Others         int    // other open sessions
	LastLogin      string // « hier à 14 h 05 »; empty at the first login
}

// LoginRow is one line of the last logins, for agents.
type LoginRow struct {
	When   string
	How    string // « mot de passe », « FranceConnect »
	Device string
}

// PhonesData is the data of « telephones/saisie ».
type PhonesData struct {
	SMS bool // the service can send SMS: a new mobile number is verified by a code
}

// HistoryData is the data of « historique ».
type HistoryData struct {
	Rows   []HistoryRow // newest first
	Before int64        // the next page begins before this row; 0 for no other page
	Later  bool         // there are newer events than this page's
}

// HistoryRow is one event of the history.
type HistoryRow struct {
	When string
	What string // a sentence without its capital and full stop
}

// DevicesData is the data of « appareils ».
type DevicesData struct {
	Sessions      []DeviceRow  // the current one first
	Browsers      []BrowserRow // known browsers
	Passkeys      []PasskeyRow
	MayAddPasskey bool
}

// DeviceRow is one of the member's open sessions.
type DeviceRow struct {
	ID      int64
	Device  string
	Number  int // distinguishes sessions on devices that look the same; 0 if there is no other
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
	Version int64 // distinguishes it from a later one with the same ID
	Device  string
	Since   string
	Seen    string // newest login
	Current bool
}

// PasskeyRow is a device with a passkey, which logs in by a fingerprint or a face.
type PasskeyRow struct {
	ID     string
	Device string
	Since  string
	Used   string // newest login; empty for none
}

// PasskeyData is the data of « empreinte » and « empreinte-appareil ».
type PasskeyData struct {
	Options string // JSON for the browser
}

// CurrentPasswordData is the data of « changement/mot-de-passe-actuel ».
type CurrentPasswordData struct {
	FranceConnectProof bool // the member has no password: a fresh FranceConnect login takes its place
}

// ChannelData is the data of « oubli/canal » and « inscription/canal ».
type ChannelData struct {
	SMS  bool     // the service can send SMS
	Late []string // what delays messages, one sentence each
}

// QuestionData is the data of « oubli/question », « inscription/question » and « personnalisation/question ».
type QuestionData struct {
	Category account.Category
	Reply    string // the answer as it was read, shown again before it counts; empty before
	Serial   bool   // the answer is the serial number of a card
	First    string // as in CodeData
}

// NoProofData is the data of « personnalisation/sans-preuve ».
type NoProofData struct {
	First string // as in CodeData
}

// ConfirmationData is the data of « oubli/confirmation » and « inscription/confirmation ».
type ConfirmationData struct {
	Outcome  string   // email, sms or letter
	Life     string   // « 24 heures »: validity of the temporary password
	By       string   // « le 3 novembre 2026 »: the day by which a letter should have arrived
	Late     []string // what delays messages, one sentence each
	Before   string   // « le 3 novembre 2026 »: the newest letter, if none is sent for this demand; empty otherwise
	Waits    string   // « le 3 novembre 2026 »: since when a letter for this identifier waits for an agent; empty for none
	Quarter  bool     // it waits because three were sent in 90 days; otherwise because a budget is used up
	Declined bool     // an agent has refused it
}

// DemandData is the data of « demande ».
type DemandData struct {
	Number string   // number of the demand in question; empty before one is entered
	Lines  []string // state of that demand, one paragraph each
	Late   []string // what delays messages, one sentence each
}

// ContactSentData is the data of « contact/confirmation ».
type ContactSentData struct {
	Number string
	Answer string // a sentence that says when to expect an answer; empty for none
}

// CookiesData is the data of « cookies » and « agent/cookies ».
type CookiesData struct {
	Address string // address of the service, as the address bar must show it
	Advice  string // how to leave the application that shows the page; empty for a real browser
}

// ErrorData is the data of « erreur ».
type ErrorData struct {
	Status    int
	Message   string // replaces the sentence for the status, if there is a better one
	Reference string // to find the error in the log
	RetryAt   string // « 14 h 05 »
	Written   string // what an agent had written in the form
	Done      string // how far an act for many members came; empty if nothing was done
}

// Again says whether the same form may be sent again, shortened or later: a browser with JavaScript keeps the form and what
// was typed.
func (d ErrorData) Again() bool {
	switch d.Status {
	case http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests:
		return true
	}
	return d.Status >= http.StatusInternalServerError
}

// DemoData is the data of « demo ».
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
	Start      string // where it begins: a link, or,
	Form       bool   // if true, a form that takes the identifier
	Name       string // owner of the account; empty for none
	Identifier string // of a member, or login of an agent
	Password   string
	Answer     string // answer to the identity question
	Code       string // current code of an agent's second factor
	Look       string // what to look at
}

// DemoCall is a telephone call to the agents of the demonstration.
type DemoCall struct {
	Says string // what the caller says
	Look string // what the agents' pages show, and what to do
}

// PortalData is the data of « portail », the demonstration's toy of another program.
type PortalData struct {
	Name    string // the visitor who is logged in there; empty for nobody
	Email   string
	Ended   bool   // the session was ended by a logout at this service
	Enter   string // where a visitor begins the login
	Leave   string // where the logout is requested,
	IDToken string // with this token,
	Back    string // and where it ends
}

// DemoFranceConnectData is the data of « franceconnect », the demonstration's toy of FranceConnect.
type DemoFranceConnectData struct {
	Action                    string // URL to which the choice is posted
	State, Nonce, RedirectURI string // parameters of the request
	People                    []DemoPerson
}

// DemoPerson is a person who can be chosen there.
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
	Code     string // current code of the second factor
}

// DemoMail is one e-mail or SMS that was sent; the page shows its full text.
type DemoMail struct {
	N       int
	When    string
	To      string
	Channel string // email or sms
	Subject string
	Text    string
	HTML    bool // it has an HTML part, served at /demo/messages/N/html
}

// DemoLetter is one letter; its PDF is /demo/lettres/N.
type DemoLetter struct {
	N    int
	When string
	To   string
}

// GalleryData is the data of « galerie »: each sample is at /galerie/NAME.
type GalleryData struct {
	Names []string
}
