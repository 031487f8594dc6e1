package views

// DeskMessagesData is the data of « agent/messages ».
type DeskMessagesData struct {
	List          DeskMessageList
	Filters       []AgentLink
	Orders        []AgentLink // oldest or newest first; none for the results of a search
	Searched      bool
	More          bool   // the search has found more messages than are listed
	Before, After string // URLs of the adjacent pages; empty at the ends
	Ready         string // URL of the ready answers; empty for an agent who may not edit them
}

// DeskMessageList is a table of messages with its caption.
type DeskMessageList struct {
	Caption string
	Rows    []DeskMessageRow
}

// DeskMessageRow is one message of a list.
type DeskMessageRow struct {
	Number, URL, When, Name, Subject, State string
	Late                                    bool // has waited for more than two days
}

// DeskMessageData is the data of « agent/message ».
type DeskMessageData struct {
	Number, When, Subject, Name, Email, Message string
	Identifier                                  string // as typed; empty for none, and for an agent who may not see it
	Member                                      string // URL of the member's page with this identifier; empty for none
	Proved                                      bool   // the member was logged in when they wrote
	State, Changed                              string
	Take                                        string // label of the button that assigns it to the agent; empty if it already is
	Answer, Close                               bool   // may be answered; may be closed
	Again                                       bool   // was answered before
	Despite                                     string // why an answer must be confirmed; empty for no reason
	Ready                                       []DeskChoice
	Colleagues                                  []DeskChoice // agents to whom it can be assigned
	ByLetter                                    bool         // may be answered by letter to the member
	LetterNotes                                 []string     // what to consider before
	Reasons                                     []DeskChoice
	Entries                                     []DeskEntry     // oldest first
	Others                                      DeskMessageList // of the same sender, or about the same member
}

// DeskEntry is an entry in the thread of a message: a text with its description, or an act in one sentence.
type DeskEntry struct {
	Title, When, Said, Words string
	Note                     bool     // internal note
	Cited                    string   // the quoted text below a reply
	Doubts                   []string // why a reply may not be trustworthy
	Act                      string
}

// DeskReadyAnswersData is the data of « agent/reponses-types ».
type DeskReadyAnswersData struct{ Rows []DeskReadyRow }

// DeskReadyRow is one ready answer of the list.
type DeskReadyRow struct {
	URL, Title, Changed string
	Used                int
}

// DeskReadyAnswerData is the data of « agent/reponse-type ».
type DeskReadyAnswerData struct {
	Title  string // stored title; empty for a new one
	Remove string // URL to which its removal is posted; empty for a new one
	Now    string // text that a colleague has stored since the page was opened; empty if none has
}
