package views

import (
	"slices"
	"strconv"

	"sesame/account"
)

// DeskWho is the member whom an agent's page is about, for the head of the page.
type DeskWho struct {
	URL        string // URL of the member's page
	Name       string
	Category   string
	Identifier string // masked
	Born       string // « né le 31 juillet 1985 à Poitiers »; empty where it is not known
	Address    []string
}

// DeskFindData is the data of « agent/adherents ».
type DeskFindData struct {
	Searched bool        // a search was made: the rest is its result
	Written  DeskMatches // members found as typed
	Heard    DeskMatches // members whose words sound the same
	Near     DeskMatches // members whose words differ by a letter
	Unknown  string      // number that the caisse has not given out
	Serial   bool        // no member was found, and the text may be the serial number of a carte Vitale
}

// Nobody says whether no member was found.
func (d DeskFindData) Nobody() bool {
	return len(d.Written.Rows)+len(d.Heard.Rows)+len(d.Near.Rows) == 0
}

// DeskMatches holds the members that were found in one way.
type DeskMatches struct {
	Rows []DeskFound
	More bool // there are further ones
}

// DeskFound is one result of a search.
type DeskFound struct {
	URL, Name string
	Place     string // street and town
	About     string // category, birth, identifier
	State     string
	Key       string // shortcut key; empty after the ninth result
}

const keyed = 9 // number of results with a shortcut key

// WithKeys gives the first results the shortcut keys 1 to 9.
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

// DeskSuspectData is the data of « agent/message-suspect ».
type DeskSuspectData struct{ Ways []DeskChoice }

// DeskMemberData is the data of « agent/adherent ».
type DeskMemberData struct {
	Who         DeskWho
	Journeys    []string   // journeys in progress, a few sentences each
	Refusal     string     // the last refusal with its cause; empty for none since the last login
	Advice      []string   // what to say or do about the journeys and the refusal
	Now, Next   string     // the member's situation, and what to do next
	Blocks      []string   // a sentence each
	Waiting     DeskTask   // the request that waits for a second agent; no URL for none
	Kept        DeskTask   // the account that is kept in place of this one; no URL for none
	Duplicates  []DeskTask // accounts that were closed as duplicates of this one
	Proved      []string   // « Identité vérifiée par …, il y a 3 minutes (preuve forte) », strongest first
	Acts        []DeskAct
	Mandates    []DeskMandate // mandates to act for the member, in force
	Idle        []DeskMandate // mandates to act for the member that have ended or have not begun; folded
	Holds       []DeskMandate // mandates by which the member acts for others; folded
	Contacts    []DeskContact
	Differences []DeskDifference
	LeftOut     []DeskLeftOut
	Sessions    []SessionRow
	Logins      []LoginRow
	Messages    DeskRecent
	Letters     DeskRecent
	Written     []DeskWritten // messages by the contact form
	Refused     []string      // contacts that refused a message lately
	Timeline    []DeskDeed
	Looked      string // how often the page was only viewed; empty for never

	FormerLogins []LoginRow // folded

	Held                        DeskHeldLetter // the waiting letter that cannot be printed; no reasons for none
	LoginsCounted, DeedsCounted string         // as DeskRecent.Counted
	WrittenCounted              string

	Alike []TodoGroup // accounts that share data with this one
}

// DeskHeldLetter says why the member's letter is held, with the page that shortens its name if that helps and the agent may.
type DeskHeldLetter struct {
	Request, URL string
	Reasons      []string
}

// DeskAct is an act that an agent may perform for the member, with its shortcut key.
type DeskAct struct {
	Label, URL, Key string
	Urgent          bool
}

// DeskList names a list of a member's page that may be shown unfolded.
type DeskList string

// The lists.
const (
	OpenMessages DeskList = "messages"
	OpenLetters  DeskList = "letters"
	OpenHolds    DeskList = "holds"
	OpenHistory  DeskList = "history"
)

// Opens returns the list that matters most for a call, which is shown unfolded: messages or letters that did not arrive, messages
// of the journey in progress, the mandates that the member holds, or else the history.
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

// DeskRecent holds the rows of a list, with the older ones folded.
type DeskRecent struct {
	Newest, Older []DeskSent
	Counted       string // « 3 », « 15 ou plus, dont 1 qui n'est pas arrivé »
}

// DeskHistoryData is the data of « agent/historique ».
type DeskHistoryData struct {
	Who           DeskWho
	Deeds         []DeskDeed
	Older, Newest string // URLs of the pages; empty for none
}

// DeskContact is one of the member's contacts.
type DeskContact struct {
	Label, Value, Source, Verified, Changed string
}

// DeskMandate is a mandate to act for a member.
type DeskMandate struct {
	Kind, Holder, Scope string
	Piece               string // « jugement, vue le 3 mars 2026 par cpetit »
	Days                string // « jusqu'au 3 mars 2027 »; empty where none is known
	State               string // why it is not in force; empty if it is
	Account, URL        string // the other account; empty for none
	EndURL              string // URL of the page that ends it; empty once it has ended
}

