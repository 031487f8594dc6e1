package texts

// Messages on the pages about guardianships and mandates.
const (
	MandateNoted    = "C'est noté, et l'adhérent est prévenu."
	MandateEnded    = "La fin est notée, et l'adhérent est prévenu."
	MandateUnasked  = "Demandez qui est là, puis cochez cette case."
	MandateOwn      = "C'est le compte de l'adhérent lui-même. Donnez celui de la personne qui agit pour lui."
	MandateHeld     = "Ce compte agit déjà pour cet adhérent."
	MandatesFull    = "Il y en a déjà trop. Notez d'abord la fin de ceux qui ne servent plus."
	MandateNoHolder = "Aucun compte n'a cet identifiant. Relisez-le, ou laissez vide."
	MandateDay      = "Écrivez un jour comme 31/12/2026."
	MandateFuture   = "Ce jour n'est pas encore venu."
	MandateBackward = "La fin vient avant le début."
	MandatePast     = "Ce jour est déjà passé : relisez l'année. Ce qui est fini ne se note pas."
	MandateKindNone = "Choisissez ce qui permet d'agir."
	MandateExpired  = "échue"
	MandateToCome   = "pas encore commencée"
)

// MandatePiece says which document was presented, when and to whom.
func MandatePiece(piece, day, by string) string { return piece + ", vue le " + day + " par " + by }

// MandateEndedBy says when, by whom and why a mandate was ended.
func MandateEndedBy(when, by, reason string) string {
	said := "finie " + when + ", par " + by
	if reason != "" {
		said += " (" + reason + ")"
	}
	return said
}
