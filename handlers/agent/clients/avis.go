package clients

import (
	"strings"

	"sesame/db"
	"sesame/texts"
	"sesame/views"
)

// notices describes the delivery of logout notices.
func (a *Pages) notices(fates []db.DeliveryFate) (all []views.DeskNotice) {
	for _, f := range fates {
		n := views.DeskNotice{When: a.Moment(f.CreatedAt), Bad: f.State != "sent" && f.Failure != ""}
		switch f.State {
		case "sent":
			n.Fate = "reçu " + a.Moment(f.DoneAt)
		case "refused":
			n.Fate = "refusé " + a.Moment(f.DoneAt) + noticeReason(f.Failure)
		case "expired":
			n.Fate, n.Bad = "abandonné "+a.Moment(f.DoneAt)+noticeTries(f)+noticeReason(f.Failure), true
		default:
			n.Fate = "en attente" + noticeTries(f) + noticeReason(f.Failure)
		}
		all = append(all, n)
	}
	return all
}

func noticeTries(f db.DeliveryFate) string {
	if f.Tries == 0 {
		return ""
	}
	return ", " + texts.Plural(f.Tries, "un essai", "%d essais")
}

// noticeReasons explains, in French, the failures of logout notices.
var noticeReasons = map[string]string{
	"nom":         "le nom de son serveur ne se trouve pas",
	"connexion":   "il ne répond pas",
	"delai":       "il n'a pas répondu à temps",
	"coupure":     "il a coupé la communication",
	"protocole":   "ce qui répond n'est pas un serveur web",
	"tls":         "la liaison chiffrée n'a pas pu s'établir",
	"http":        "il a répondu",
	"preparation": "l'avis n'a pas pu être préparé",
}

// noticeReason explains a failure: « : il a répondu 503 »; empty without one.
func noticeReason(failure string) string {
	if failure == "" {
		return ""
	}
	class, status, _ := strings.Cut(failure, " ")
	reason, known := noticeReasons[class]
	if !known {
		return " (" + failure + ")"
	}
	return " : " + strings.TrimSpace(reason+" "+status)
}
