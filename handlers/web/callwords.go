package web

import (
	"sesame/account/keys"
	"sesame/db"
	"time"
)

// CallWords are the words of today, and the instant until which they are.
func (a *Base) CallWords(m *db.Member, now time.Time) (words string, until time.Time) {
	local := now.In(a.Location)
	midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, a.Location)
	return keys.CallWords(a.DB.Keys(), m.IdentifierKey, local.Format(time.DateOnly)), midnight.Add(-time.Minute)
}
