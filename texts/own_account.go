package texts

// ClosingUnticked is said to a member who closes their space without ticking that they want to.
const ClosingUnticked = "Cochez cette case si vous voulez vraiment fermer votre espace."

// HeldCoded stands in the file of what is held about a member.
const HeldCoded = "Les mots de passe, la carte Vitale et les montants ne sont gardés que sous une forme codée, que personne ne peut relire."

// TooManyExports says from when a member can take another copy of their data: « demain à 14 h 05 ».
func TooManyExports(from string) string {
	return "Vous avez téléchargé vos données trois fois en un jour. Vous pourrez recommencer " + from + "."
}
