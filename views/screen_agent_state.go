package views

// DeskStateData belongs to « agent/etat ».
type DeskStateData struct {
	LookedAt  string // « le 23 novembre 2026 à 14 h 05 »; empty before the first look
	Fails     []DeskStateLine
	Attention []DeskStateLine
	Well      []DeskStateLine
}

// DeskStateLine is a line of « sesame doctor ».
type DeskStateLine struct {
	Name  string
	Says  string // what is so; the cause where something is wrong
	Mend  string // the command or setting to change
	Then  string // what the line says once all is well
	Since string // « le 23 novembre 2026 à 14 h 05 »
}
