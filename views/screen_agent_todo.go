package views

import "slices"

// TodoListsData belongs to « agent/a-voir ».
type TodoListsData struct{ Lists []TodoCount }

// TodoCount is a work list with its number.
type TodoCount struct {
	URL, Title, Means string
	N                 int
	Count             string // « 12 », « plus de 1 000 »
}

// TodoDone is what an act for many has just done.
type TodoDone struct {
	Did, Asked TodoTold // Asked: a colleague has to agree first
	Refused    []TodoTold
}

// TodoTold are the rows for which an act for many ended in one way.
type TodoTold struct {
	Why string // it was not done
	N   int
	Who []TodoMember // those of them that are about one member, who is still on the list
}

// Add counts one more row; m is nil where it names nobody.
func (t *TodoTold) Add(m *TodoMember) {
	t.N++
	if m != nil {
		t.Who = append(t.Who, *m)
	}
}

// Refuse counts one more row for which it was not done.
func (d *TodoDone) Refuse(why string, m *TodoMember) {
	i := slices.IndexFunc(d.Refused, func(t TodoTold) bool { return t.Why == why })
	if i < 0 {
		i, d.Refused = len(d.Refused), append(d.Refused, TodoTold{Why: why})
	}
	d.Refused[i].Add(m)
}

// Any is whether an act has just been asked for.
func (d TodoDone) Any() bool { return d.Did.N+d.Asked.N+len(d.Refused) > 0 }

// TodoListData belongs to « agent/a-voir-liste ».
type TodoListData struct {
	Title, Means  string
	Rows          []TodoRow
	First         []string // keys of the first rows from this page on, as many as one act takes
	Done          TodoDone
	Many, Invites bool         // the agent may act for many at once; passwords may be sent again
	Causes        []DeskChoice // of a closing; none where the list offers no closing
	ClosingAsks   bool         // a colleague has to agree to a closing
	File, Further string       // addresses of the CSV file and of the next page; empty for none
}

// TodoRow is a member on a list.
type TodoRow struct {
	Key string
	TodoMember
	Since, What string
	Checked     bool
}

// TodoGroupsData belongs to « agent/a-voir-pareils ».
type TodoGroupsData struct {
	Title, Means string
	Rows         []TodoGroup
	Done         TodoDone
	File         string // address of the CSV file; empty for none
	Further      string
}

// TodoGroup is a group of accounts that have something in common.
type TodoGroup struct {
	Key, Same string
	Members   []TodoMember
	More      int // accounts that are not shown
	Checked   bool
}

// TodoMember names a member; Ending is that of the identifier.
type TodoMember struct{ URL, Name, Town, Ending string }

// DeskIdentifierData belongs to « agent/identifiant ».
type DeskIdentifierData struct {
	Who   DeskWho
	Need  string // what the act asks
	Under string // where the letter that is on its way stands; empty for none
	Held  bool   // the letter will wait for its address
}

// DeskLostLetterData belongs to « agent/courrier »: the newest letter of a member, which may never have come.
type DeskLostLetterData struct {
	Who    DeskWho
	Letter string // where it stands; empty where none was posted
	Held   bool   // the next one will wait for its address
	Why    string // it may not be made again; empty where it may
}
