package views

import (
	"slices"
	"strconv"

	"sesame/account"
)

// DeskWho is the member whom an agent's page is about, as its head tells.
type DeskWho struct {
	URL        string // of the member's page
	Name       string
	Category   string
	Identifier string // masked
	Born       string // « né le 31 juillet 1985 à Poitiers »; empty where it is not known
	Address    []string
}

// DeskFindData belongs to « agent/adherents ».
type DeskFindData struct {
	Searched bool        // the rest says what was found
	Written  DeskMatches // as they were typed
	Heard    DeskMatches // whose words sound the same
	Near     DeskMatches // who differ by a letter
	Unknown  string      // number that no message of the caisse carries
	Serial   bool        // nobody was found, and the text may be the serial number of a carte Vitale
}

// Nobody says whether nobody was found.
func (d DeskFindData) Nobody() bool {
	return len(d.Written.Rows)+len(d.Heard.Rows)+len(d.Near.Rows) == 0
}

// DeskMatches are the members that were found in one way.
type DeskMatches struct {
	Rows []DeskFound
	More bool // there are others
}

// DeskFound is one line of a search.
type DeskFound struct {
	URL, Name string
	Place     string // street and town
	About     string // category, birth, identifier
	State     string
	Key       string // that opens it; empty after the ninth
}

const keyed = 9 // members that a key opens

// WithKeys gives the first members the keys 1 to 9.
func (d DeskFindData) WithKeys() DeskFindData {
	n := 0
	for _, rows := range [][]DeskFound{d.Written.Rows, d.Heard.Rows, d.Near.Rows} {
		for i := range rows {
			if n++; n <= keyed {
				rows[i].Key = strconv.Itoa(n)
			}
		}
	}
	return d
}

// DeskSuspectData belongs to « agent/message-suspect ».
type DeskSuspectData struct{ Ways []DeskChoice }

// DeskMemberData belongs to « agent/adherent ».
type DeskMemberData struct {
	Who         DeskWho
	Journeys    []string   // what the member is in the middle of, a few sentences each
	Refusal     string     // the last refusal with its cause; empty for none since the last login
	Advice      []string   // what to say or to do about both
	Now, Next   string     // where the member stands, and what to do
	Blocks      []string   // a sentence each
	Waiting     DeskTask   // what waits for a second agent; no URL for none
	Kept        DeskTask   // the account that is kept in place of this one; no URL for none
	Duplicates  []DeskTask // accounts that were closed for this one
	Proved      []string   // « Identité vérifiée par …, il y a 3 minutes (preuve forte) », strongest first
	Acts        []DeskAct
	Mandates    []DeskMandate // about the member, those that run
	Idle        []DeskMandate // about the member, those that have ended or are to come; folded
	Holds       []DeskMandate // by which the member acts for others; folded
	Contacts    []DeskContact
	Differences []DeskDifference
	LeftOut     []DeskLeftOut
	Sessions    []SessionRow
	Logins      []LoginRow
	Messages    DeskRecent
	Letters     DeskRecent
	Written     []DeskWritten // through the contact form
	Refused     []string      // ways that took no message lately
	Timeline    []DeskDeed
	Looked      string // how often the page was only looked at; empty for never

	FormerLogins []LoginRow // folded

	Held                        DeskHeldLetter // the letter that waits and cannot be printed; no reasons for none
	LoginsCounted, DeedsCounted string         // as DeskRecent.Counted

	Alike []TodoGroup // accounts that have something in common with this one
}

// DeskHeldLetter is why the member's letter is held, and the page that shortens its name where that helps and the agent may.
type DeskHeldLetter struct {
	Request, URL string
	Reasons      []string
}

// DeskAct is what an agent may do for the member, and the key that begins it.
type DeskAct struct {
	Label, URL, Key string
	Urgent          bool
}

// DeskList names a list of a member's page that may stand open.
type DeskList string

// The lists.
const (
	OpenMessages DeskList = "messages"
	OpenLetters  DeskList = "letters"
	OpenHolds    DeskList = "holds"
	OpenHistory  DeskList = "history"
)

// Opens is the list that matters to a call, which is not folded: what did not arrive, what was sent for the journey under way, for
// whom the member acts, and else what was done.
func (d DeskMemberData) Opens() DeskList {
	failed := func(r DeskRecent) bool {
		return slices.ContainsFunc(r.Newest, func(s DeskSent) bool { return s.Bad })
	}
	switch {
	case failed(d.Messages):
		return OpenMessages
	case failed(d.Letters):
		return OpenLetters
	case len(d.Journeys) > 0 && len(d.Messages.Newest) > 0:
		return OpenMessages
	case len(d.Holds) > 0:
		return OpenHolds
	}
	return OpenHistory
}

// DeskRecent are rows of a list, the older ones folded.
type DeskRecent struct {
	Newest, Older []DeskSent
	Counted       string // « 3 », « 15 ou plus, dont 1 qui n'est pas arrivé »
}

// DeskHistoryData belongs to « agent/historique ».
type DeskHistoryData struct {
	Who           DeskWho
	Deeds         []DeskDeed
	Older, Newest string // pages; empty for none
}

// DeskContact is one way to reach the member.
type DeskContact struct {
	Label, Value, Source, Verified, Changed string
}

