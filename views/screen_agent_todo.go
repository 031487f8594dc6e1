package views

import "slices"

// TodoListsData is the data of « agent/a-voir ».
type TodoListsData struct{ Lists []TodoCount }

// TodoCount is a work list with the number of its rows.
type TodoCount struct {
	URL, Title, Means string
	N                 int
	Count             string // « 12 », « plus de 1 000 »
}

// TodoDone is the result of the act for many members just performed.
type TodoDone struct {
	Did, Asked TodoTold // Asked: a colleague has to approve it first
	Refused    []TodoTold
}

// TodoTold holds the rows for which the act had the same result.
type TodoTold struct {
	Why string // why it was not done
	N   int
	Who []TodoMember // members of those rows that are about one member who is still on the list
}

// Add counts one more row; m is nil if the row names no member.
func (t *TodoTold) Add(m *TodoMember) {
	t.N++
	if m != nil {
		t.Who = append(t.Who, *m)
	}
}

// Refuse counts one more row for which the act was not done.
func (d *TodoDone) Refuse(why string, m *TodoMember) {
	i := slices.IndexFunc(d.Refused, func(t TodoTold) bool { return t.Why == why })
	if i < 0 {
		i, d.Refused = len(d.Refused), append(d.Refused, TodoTold{Why: why})
	}
	d.Refused[i].Add(m)
}

// Any says whether an act was just performed.
func (d TodoDone) Any() bool { return d.Did.N+d.Asked.N+len(d.Refused) > 0 }

// TodoListData is the data of « agent/a-voir-liste ».
type TodoListData struct {
	Title, Means  string
	Rows          []TodoRow
	First         []string // keys of the first rows from this page on, as many as one act accepts
	Done          TodoDone
	Many, Invites bool         // the agent may act for many members at once; passwords may be sent again
	Causes        []DeskChoice // causes of a closing; empty if the list offers no closing
	ClosingAsks   bool         // a colleague has to approve a closing
	File, Further string       // URLs of the CSV file and of the next page; empty for none
}

// TodoRow is a member on a list.
type TodoRow struct {
	Key string
	TodoMember
	Since, What string
	Checked     bool
}

// TodoGroupsData is the data of « agent/a-voir-pareils ».
type TodoGroupsData struct {
	Title, Means string
	Rows         []TodoGroup
	Done         TodoDone
	File         string // URL of the CSV file; empty for none
	Further      string
}

// TodoGroup is a group of accounts with data in common.
type TodoGroup struct {
	Key, Same string
	Members   []TodoMember
	More      int // number of accounts that are not shown
	Checked   bool
}

// TodoMember is a member on a list; Ending is the end of the identifier.
type TodoMember struct{ URL, Name, Town, Ending string }

// DeskIdentifierData is the data of « agent/identifiant ».
type DeskIdentifierData struct {
	Who   DeskWho
	Need  string // the proof that the act requires
	Under string // state of the letter that is on its way; empty for none
	Held  bool   // the letter will be held because of the address
}

// DeskLostLetterData is the data of « agent/courrier »: a member's newest letter, which may have been lost.
type DeskLostLetterData struct {
	Who    DeskWho
	Letter string // its state; empty if none was posted
	Held   bool   // the next one will be held because of the address
	Why    string // why it may not be renewed; empty if it may
}
