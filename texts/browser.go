package texts

import "cmp"

// InApp tells a person who reads a page inside an application how to open it in a real browser. app is « Facebook », or empty
// if it is unknown; browser is « Safari ».
func InApp(app, browser string) string {
	return "Vous lisez cette page dans " + cmp.Or(app, "une autre application") + ". La connexion y échoue souvent. " +
		"Ouvrez-la dans " + browser + ". Touchez les trois points (ou le partage). Touchez ensuite « Ouvrir dans " + browser + " » ou « Ouvrir dans le navigateur »."
}