// DeskMandate says that somebody acts for a member.
type DeskMandate struct {
	Kind, Holder, Scope string
	Piece               string // « jugement, vue le 3 mars 2026 par cpetit »
	Days                string // « jusqu'au 3 mars 2027 »; empty where none is known
	State               string // why it does not run; empty where it does
	Account, URL        string // the account at the other end; empty for none
	EndURL              string // where its end is noted; empty once it has ended
}

// DeskMandatesData belongs to « agent/mandats ».
type DeskMandatesData struct {
	Who      DeskWho
	Need     string
	Mandates []DeskMandate
	Kinds    []DeskChoice
}

// DeskMandateEndData belongs to « agent/mandat-fin ».
type DeskMandateEndData struct {
	Who     DeskWho
	Mandate DeskMandate
}

// DeskWritten is a message that came through the contact form.
type DeskWritten struct {
	When, Subject, Number, State, URL string
}

// DeskDifference is what the file says of a contact.
type DeskDifference struct {
	Label, URL, Value, Seen string
}

// DeskSent is a message or a letter: what, when, and what became of it.
type DeskSent struct {
	When, What, Fate string
	Bad              bool // it did not arrive, or may not have
}

// DeskDeed is one line of the timeline.
type DeskDeed struct {
	When, What, By, Reason string
}

// DeskChoice is one choice of an act: offered, or why it is not.
type DeskChoice struct {
	Value, Label, Note string
	Key                string // that chooses it; empty for none
	Closed             bool
}

// DeskChoices are the choices of an act.
type DeskChoices []DeskChoice

// Open says that one of them is offered.
func (c DeskChoices) Open() bool {
	return slices.ContainsFunc(c, func(one DeskChoice) bool { return !one.Closed })
}

// Lettered gives the choices that are offered the keys a, b, c…
func (c DeskChoices) Lettered() DeskChoices {
	next := 'a'
	for i := range c {
		if !c[i].Closed {
			c[i].Key = string(next)
			next++
		}
	}
	return c
}

// DeskResetData belongs to « agent/reinitialisation ».
type DeskResetData struct {
	Who      DeskWho
	Lacks    string // what the member will need; empty where nothing is missing
	Channels DeskChoices
}

// DeskClosingData belongs to « agent/fermeture ».
type DeskClosingData struct {
	Who    DeskWho
	Causes []DeskChoice
	Asks   bool   // a colleague must agree
	Until  string // until when it could be opened again
}

// DeskActData belongs to the forms of acts that ask for a reason alone, and to « agent/coordonnees ».
type DeskActData struct {
	Who   DeskWho
	Need  string   // « Aucune preuve n'est demandée pour cet acte »; empty where the page does not say
	Lines []string // what the act will change; none where there is nothing to do

	Strangers bool // « agent/deblocage »: strangers have met a limit, which is not lifted
}

// DeskCounterData belongs to « agent/guichet ».
type DeskCounterData struct {
	Who      DeskWho
	Need     string // « Il faut une preuve moyenne, ou l'accord d'un collègue »
	Life     string // how long the password of the slip lives
	Lacks    string // what the member will need; empty where nothing is missing
	Proof    string // what shows who is there; empty for nothing yet
	Full     bool   // the agent's number of the day is reached: a second agent must agree
	Category account.Category
	Question bool   // the category has an identity question
	Waiting  string // where the request for a colleague's agreement is; empty for none
}

// DeskDifferenceData belongs to « agent/ecart ».
type DeskDifferenceData struct {
	Who                  DeskWho
	Label, Current, File string
}

// DeskCallData belongs to « agent/telephone ».
type DeskCallData struct {
	Who     DeskWho
	Words   string // that the agent says in this call; empty where none is under way
	Until   string // « jusqu'à 14 h 20 »: how long they count
	Sending DeskChoices
	Asked   string // « envoyé à 14 h 05, valable jusqu'à 14 h 15 »; empty where no code waits
	Proved  []string
	Forgets string // what another call would forget; empty for nothing

	Category account.Category
	Question bool // the category has an identity question
}

// DeskProofsData belongs to « agent/preuves ».
type DeskProofsData struct {
	Proofs []DeskProofRow
	Needs  []DeskNeedRow
}

// DeskProofRow is what a proof is worth, and why.
type DeskProofRow struct {
	What, Strength, Why string
}

// DeskNeedRow is what an act asks.
type DeskNeedRow struct {
	Act, Strength, Second, Who string // Who: whether the agent asks who is there, where somebody acts for the member, or why not
}

// DeskApprovalsData belongs to « agent/approbations ».
type DeskApprovalsData struct {
	Waiting []DeskApproval
}

// DeskApproval is an act that asks a second agent; What is « Une réinitialisation par e-mail ».
type DeskApproval struct {
	URL, Name, What, Asker, Reason, When, Until string
	Own                                         bool // the agent who looks has asked for it
}

// DeskEndingData belongs to « agent/donnees » and « agent/effacement ».
type DeskEndingData struct {
	Who         DeskWho
	ByDirectory bool   // the agent has no password here
	Lacks       string // why a request would find nobody to agree; empty where somebody may
}

// DeskApprovalData belongs to « agent/approbation ».
type DeskApprovalData struct {
	Who      DeskWho
	Approval DeskApproval
	Counter  bool        // a slip at the counter, instead of a message
	Contact  DeskContact // where the message would go
	Closing  string      // why the account would be closed; empty for a reset
	Erasing  bool        // the member would be erased
	Kept     DeskWho     // the account that is kept instead; no URL for none
	Ended    string      // what became of it; empty while it waits
}
