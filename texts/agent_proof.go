package texts

// The strength of a proof, after « preuve » and « Identité vérifiée ».
const (
	ProofWeak   = "faible"
	ProofMedium = "moyenne"
	ProofStrong = "forte"
	ProofNone   = "aucune"
)

// The kinds of proof of who is speaking.
const (
	ProvedByKnown    = "un code reçu par un moyen connu de longue date"
	ProvedByFresh    = "un code reçu par un moyen changé depuis moins de 48 heures"
	ProvedByQuestion = "une réponse juste à la question de sécurité"
)

// Why a proof has its strength.
const (
	WhyCallWords = "Ils prouvent que vous êtes de la caisse. Ils ne disent pas qui vous parle."
	WhySpelling  = "Il prouve que ce moyen est bien écrit. Il ne dit pas qui vous parle."
	WhyDocument  = "Vous seul l'avez vue."
	WhyFresh     = "Qui a pris le compte a pu mettre ce moyen."
	WhyQuestion  = "Un agent pourrait connaître la réponse. Une réponse fausse ferme la question."
	WhyKnown     = "Seul l'adhérent a pu le lire."
)

// Messages on the pages that ask for a proof.
const (
	QuestionRight    = "La réponse est juste."
	PressForAnswer   = "Rien n'est vérifié ni envoyé : plusieurs parties de la page sont remplies. Pour vérifier cette réponse, qui ne peut l'être qu'une fois, appuyez sur « Vérifier la réponse »."
	QuestionWrong    = "Cette réponse est fausse, et c'était la seule possible. Faites lire un code."
	SpellingRight    = "Le code est juste : ce moyen est bien écrit. Il ne dit pas encore qui parle."
	SpellingTrusted  = "Le code est juste, et l'adhérent a prouvé qui il est : ce moyen compte tout de suite comme vérifié."
	TooWeaklyProved  = "Rien n'a été fait : il faut d'abord une preuve de qui vous parle. « Au téléphone » dit comment l'avoir."
	NoProofAsked     = "Aucune preuve n'est demandée pour cet acte."
	WithoutContact   = "La caisse ne connaît ni adresse e-mail ni portable. Une fois son mot de passe choisi, l'adhérent devra donner l'un des deux. Demandez-lui s'il en a un : sans cela, son espace ne s'ouvrira pas."
	OtherCallForgets = "Un autre appel efface ce qui a été prouvé dans celui-ci."
)

// Unverified marks an unverified contact for which a code has shown that it is spelled correctly.
func Unverified(spelt string) string { return "non (orthographe vérifiée " + spelt + ")" }

// IdentityProved says by which proof, when and with which strength an identity was proved.
func IdentityProved(by, ago, strength string) string {
	return "Identité vérifiée par " + by + ", " + ago + " (preuve " + strength + ")."
}

// ProofAsked says which proof an act requires, and whether a colleague's approval can replace it.
func ProofAsked(strength string, colleague bool) string {
	if colleague {
		return "Il faut une preuve " + strength + ", ou l'accord d'un collègue."
	}
	return "Il faut une preuve " + strength + "."
}

// ProofHeld says that the proof at hand is sufficient for an act.
func ProofHeld(strength string) string {
	return "La preuve demandée (" + strength + ") est faite : aucun collègue n'est nécessaire."
}
