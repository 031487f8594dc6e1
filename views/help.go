package views

import (
	"sesame/account"
)

// Sheets are the half pages of help that can be printed, by the last part of their address, and what each is called.
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

// sheetOf is the sheet for each screen that asks for something.
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

// Sheet is the printable help for this screen; empty where there is none.
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

// Beside says whether the help for this screen stands in « Besoin d'aide ? ». Elsewhere the screen has it at its field.
func (d *drawing) Beside() bool {
	switch d.Sheet() {
	case "connexion", "canal", "carte", "cotisations", "coordonnees", "lettre":
		return true
	}
	return false
}

// SheetData belongs to « aide/fiche ».
type SheetData struct{ Name string }

// Title is what the sheet is called.
func (s SheetData) Title() string { return Sheets[s.Name] }
