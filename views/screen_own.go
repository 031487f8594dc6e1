package views

// OwnDataData belongs to « mes-donnees ».
type OwnDataData struct {
	HasPassword   bool   // false for a member who only ever came by FranceConnect
	PasswordSince string // « 3 novembre 2026 »; empty without one
	DPO           string // whom to write to; empty where the caisse has not said
	Kept          Kept
}

// OwnClosingData belongs to « fermer-espace » and « espace-ferme ».
type OwnClosingData struct {
	HasPassword bool   // as in OwnDataData
	Guardian    bool   // one acts for the member, who does not close the account alone
	Keep        string // « 30 jours »: how long it can be opened again
}
