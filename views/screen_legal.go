package views

// PrivacyData is the data of « donnees-personnelles ».
type PrivacyData struct {
	DPO, Host     string // as configured; empty if not configured
	FranceConnect bool   // members can log in by it
	SMS           bool   // the service sends SMS
	Kept          Kept
	Cookies       []CookieRow
}

// Kept holds the retention periods of the data, in words.
type Kept struct {
	History   string // logins, messages, the audit log
	Counts    string // counters of the limits, at most
	Tries     string // counters of the limits per day
	Journey   string // a journey, from its beginning, including the time after its end
	Ended     string // a journey after its end, if its owner has asked for more time
	Code      string // validity
	Temporary string // validity, by e-mail or SMS
	Letter    string // validity, on paper
	Known     string // a known browser
	Closed    string // secrets of a closed account, and where messages for it went
	Backups   string // empty if the service makes none
}

// CookieRow is one cookie that the service sets.
type CookieRow struct{ Name, Purpose, Life string }
