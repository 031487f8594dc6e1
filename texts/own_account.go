package texts

// ClosingUnticked is the error for a member who closes their space without ticking the confirmation.
const ClosingUnticked = "Cochez cette case si vous voulez vraiment fermer votre espace."

// HeldCoded is a note in the exported file of a member's data.
const HeldCoded = "Les mots de passe, la carte Vitale et les montants ne sont gardés que sous une forme codée, que personne ne peut relire."

// TooManyExports says from when a member can download another copy of their data: « demain à 14 h 05 ».
func TooManyExports(from string) string {
	return "Vous avez téléchargé vos données trois fois en un jour. Vous pourrez recommencer " + from + "."
}
