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
	Lines                              []DeskRefusedLine // the first ones
	Refused, Shown                     int               // refused lines; how many of them are shown at most
	Rejects                            string            // address of the refused lines; empty when they are gone
}

// DeskCount is one number and what it counts.
type DeskCount struct{ Label, N string }

// DeskRefusedLine is what is wrong in one column of a line.
type DeskRefusedLine struct {
	Number                int
	Column, Value, Reason string
}
