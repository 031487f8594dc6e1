package texts

// The situation of a member, for the agent who helps them on the telephone. Times are formatted as « le 3 mars 2026 à 14 h
// 05 » (at) or as they follow « jusqu' » (until: « à 14 h 05 »); by is « par e-mail » or « par SMS ».
const (
	NeverLoggedIn        = "Ne s'est jamais connecté."
	NeverGivenPassword   = "Ne s'est jamais connecté : aucun mot de passe ne lui a été donné."
	NeverChosePassword   = "N'a jamais choisi de mot de passe."
	OwnPasswordWorks     = "Son propre mot de passe fonctionne toujours."
	StoppedAtCoordinates = "A choisi son mot de passe, puis s'est arrêté avant de confirmer ses coordonnées."
	StoppedAtAddress     = "A choisi son mot de passe, et n'a pas encore tapé le code envoyé à son adresse e-mail."
	PasswordWorks        = "A choisi son mot de passe, et il fonctionne."
	WithoutPassword      = "N'a plus de mot de passe."
)

// TemporaryLapsed says that a temporary password has expired unused.
func TemporaryLapsed(by, at, since string) string {
	return "Son mot de passe temporaire, parti " + by + " " + at + ", est périmé depuis " + since + "."
}

// TemporaryByLetter describes the letter with a temporary password.
func TemporaryByLetter(until, fate string) string {
	return "Un mot de passe temporaire lui est envoyé par lettre, valable jusqu'" + until + " : " + fate + "."
}

// LetterExpected says by which day a letter should arrive.
func LetterExpected(day string, late bool) string {
	if late {
		return "Il aurait dû arriver le " + day + "."
	}
	return "Il doit arriver d'ici le " + day + "."
}

// PasswordDead adds to the delivery of a message or letter that its password is no longer valid, and why if that is known.
func PasswordDead(fate, why string) string {
	if why != "" {
		why = " : " + why
	}
	return fate + " ; ce mot de passe ne marche plus" + why
}

// Why the password of a letter is no longer valid.
const (
	DeadUsed     = "il a servi"
	DeadReplaced = "un autre l'a remplacé"
	DeadLate     = "son délai est passé"
	DeadClosed   = "l'espace privé est fermé ou suspendu"
)

// TemporaryByHand says that a temporary password was handed over at the counter.
func TemporaryByHand(at, until string) string {
	return "Un mot de passe temporaire lui a été remis au guichet " + at + ", valable jusqu'" + until + "."
}

// TemporarySent says that a temporary password was sent.
func TemporarySent(by, at, until string) string {
	return "Un mot de passe temporaire lui est parti " + by + " " + at + ", valable jusqu'" + until + "."
}

// TemporaryLost says why the message was not delivered.
func TemporaryLost(why string) string { return "Mais le message n'est pas arrivé (" + why + ")." }

// TemporaryLetterBack describes a letter whose password was revoked.
func TemporaryLetterBack(fate string) string {
	return "Le courrier qui portait son mot de passe temporaire est " + fate + "."
}

// LastLogin says when the member last logged in.
func LastLogin(at string) string { return "Dernière connexion " + at + "." }

// BlockedUntil says which limit blocks the member, and until when.
func BlockedUntil(until, limit string) string { return "Bloqué jusqu'" + until + " : " + limit + "." }

// What the agent should do next for a member.
const (
	NextReset          = "Réinitialisez son mot de passe, ou invitez-le à passer par « J'ai oublié mon mot de passe »."
	NextRemember       = "S'il ne s'en souvient plus, invitez-le à passer par « J'ai oublié mon mot de passe », ou réinitialisez-le."
	NextTypeSlip       = "Qu'il tape son identifiant et ce mot de passe sur « Se connecter ». S'il a perdu la feuille, remettez-lui-en une autre."
	NextTypeSent       = "Qu'il tape son identifiant et ce mot de passe sur « Se connecter ». S'il n'a rien reçu, voyez plus bas ce qu'est devenu le message, puis réinitialisez par une autre voie."
	NextResume         = "Qu'il se connecte avec ce mot de passe : il reprendra où il s'est arrêté."
	NextVerifyAddress  = "Qu'il se connecte avec ce mot de passe : un nouveau code partira. Vérifiez son adresse avec lui."
	NextMendContacts   = "Vérifiez ses coordonnées avec lui, corrigez-les s'il le faut, puis réinitialisez par une autre voie ou remettez-lui une feuille au guichet."
	NextUnblock        = "Si c'est bien l'adhérent qui s'est trompé, levez le blocage."
	NextStrangers      = "Des inconnus ont essayé son identifiant : un navigateur où il s'est déjà connecté n'est pas arrêté ; ailleurs, il passe par « J'ai oublié mon mot de passe »."
	NextLetterWaits    = "Le courrier part avec le prochain lot. S'il est pressé, réinitialisez par e-mail ou SMS, ou remettez-lui une feuille au guichet."
	NextLetterPosted   = "Comptez quelques jours. Si rien ne vient, vérifiez son adresse postale avec lui, puis réinitialisez par une autre voie."
	NextLetterReturned = "Vérifiez son adresse postale avec lui et faites-la corriger dans le système de gestion ; d'ici là, réinitialisez par une autre voie."
	NextLetterExpired  = "Réinitialisez son mot de passe par une autre voie."
	NextLetterRenewed  = "Un autre courrier prend sa place."
)
