package views

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
	N       int
	Refused []TodoRefused
}

// TodoRefused is why the act was not done for some.
type TodoRefused struct {
	Why string
	N   int
}

// Refuse counts one more member for whom it was not done.
func (d *TodoDone) Refuse(why string) {
	for i := range d.Refused {
		if d.Refused[i].Why == why {
			d.Refused[i].N++
			return
		}
	}
	d.Refused = append(d.Refused, TodoRefused{why, 1})
}

// Any is whether an act has just been asked for.
func (d TodoDone) Any() bool { return d.N > 0 || len(d.Refused) > 0 }

// TodoListData belongs to « agent/a-voir-liste ».
type TodoListData struct {
	Title, Means  string
	Rows          []TodoRow
	First         []string // keys of the first rows from this page on, as many as one act takes
	Done          TodoDone
	Many, Invites bool   // the agent may act for many at once; passwords may be sent again
	File, Further string // addresses of the CSV file and of the next page; empty for none
}

// TodoRow is a member on a list.
type TodoRow struct {
	Key, URL, Name, Town string
	Ending               string // of the identifier
	Since, What          string
	Checked              bool
}

// TodoGroupsData belongs to « agent/a-voir-pareils ».
type TodoGroupsData struct {
	Title, Means string
	Rows         []TodoGroup
	Done         TodoDone
	Further      string
}

// TodoGroup is a group of accounts that have something in common.
type TodoGroup struct {
	Key, Same string
	Members   []TodoMember
	More      int // accounts that are not shown
	Checked   bool
}

// TodoMember is one of them.
type TodoMember struct{ URL, Name, Town, Ending string }

// DeskLostLetterData belongs to « agent/courrier »: the newest letter of a member, which may never have come.
type DeskLostLetterData struct {
	Who    DeskWho
	Letter string // where it stands; empty where none was posted
	Open   bool   // it may be made again
	Held   bool   // the next one will wait for its address
	Why    string // it may not
}
