package web

import (
	"time"

	"sesame/db"
)

// MandateWords names, in French, the legal ground on which somebody acts for a member.
var MandateWords = map[db.MandateKind]string{
	db.Guardianship: "tutelle", db.Curatorship: "curatelle", db.FamilyAuthority: "habilitation familiale", db.PowerOfAttorney: "mandat", db.OtherAuthorisation: "autre autorisation",
}

// DayOf formats a day that is stored as YYYY-MM-DD: « 3 mars 2026 »; empty for none.
func DayOf(stored string) string {
	day, err := time.Parse(time.DateOnly, stored)
	if err != nil {
		return ""
	}
	return Day(day)
}

// MandateDays formats the first and last day of a mandate; empty where neither is known.
func MandateDays(x db.Mandate) string {
	from, until := DayOf(x.From), DayOf(x.Until)
	switch {
	case from != "" && until != "":
		return "du " + from + " au " + until
	case from != "":
		return "depuis le " + from
	case until != "":
		return "jusqu'au " + until
	}
	return ""
}
