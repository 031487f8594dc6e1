package backoffice

import (
	"slices"
	"strings"

	"sesame/account"
)

// fillers are words of a header that are ignored when columns are matched.
var fillers = []string{"de", "du", "des", "d", "la", "le", "les", "l", "n", "no", "num", "numero"}

// aliases maps usual names of columns, in the form of columnName, to ours.
var aliases = map[string]string{
	"identifiant_adherent": "identifiant",
	"nom_famille":          "nom", "prenoms": "prenom", "prenom_s": "prenom",
	"denomination": "raison_sociale", "denomination_sociale": "raison_sociale",
	"lieu_naissance": "commune_naissance", "ville_naissance": "commune_naissance",
	"e_mail": "email", "mail": "email", "mel": "email", "courriel": "email", "adresse_email": "email", "adresse_e_mail": "email",
	"adresse_mail": "email", "adresse_courriel": "email", "adresse_electronique": "email", "courrier_electronique": "email",
	"mobile": "portable", "telephone_portable": "portable", "telephone_mobile": "portable", "tel_portable": "portable", "tel_mobile": "portable",
	"telephone": "fixe", "telephone_fixe": "fixe", "tel": "fixe", "tel_fixe": "fixe", "ligne_fixe": "fixe",
	"telecopie": "fax", "telecopieur": "fax",
	"vitale": "carte_vitale", "serie_carte_vitale": "carte_vitale",
	"date_fin": "fin", "fin_affiliation": "fin", "date_fin_affiliation": "fin",
	"adresse_1": "adresse1", "adresse_2": "adresse2", "adresse_3": "adresse3", "adresse_4": "adresse4", "adresse_5": "adresse5", "adresse_6": "adresse6",
	"nature_paiement": "nature", "date_paiement": "date", "montant_euros": "montant", "montant_eur": "montant",
}

// suggested maps unknown names, in the form of columnName, to the column that could hold their values. The operator must decide:
// the values may have to be written otherwise, or the file may have both columns.
var suggested = map[string]string{
	"nir": "identifiant", "siret": "identifiant", "siren": "identifiant", "secu": "identifiant", "securite_sociale": "identifiant", "nss": "identifiant", "matricule": "identifiant",
	"adherent": "identifiant", "id": "identifiant", "reference": "identifiant",
	"type": "categorie", "profil": "categorie", "statut": "categorie", "type_adherent": "categorie", "categorie_adherent": "categorie",
	"titre": "civilite", "sexe": "civilite", "genre": "civilite",
	"nom_usage": "nom", "nom_usuel": "nom", "nom_patronymique": "nom", "nom_complet": "nom", "nom_prenom": "nom", "nom_et_prenom": "nom", "patronyme": "nom",
	"societe": "raison_sociale", "entreprise": "raison_sociale", "enseigne": "raison_sociale", "nom_entreprise": "raison_sociale",
	"date_nais": "date_naissance", "ddn": "date_naissance", "ne": "date_naissance", "nee": "date_naissance", "ne_e": "date_naissance", "naissance": "date_naissance", "dat_nais": "date_naissance",
	"insee_naissance": "commune_naissance", "departement_naissance": "commune_naissance",
	"adresse": "adresse4", "voie": "adresse4", "rue": "adresse4", "adresse_postale": "adresse4", "lieu_dit": "adresse5", "complement_adresse": "adresse3", "complement": "adresse3",
	"code_postal": "adresse6", "cp": "adresse6", "ville": "adresse6", "commune": "adresse6", "code_postal_ville": "adresse6", "cp_ville": "adresse6",
	"gsm": "portable", "sms": "portable", "telephone_2": "portable", "tel_2": "portable", "telephone_1": "fixe", "tel_1": "fixe", "telephone_domicile": "fixe", "tel_domicile": "fixe",
	"email_1": "email", "mail_1": "email",
	"date_deces": "fin", "deces": "fin", "date_radiation": "fin", "radiation": "fin", "date_sortie": "fin", "date_depart": "fin", "date_cessation": "fin", "date_cloture": "fin",
}

// columnName normalises the name of a column to the spelling of Columns: lower case, no accents or fillers, words
// joined by underscores, without a remark in parentheses after them: « date de naissance (JJ/MM/AAAA) ».
func columnName(written string) string {
	if name, _, found := strings.Cut(written, " ("); found && name != "" {
		written = name
	}
	words := strings.FieldsFunc(account.Fold(written), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	words = slices.DeleteFunc(words, func(w string) bool { return slices.Contains(fillers, w) })
	name := strings.Join(words, "_")
	if known, ok := aliases[name]; ok {
		return known
	}
	return name
}
