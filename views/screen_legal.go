package views

// PrivacyData belongs to « donnees-personnelles ».
type PrivacyData struct {
	DPO, Host     string // as the caisse says them; empty for what it has not said
	FranceConnect bool   // members can come by it
	SMS           bool   // SMS are sent
	Kept          Kept
	Cookies       []CookieRow
}

// Kept is how long the service keeps what it knows, in words.
type Kept struct {
	History   string // logins, messages, the audit log
	Counts    string // what the limits count, at most
	Tries     string // what the limits count of a day
	Journey   string // a journey, its end included
	Ended     string // the same after its end, where its owner has asked for more time
	Code      string // validity
	Temporary string // validity, by e-mail or SMS
	Letter    string // validity, on paper
	Known     string // a known browser
	Closed    string // what opened a closed account, and where messages for it went
	Backups   string // empty where the service makes none
}

// CookieRow is one cookie that the service sets.
type CookieRow struct{ Name, Purpose, Life string }
