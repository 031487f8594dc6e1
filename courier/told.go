package courier

import (
	"strconv"
	"strings"

	"sesame/account"
	"sesame/db"
)

// Told says in French what keeps messages from leaving: « la boîte de La Poste refuse nos messages depuis 14 h 05,
// 12 attendent ». since is the instant as its readers have it; outbox is how many messages wait for each channel.
func Told(t db.Trouble, since string, outbox map[account.Channel]int) string {
	waiting := t.Waiting
	s := "la boîte " + whose(t.House) + " refuse nos messages depuis " + since
	if t.House == "" {
		waiting = outbox[t.Channel]
		s = "les e-mails ne partent pas depuis " + since
		if t.Channel == account.SMS {
			s = "les SMS ne partent pas depuis " + since
		}
	}
	switch waiting {
	case 0:
		s += ", aucun n'attend"
	case 1:
		s += ", un seul attend"
	default:
		s += ", " + strconv.Itoa(waiting) + " attendent"
	}
	if t.House == "" {
		s += " : " + Reason(t.Class)
	}
	return s
}

func whose(house string) string {
	switch {
	case strings.Contains(house, "."):
		return "du domaine " + house
	case house != "" && strings.Contains("AEIOUH", house[:1]):
		return "d'" + house
	}
	return "de " + house
}
