package views

// DeskServicesData is the data of « agent/services ».
type DeskServicesData struct {
	Services []DeskServiceRow
}

// DeskServiceRow is one client of the OpenID provider.
type DeskServiceRow struct {
	URL, Name string
	Public    bool
	Scopes    string      // « openid, profile »
	Used      string      // « le 3 mars 2026 à 14 h 05 »; empty for never
	Notice    *DeskNotice // the newest logout notice; nil for none
}

// DeskNotice is a logout notice to a client, and its delivery.
type DeskNotice struct {
	When, Fate string
	Bad        bool
}

// DeskServiceData is the data of « agent/services-fiche ».
type DeskServiceData struct {
	Name, ClientID      string
	Public              bool
	Scopes              []string
	Signature           string
	Redirects           []string
	StartURL, LogoutURL string
	Added, Used         string       // « le 3 mars 2026 à 14 h 05 »; Used is empty for never
	Notices             []DeskNotice // newest first
}

// DeskAddServiceData is the data of « agent/services-ajout ».
type DeskAddServiceData struct {
	Scopes     []DeskScope
	Signatures []string
}

// DeskScope is a scope that a client may be given.
type DeskScope struct {
	Value   string
	Checked bool
}

// DeskServiceSecretData is the data of « agent/services-secret ».
type DeskServiceSecretData struct {
	Name, Issuer, ClientID, Secret string
}

// DeskServiceRemovalData is the data of « agent/services-retrait ».
type DeskServiceRemovalData struct {
	Name string
	URL  string // URL of the client's page
}
