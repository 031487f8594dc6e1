package views

// DeskImportsData is the data of « agent/imports ».
type DeskImportsData struct {
	Busy      *DeskImportRow // import in progress, which blocks another one; nil for none
	Gigabytes int            // maximum size of a file
	Rows      []DeskImportRow
}

// DeskImportRow is one import of the list.
type DeskImportRow struct {
	URL, Label, Name, Kind, Who, When, State string
}

// DeskImportData is the data of « agent/import ».
type DeskImportData struct {
	ID                                 int64
	Name, Kind, Size, Who, When, Ended string
	Phase, State, Failure              string
	Running                            bool // being read: Percent is the progress
	Percent                            int
	Follow                             bool // without JavaScript: the page reloads itself
	Decide                             bool // checked: an agent must decide whether to load it
	Choose                             bool // some lines are refused: the choice is all or nothing, or the valid lines only
	Counts                             []DeskCount
	Notices                            []string         // what the counts do not show
	Question                           string           // question that must be confirmed; empty for none
	Changes                            []DeskFileChange // the first ones
	Listed                             bool             // agents have a list of the values left out
	Differences                        bool             // contacts differ from the file
	Lines, LeftOut, Warned             []DeskFileLine   // lines that are refused, lines loaded without a value, and lines with a doubtful value: the first ones
	Refused, Shown                     int              // number of refused lines; maximum number of lines shown
	Rejects                            string           // URL of the refused lines; empty when they are no longer available
	UndoUntil                          string           // time limit for undoing it; empty when it cannot be undone
	Undone                             string           // who has undone it, and when
}

// DeskCount is a number and its label.
type DeskCount struct{ Label, N string }

// DeskFileLine is an error in one column of a line.
type DeskFileLine struct {
	Number                int
	Column, Value, Reason string
}

// DeskFileChange is a line that changes a member, with the values before and after, masked.
type DeskFileChange struct {
	Number    int
	Who, Kind string // the identifier, masked; what to check, if anything
	Columns   []DeskColumnChange
}

// DeskColumnChange is one value before and after.
type DeskColumnChange struct{ Column, Before, After string }
