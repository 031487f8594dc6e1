package texts

import "fmt"

// Messages on a member's page after an act.
const (
	PasswordReset     = "Le mot de passe a été réinitialisé. L'ancien ne fonctionne plus, et le mot de passe temporaire est en route."
	ApprovalAsked     = "La demande attend l'accord d'un second agent. Jusque-là rien ne change pour l'adhérent."
	BlockLifted       = "Le blocage est levé : l'adhérent peut réessayer tout de suite."
	CoordinatesSaved  = "Les coordonnées sont enregistrées, et l'adhérent est prévenu. « Mot de passe oublié » n'écrira aux nouvelles qu'une fois prouvées : par un code que l'adhérent y aura reçu, ou quand il se sera servi d'un courrier. Jusque-là, il lui envoie un courrier."
	DifferenceSettled = "Votre choix est enregistré."
	SettledAlready    = "C'était déjà réglé : rien n'a été changé maintenant. « Tout l'historique » dit ce qui a été fait, et par qui."
	MemberLoggedOut   = "Les sessions sont fermées."
	CallerProved      = "Le code est juste : c'est bien l'adhérent qui vous parle."
)

// Refusals of an act on a member.
const (
	MemberGone          = "Cet adhérent n'est plus dans le service, ou n'y a jamais été. Rien n'a été fait. Cherchez-le par son nom, ou demandez au système de gestion."
	ReasonMissing       = "Choisissez un motif. S'il n'y est pas, choisissez « Autre » et écrivez-le."
	ChooseWay           = "Choisissez une des voies proposées."
	ChooseOneOfTwo      = "Choisissez l'un des deux."
	IdentityUnchecked   = "Demandez une pièce d'identité, regardez-la, puis cochez cette case."
	SlipUnproved        = "Rien n'a été fait : il faut d'abord un code lu par l'adhérent, une réponse juste, ou l'accord d'un second agent."
	SlipsUsed           = "Rien n'a été fait : vous avez remis aujourd'hui autant de feuilles qu'un agent le peut seul. Demandez l'accord d'un second agent."
	SlipGiven           = "Une feuille a déjà été faite pour cet adhérent à l'instant. Regardez parmi vos téléchargements. Si elle n'y est pas, demandez-en une autre : la première ne servira plus."
	SlipAnswered        = "La réponse est juste. Vous pouvez remettre la feuille."
	AgreementAsked      = "Votre demande est enregistrée. Vos collègues la voient parmi les accords."
	SlipAnswerWrong     = "Cette réponse n'est pas la bonne, et c'était la seule possible. Faites lire un code, ou demandez l'accord d'un second agent."
	NothingBlocked      = "Rien ne bloque plus cet adhérent : rien n'a été fait."
	NothingCorrected    = "Rien n'est différent de ce qui est déjà là : rien n'a été enregistré."
	CorrectionOvertaken = "Les champs auxquels vous n'avez pas touché montrent ce qui est enregistré maintenant."
	SearchTooLittle     = "Écrivez au moins deux lettres d'un nom, d'une raison sociale ou d'une commune, ou un numéro : téléphone, identifiant, demande."
	ContactNone         = "coordonnée inconnue"
	ContactGone         = "coordonnée retirée"
	LetterAddressHeld   = "Le nom ou l'adresse ne convient pas à une enveloppe, ou un courrier en est revenu : le courrier attendra que quelqu'un s'en occupe."
	ResetWithoutEmail   = "la caisse ne connaît pas d'adresse e-mail."
	ResetWithoutMobile  = "la caisse ne connaît pas de téléphone portable."
	NoSMS               = "ce service n'envoie pas de SMS."
)

// What the notice by another channel tells a member whose password an agent resets.
const (
	TemporaryByEmail   = "Un mot de passe temporaire part par e-mail."
	TemporaryBySMS     = "Un mot de passe temporaire part par SMS."
	TemporaryByPost    = "Un mot de passe temporaire part par lettre."
	TemporaryAtCounter = "Un mot de passe temporaire a été remis en main propre au guichet."
)

