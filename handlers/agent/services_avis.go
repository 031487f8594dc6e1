package agent

import (
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/views"
)

// notices tells what became of logout notices.
func (a *Pages) notices(fates []db.DeliveryFate) (all []views.DeskNotice) {
	for _, f := range fates {
		n := views.DeskNotice{When: a.Moment(f.CreatedAt), Bad: f.State != "sent" && f.Failure != ""}
		switch f.State {
		case "sent":
			n.Fate = "reçu " + a.Moment(f.DoneAt)
		case "refused":
			n.Fate = "refusé " + a.Moment(f.DoneAt) + desk.Because(f.Failure)
		case "expired":
			n.Fate, n.Bad = "abandonné "+a.Moment(f.DoneAt)+noticeTries(f)+desk.Because(f.Failure), true
		default:
			n.Fate = "en attente" + noticeTries(f) + desk.Because(f.Failure)
		}
		all = append(all, n)
	}
	return all
}

func noticeTries(f db.DeliveryFate) string {
	if f.Tries == 0 {
		return ""
	}
	return ", " + web.Plural(f.Tries, "un essai", "%d essais")
}
