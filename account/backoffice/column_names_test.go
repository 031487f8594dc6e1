package backoffice

import (
	"strings"
	"testing"

	"sesame/account"
)

func TestWhatStandsInParenthesesBehindANameIsIgnored(t *testing.T) {
	for written, want := range map[string]string{
		"Date de naissance (JJ/MM/AAAA)": "date_naissance", "portable (10 chiffres)": "portable", "Prénom(s)": "prenom", "Montant (€)": "montant", "(vide)": "vide",
	} {
		if got := columnName(written); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}

func TestColumnsAreKnownByTheirUsualNames(t *testing.T) {
	for written, column := range map[string]Column{
		"Identifiant": Identifier, "CATÉGORIE": Category, "Civilité": Civility, "Nom": LastName, "Nom de famille": LastName, "Prénom": FirstName, "Prénom(s)": FirstName,
		"Raison sociale": Company, "RAISON SOCIALE": Company, "raison-sociale": Company,
		"Date de naissance": BirthDate, "date naissance": BirthDate, "Commune de naissance": BirthTown, "Lieu de naissance": BirthTown,
		"Pays de naissance": BirthCountry, "PAYS NAISSANCE": BirthCountry,
		"Adresse 1": Address1, "adresse_2": Address2, "ADRESSE3": Address3, "Adresse n° 4": Address4, " adresse 5 ": Address5, "\"Adresse 6\"": Address6,
		"E-mail": Email, "mail": Email, "Courriel": Email, "e_mail": Email, "Adresse e-mail": Email, "Adresse mail": Email,
		"Mobile": Mobile, "Téléphone portable": Mobile, "Tél. portable": Mobile, "N° de portable": Mobile,
		"Téléphone": Landline, "Téléphone fixe": Landline, "Tél fixe": Landline, "Fax": Fax, "Télécopie": Fax, "N° de fax": Fax,
		"Carte Vitale": Vitale, "Numéro de carte vitale": Vitale, "N° carte vitale": Vitale, "Num. carte Vitale": Vitale,
		"Date de fin": End, "Fin": End, "date_fin": End,
	} {
		t.Run(written, func(t *testing.T) {
			if got := columnName(unguarded(account.Cleaned(strings.Trim(written, `"`)))); got != column.String() {
				t.Errorf("%q is %q, want %q", written, got, column)
			}
		})
	}
}