// Messages to an agent who turns the single-key shortcuts on or off.
const (
	ShortcutsOn  = "Les touches seules agissent de nouveau."
	ShortcutsOff = "Les touches seules n'agissent plus."
)

// EntryTooLong says that an entry exceeds the maximum length in characters.
func EntryTooLong(most int) string {
	return fmt.Sprintf("C'est trop long : %d caractères au plus.", most)
}

// ReasonTooLong says that a reason exceeds the maximum length in the log.
func ReasonTooLong(most int) string {
	return fmt.Sprintf("Ce motif est trop long : %d caractères au plus.", most)
}

// ReasonTells refuses a reason that contains a word which identifies a person.
func ReasonTells(word string) string {
	return "Retirez « " + word + " » : le motif reste dans le journal, sans nom, ni adresse, ni numéro."
}

// RecordLooked says how often a member's page was viewed lately, and by whom last.
func RecordLooked(times int, by, when string) string {
	return fmt.Sprintf("La fiche ou les courriers ont été regardés %d fois récemment, la dernière fois %s par %s.", times, when, by)
}

// Rows formats the number of rows of a list, of which at most most were read, and the number of those that were not
// delivered.
func Rows(n, most, failed int) string {
	words := Thousands(n)
	if n >= most {
		words += " ou plus"
	}
	if failed > 0 {
		words += ", dont " + Counted(failed, "qui n'est pas arrivé", "qui ne sont pas arrivés")
	}
	return words
}

// DoneTimes says that something was done several times in a row, and when first.
func DoneTimes(what string, times int, first string) string {
	return fmt.Sprintf("%s %d fois, depuis %s", what, times, first)
}

// ContactMeanwhile says what a field that the agent has changed contains by now; empty for nothing.
func ContactMeanwhile(now string) string {
	if now == "" {
		return "Entre-temps, ce champ a été vidé. Ce que vous avez écrit y sera mis si vous enregistrez."
	}
	return "Entre-temps, « " + now + " » a été enregistré ici. Ce que vous avez écrit le remplacera si vous enregistrez."
}

// MemberChanged says that the member has changed since the page was opened; last is the last act, with the agent and the
// time.
func MemberChanged(last string) string {
	if last != "" {
		last = "Dernier acte : " + last + "."
	}
	return Join("Cet adhérent a changé depuis que vous avez ouvert cette page : rien n'a été fait.", last, "Relisez la fiche avant de recommencer.")
}

// ResetLetterSent says from when another letter may be sent.
func ResetLetterSent(from string) string {
	return "un courrier est déjà parti il y a peu ; un autre pourra partir " + from + "."
}

// ContactRefused says that a message was not delivered to a contact of the member; fate describes the delivery.
func ContactRefused(contact, when, fate string) string {
	return contact + " : le message du " + when + " : " + fate + ". Vérifiez ce moyen avec l'adhérent."
}

// ResetFresh says that a contact was changed lately.
func ResetFresh(changed string) string {
	return "Changé depuis moins de 48 heures (" + changed + ")."
}

// ResetUnproved says that an agent has entered a contact, and no code sent to it has been verified since.
func ResetUnproved(changed string) string {
	return "Donné par un agent (" + changed + ") et pas encore prouvé par l'adhérent. Un code ne compte que s'il part après ce changement."
}

// SlipProof says which proof or approval allows a slip, and since what time.
func SlipProof(by, second, hour string) string {
	if second != "" {
		return "Accord de " + second + " à " + hour + " : vous pouvez remettre la feuille, pendant 30 minutes."
	}
	return "Prouvé à " + hour + " par " + by + " : vous pouvez remettre la feuille, pendant 30 minutes."
}

// SlipQuestionClosed says from when the identity question may be asked again.
func SlipQuestionClosed(from string) string {
	return "La question de sécurité est fermée après une réponse fausse. Elle pourra être posée " + from + "."
}

// SlipLife describes the validity of a slip's password.
func SlipLife(hours int) string {
	return "Le mot de passe de la feuille sera valable " + Counted(hours, "heure", "heures") + ", et ne servira qu'une fois."
}