// DeskMandatesData is the data of « agent/mandats ».
type DeskMandatesData struct {
	Who      DeskWho
	Need     string
	Mandates []DeskMandate
	Kinds    []DeskChoice
}

// DeskMandateEndData is the data of « agent/mandat-fin ».
type DeskMandateEndData struct {
	Who     DeskWho
	Mandate DeskMandate
}

// DeskWritten is a message by the contact form.
type DeskWritten struct {
	When, Subject, Number, State, URL string
}

// DeskDifference is the file's value for a contact.
type DeskDifference struct {
	Label, URL, Value, Seen string
}

// DeskSent is a message or a letter: when, what, and its delivery.
type DeskSent struct {
	When, What, Fate string
	Bad              bool // it was not, or may not be, delivered
}

// DeskDeed is one line of the timeline.
type DeskDeed struct {
	When, What, By, Reason string
}

// DeskChoice is one option of a choice, with a note, which says why if the option is not offered.
type DeskChoice struct {
	Value, Label, Note string
	Key                string // shortcut key; empty for none
	Closed             bool
}

// DeskChoices are the options of a choice.
type DeskChoices []DeskChoice

// Open says whether an option is offered.
func (c DeskChoices) Open() bool {
	return slices.ContainsFunc(c, func(one DeskChoice) bool { return !one.Closed })
}

// Lettered gives the options that are offered the shortcut keys a, b, c…
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

// DeskResetData is the data of « agent/reinitialisation ».
type DeskResetData struct {
	Who      DeskWho
	Lacks    string // what the member will need; empty if nothing is missing
	Channels DeskChoices
}

// DeskClosingData is the data of « agent/fermeture ».
type DeskClosingData struct {
	Who    DeskWho
	Causes []DeskChoice
	Asks   bool   // a colleague must approve it
	Until  string // until when it could be reopened
}

// DeskActData is the data of the forms of acts that ask only for a reason, and of « agent/coordonnees ».
type DeskActData struct {
	Who   DeskWho
	Need  string   // « Aucune preuve n'est demandée pour cet acte »; empty if the page does not say so
	Lines []string // what the act will change; empty if there is nothing to do

	Strangers bool // « agent/deblocage »: a limit for strangers is reached, which the act does not lift
}

// DeskCounterData is the data of « agent/guichet ».
type DeskCounterData struct {
	Who      DeskWho
	Need     string // « Il faut une preuve moyenne, ou l'accord d'un collègue »
	Life     string // validity of the password on the slip
	Lacks    string // what the member will need; empty if nothing is missing
	Proof    string // the proof of the member's identity; empty if there is none yet
	Full     bool   // the agent has reached the daily number of slips: a second agent must approve
	Category account.Category
	Question bool   // the category has an identity question
	Waiting  string // URL of the request for a colleague's approval; empty for none
}

// DeskDifferenceData is the data of « agent/ecart ».
type DeskDifferenceData struct {
	Who                  DeskWho
	Label, Current, File string
}

// DeskCallData is the data of « agent/telephone ».
type DeskCallData struct {
	Who     DeskWho
	Words   string // words that the agent says in this call; empty if none is in progress
	Until   string // « jusqu'à 14 h 20 »: validity of the words
	Sending DeskChoices
	Asked   string // « envoyé à 14 h 05, valable jusqu'à 14 h 15 »; empty if no code is awaited
	Proved  []string
	Forgets string // what a new call would discard; empty for nothing

	Category account.Category
	Question bool // the category has an identity question
}

// DeskProofsData is the data of « agent/preuves ».
type DeskProofsData struct {
	Proofs []DeskProofRow
	Needs  []DeskNeedRow
}

// DeskProofRow is a kind of proof, its strength, and the reason for it.
type DeskProofRow struct {
	What, Strength, Why string
}

// DeskNeedRow is what an act requires.
type DeskNeedRow struct {
	Act, Strength, Second, Who string // Who: whether the agent must ask about a member's representative, or why not
}

// DeskApprovalsData is the data of « agent/approbations ».
type DeskApprovalsData struct {
	Waiting []DeskApproval
}

// DeskApproval is an act that needs a second agent; What is « Une réinitialisation par e-mail ».
type DeskApproval struct {
	URL, Name, What, Asker, Reason, When, Until string
	Own                                         bool // the reading agent has requested it
}

// DeskEndingData is the data of « agent/donnees » and « agent/effacement ».
type DeskEndingData struct {
	Who         DeskWho
	ByDirectory bool   // the agent has no password here
	Lacks       string // why nobody could approve a request; empty if somebody could
}

// DeskApprovalData is the data of « agent/approbation ».
type DeskApprovalData struct {
	Who      DeskWho
	Approval DeskApproval
	Counter  bool        // a slip at the counter, instead of a message
	Contact  DeskContact // contact that the message would go to
	Closing  string      // why the account would be closed; empty for a reset
	Erasing  bool        // the member would be erased
	Kept     DeskWho     // the account that is kept in its place; no URL for none
	Ended    string      // the decision; empty while it waits
}
