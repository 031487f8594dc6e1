package views

// DeskImportsData belongs to « agent/imports ».
type DeskImportsData struct {
	Busy      *DeskImportRow // under way: no other file is taken; nil for none
	Gigabytes int            // of a file, at most
	Rows      []DeskImportRow
}

// DeskImportRow is one import of the list.
type DeskImportRow struct {
	URL, Label, Name, Kind, Who, When, State string
}

// DeskImportData belongs to « agent/import ».
type DeskImportData struct {
	ID                                 int64
	Name, Kind, Size, Who, When, Ended string
	Phase, State, Failure              string
	Running                            bool // being read: Percent says how far
	Percent                            int
	Follow                             bool // without JavaScript: the page loads itself again
	Decide                             bool // checked: to be loaded, or not
	Choose                             bool // some lines are refused: all or nothing, or the good ones
	Counts                             []DeskCount
	Notices                            []string         // what the counts do not tell
	Question                           string           // what is to be agreed to; empty for nothing
	Changes                            []DeskFileChange // the first ones
	Listed                             bool             // agents have a list of the values left out
	Differences                        bool             // contacts that differ from the file
	Lines, LeftOut                     []DeskFileLine   // refused, and taken without a value: the first ones
	Refused, Shown                     int              // refused lines; how many lines are shown at most
	Rejects                            string           // address of the refused lines; empty when they are gone
	UndoUntil                          string           // time limit for undoing it; empty when it cannot be undone
	Undone                             string           // who has undone it, and when
}

// DeskCount is one number and what it counts.
type DeskCount struct{ Label, N string }

// DeskFileLine is what is wrong in one column of a line.
type DeskFileLine struct {
	Number                int
	Column, Value, Reason string
}

// DeskFileChange is a line that changes a member: values before and after, masked.
type DeskFileChange struct {
	Number    int
	Who, Kind string // the identifier, masked; what is to be looked at, if anything is
	Columns   []DeskColumnChange
}

// DeskColumnChange is one value before and after.
type DeskColumnChange struct{ Column, Before, After string }
