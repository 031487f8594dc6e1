package texts

import "cmp"

// InApp tells who reads a page inside an application, such as « Facebook » or "" for one that is not known, how to open it in a
// browser of their own, such as « Safari ».
func InApp(app, browser string) string {
	return "Vous lisez cette page dans " + cmp.Or(app, "une autre application") + ". La connexion y échoue souvent. " +
		"Ouvrez-la dans " + browser + ". Touchez les trois points (ou le partage). Touchez ensuite « Ouvrir dans " + browser + " » ou « Ouvrir dans le navigateur »."
}
