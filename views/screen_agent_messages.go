package views

// DeskMessagesData belongs to « agent/messages ».
type DeskMessagesData struct {
	List          DeskMessageList
	Filters       []AgentLink
	Orders        []AgentLink // oldest or newest first; none for what a search found
	Searched      bool
	Before, After string // addresses of the pages around this one; empty at the ends
	Ready         string // page of the ready answers; empty for who may not keep them
}

// DeskMessageList is a table of messages and what it is called.
type DeskMessageList struct {
	Caption string
	Rows    []DeskMessageRow
}

// DeskMessageRow is one message of a list.
type DeskMessageRow struct {
	Number, URL, When, Name, Subject, State string
	Late                                    bool // has waited for more than two days
}

// DeskMessageData belongs to « agent/message ».
type DeskMessageData struct {
	Number, When, Subject, Name, Email, Message string
	Identifier                                  string // as typed; empty for none, and for who may not see it
	Member                                      string // page of the member whose identifier it is; empty for nobody's
	Proved                                      bool   // the member was logged in when they wrote
	State, Changed                              string
	Take                                        string // name of the button that makes it the agent's; empty where it is
	Answer, Close                               bool   // may be answered, may be put away
	Again                                       bool   // was answered before
	Despite                                     string // why an answer has to be confirmed; empty for no reason
	Ready                                       []DeskChoice
	Colleagues                                  []DeskChoice // to whom it can be given
	ByLetter                                    bool         // may be answered by letter to the member
	LetterNotes                                 []string     // what to know before
	Reasons                                     []DeskChoice
	Entries                                     []DeskEntry     // oldest first
	Others                                      DeskMessageList // of the same sender, or about the same member
}

// DeskEntry is what was added to a message: words, with what is said of them, or an act in one sentence.
type DeskEntry struct {
	Title, When, Said, Words string
	Note                     bool     // among agents
	Cited                    string   // text below a reply that it cites
	Doubts                   []string // what to know before one trusts a reply
	Act                      string
}

// DeskReadyAnswersData belongs to « agent/reponses-types ».
type DeskReadyAnswersData struct{ Rows []DeskReadyRow }

// DeskReadyRow is one ready answer of the list.
type DeskReadyRow struct {
	URL, Title, Changed string
	Used                int
}

// DeskReadyAnswerData belongs to « agent/reponse-type ».
type DeskReadyAnswerData struct {
	Title  string // as it is kept; empty for a new one
	Remove string // where its removal is posted; empty for a new one
	Now    string // its words as a colleague has kept them since the page was opened; empty where nobody has
}
