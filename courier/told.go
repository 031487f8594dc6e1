package courier

import (
	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

// Told describes a trouble in French: « la boîte de La Poste refuse nos messages depuis 14 h 05, 12 attendent ». since
// is the formatted start of the trouble; outbox holds how many messages wait for each channel.
func Told(t db.Trouble, since string, outbox map[account.Channel]int) string {
	switch {
	case t.Provider != "":
		return texts.ProviderRefuses(t.Provider, since, t.Waiting)
	case t.Channel == account.SMS:
		return texts.SMSStuck(since, outbox[account.SMS], Reason(t.Class))
	}
	return texts.EmailsStuck(since, outbox[account.Email], Reason(t.Class))
}
