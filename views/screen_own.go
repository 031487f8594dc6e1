package views

// OwnDataData is the data of « mes-donnees ».
type OwnDataData struct {
	HasPassword   bool   // false for a member who has only logged in by FranceConnect
	PasswordSince string // « 3 novembre 2026 »; empty without one
	DPO           string // whom to write to; empty if not configured
	Kept          Kept
}

// OwnClosingData is the data of « fermer-espace » and « espace-ferme ».
type OwnClosingData struct {
	HasPassword bool   // as in OwnDataData
	Guardian    bool   // the member has a guardian, and cannot close the account alone
	Keep        string // « 30 jours »: how long it can be reopened
}
