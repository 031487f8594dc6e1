package views

// DeskStateData is the data of « agent/etat ».
type DeskStateData struct {
	LookedAt  string // « le 23 novembre 2026 à 14 h 05 »; empty before the first check
	Fails     []DeskStateLine
	Attention []DeskStateLine
	Well      []DeskStateLine
}

// DeskStateLine is a line of « sesame doctor ».
type DeskStateLine struct {
	Name  string
	Says  string // the result; the cause if something is wrong
	Mend  string // the command or setting to change
	Then  string // what the line says when all is well
	Since string // « le 23 novembre 2026 à 14 h 05 »
}
