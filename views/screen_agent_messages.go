package views

// DeskMessagesData belongs to « agent/messages ».
type DeskMessagesData struct {
	List         DeskMessageList
	Filters      []AgentLink
	Newer, Older string // addresses; empty at the ends
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
	State, Changed                              string
	Take                                        string // name of the button that makes it the agent's; empty where it is
	Answer, Close                               bool   // may be answered, may be put away
	Reasons                                     []DeskChoice
	Answers                                     []DeskAnswer    // oldest first
	Others                                      DeskMessageList // of the same sender, or about the same member
}

// DeskAnswer is what an agent wrote back, and what became of it.
type DeskAnswer struct{ When, Who, Words, Fate string }
