package views

import (
	"sesame/account"
)

// Sheets maps the last part of a help sheet's address to its title. A sheet is half a page of help, to be printed.
var Sheets = map[string]string{ //nolint:gosec // G101: names of pages
	"connexion":    "Me connecter",
	"identifiant":  "Trouver mon identifiant",
	"canal":        "Choisir l'e-mail ou le SMS",
	"code":         "Écrire le code reçu",
	"carte":        "Répondre à la question de sécurité",
	"cotisations":  "Répondre à la question de sécurité",
	"temporaire":   "Écrire le mot de passe temporaire",
	"mot-de-passe": "Choisir un mot de passe",
	"coordonnees":  "Vérifier mes coordonnées",
	"lettre":       "Utiliser la lettre reçue",
}

// sheetOf maps the screens with a form to their help sheet.
var sheetOf = map[string]string{ //nolint:gosec // G101: names of pages
	"connexion":                       "connexion",
	"oubli/identifiant":               "identifiant",
	"inscription/identifiant":         "identifiant",
	"oubli/canal":                     "canal",
	"inscription/canal":               "canal",
	"oubli/code":                      "code",
	"adresse/code":                    "code",
	"telephones/code":                 "code",
	"personnalisation/code":           "code",
	"adresse/saisie":                  "coordonnees",
	"telephones/saisie":               "coordonnees",
	"oubli/impasse":                   "lettre",
	"changement/nouveau-mot-de-passe": "mot-de-passe",
	"personnalisation/mot-de-passe":   "mot-de-passe",
	"personnalisation/coordonnees":    "coordonnees",
	"personnalisation/adresse-email":  "code",
}

// Sheet returns the name of the help sheet for this screen; empty if there is none.
func (d *drawing) Sheet() string {
	switch data := d.Data.(type) {
	case QuestionData:
		if data.Category == account.Particulier {
			return "carte"
		}
		return "cotisations"
	case ConfirmationData:
		if data.Outcome == "letter" {
			return "lettre"
		}
		return "temporaire"
	}
	return sheetOf[d.Template]
}

// Beside says whether the link to the help for this screen is in « Besoin d'aide ? ». On other screens it is beside the
// field.
func (d *drawing) Beside() bool {
	switch d.Sheet() {
	case "connexion", "canal", "carte", "cotisations", "coordonnees", "lettre":
		return true
	}
	return false
}

// SheetData is the data of « aide/fiche ».
type SheetData struct{ Name string }

// Title returns the title of the sheet.
func (s SheetData) Title() string { return Sheets[s.Name] }
