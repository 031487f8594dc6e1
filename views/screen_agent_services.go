package views

// DeskServicesData belongs to « agent/services ».
type DeskServicesData struct {
	Services []DeskServiceRow
}

// DeskServiceRow is one program that opens by a login here.
type DeskServiceRow struct {
	URL, Name string
	Public    bool
	Scopes    string      // « openid, profile »
	Used      string      // « le 3 mars 2026 à 14 h 05 »; empty for never
	Notice    *DeskNotice // the newest logout notice; nil for none
}

// DeskNotice is a logout notice to a service, and what became of it.
type DeskNotice struct {
	When, Fate string
	Bad        bool
}

// DeskServiceData belongs to « agent/services-fiche ».
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

// DeskAddServiceData belongs to « agent/services-ajout ».
type DeskAddServiceData struct {
	Scopes     []DeskScope
	Signatures []string
}

// DeskScope is something that a service may be allowed to learn.
type DeskScope struct {
	Value   string
	Checked bool
}

// DeskServiceSecretData belongs to « agent/services-secret ».
type DeskServiceSecretData struct {
	Name, Issuer, ClientID, Secret string
}

// DeskServiceRemovalData belongs to « agent/services-retrait ».
type DeskServiceRemovalData struct {
	Name string
	URL  string // of the service's page
}
