package texts

import "fmt"

// Messages after an act on letters.
const (
	LetterAccepted = "L'adresse est acceptée : le courrier peut être imprimé."
	NameShortened  = "Le nom est raccourci sur l'enveloppe, pour ce courrier et les suivants, jusqu'à ce que le fichier change le nom."
	LetterRenewed  = "Le courrier est refait avec un autre mot de passe : il peut être imprimé."
	LetterEnded    = "Ce courrier n'a plus lieu d'être : son mot de passe a servi, ou un autre l'a remplacé."
	LettersPosted  = "Les courriers sont notés comme postés."
	LettersRenewed = "C'est fait. Les anciens mots de passe ne marchent plus ; les nouveaux attendent dans « Courriers ». Détruisez les feuilles que vous avez encore. " +
		"Un courrier dont le mot de passe a déjà servi, ou a été remplacé, n'est pas refait : la liste le dit."
	LetterReturned      = "Le courrier est noté comme revenu. Son mot de passe ne marche plus. Détruisez la lettre."
	LetterReturnedOther = "Le courrier est noté comme revenu. Détruisez la lettre."
	LetterReturnedDead  = "Le courrier est noté comme revenu. Son mot de passe ne marchait déjà plus. Détruisez la lettre."
)

// Refusals of an act on letters.
const (
	LettersMoved       = "Quelqu'un d'autre vient d'agir sur ces courriers : rien n'a été changé. La page est à jour maintenant ; regardez-la, puis recommencez s'il le faut."
	LettersTwoWays     = "Vous avez coché des courriers, puis choisi de les prendre tous. Décochez-les, ou servez-vous du bouton des courriers cochés."
	LettersNone        = "Cochez au moins un courrier, ou servez-vous du bouton qui les prend tous."
	LettersScripted    = "Le fichier ne peut pas être enregistré d'ici : rien n'a été imprimé. Rechargez la page, puis recommencez."
	LettersChooseSides = "Dites si l'imprimante imprime d'un côté ou des deux."
	LettersAllPrinted  = "Aucun courrier n'est à imprimer : ils l'ont peut-être été à l'instant, et le lot est dans la liste. " +
		"Si son PDF n'est arrivé à personne, ouvrez ce lot et refaites-le."
	LettersChooseReason = "Dites ce qui est arrivé à ces courriers."
	LetterNotPosted     = "Un courrier que l'adhérent n'a pas reçu a été posté : cochez-le."
	LetterChooseReturn  = "Dites ce que la poste a coché."
	LetterSearch        = "Tapez un numéro de demande, comme KTR-482, ou un numéro de lot, comme 12."
)

// ShortNameReason is the default reason in the form that shortens a name.
const ShortNameReason = "Nom trop long pour l'enveloppe"

// ShortNameLine returns the label of the field for a name line.
func ShortNameLine(line int) string { return fmt.Sprintf("Nom sur l'enveloppe, ligne %d", line) }

// Results for an envelope that was scanned.
const (
	EnvelopeNoted      = "Noté comme revenu, son mot de passe ne marche plus."
	EnvelopeNotedDead  = "Noté comme revenu ; son mot de passe ne marchait déjà plus."
	EnvelopeNotedOther = "Noté comme revenu."
	EnvelopeOver       = "Rien n'est à noter : ce retour l'est déjà, ou la lettre n'a plus cours."
	EnvelopeUnread     = "Ce n'est pas le numéro d'une enveloppe, ou un chiffre est faux : scannez-la de nouveau."
	EnvelopesNone      = "Scannez au moins une enveloppe."
)

// EnvelopeUnknown says that there is no such sheet in this batch.
func EnvelopeUnknown(batch int64, sheet int) string {
	return fmt.Sprintf("Aucun courrier de l'année n'est la lettre %d du lot %d.", sheet, batch)
}

// EnvelopesMany says that there are too many envelopes in a pile.
func EnvelopesMany(most int) string {
	return fmt.Sprintf("Scannez %d enveloppes au plus à la fois.", most)
}

// LetterNoBatch says that no batch has this number.
func LetterNoBatch(number int64) string { return fmt.Sprintf("Il n'y a pas de lot %d.", number) }

// LetterUnshortened says that an address is too long even with abbreviations; why is the reason for the first such line.
func LetterUnshortened(why string) string {
	return "Aucune abréviation ne suffit : corrigez cette adresse dans le système de gestion, puis chargez le fichier. " + why
}
