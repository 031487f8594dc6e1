package desk

import "time"

// Until formats a time as it follows « jusqu' »: « à 14 h 05 », « au lundi 3 mars à 14 h 05 ».
func (a *Common) Until(t time.Time) string {
	said := a.Clock(t)
	switch {
	case said == "":
		return ""
	case said[0] >= '0' && said[0] <= '9', said[:2] == "de": // « demain »
		return "à " + said
	}
	return "au " + said
}
