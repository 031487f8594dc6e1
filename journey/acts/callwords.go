package acts

import (
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// CallWords returns today's words, by which a member recognises an agent on the telephone, and when they expire.
func (a *Acts) CallWords(m *db.Member) (words string, until time.Time) {
	local := a.Now().In(a.Location)
	midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, a.Location)
	return keys.CallWords(a.DB.Keys(), m.IdentifierKey, local.Format(time.DateOnly)), midnight.Add(-time.Minute)
}
