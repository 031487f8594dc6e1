package texts

import "fmt"

// Why a value of a back-office file is refused or left out.
const (
	CellIllegible    = "Un caractère est illisible : vérifiez l'encodage du fichier (UTF-8 ou Windows-1252, et non MS-DOS ou Macintosh)."
	CellZeroRestored = "Le tableur a ôté le zéro du début de ce SIRET : il est remis."
	CellRounded      = "Le tableur a arrondi ce nombre : mettez la colonne au format Texte et exportez de nouveau."
	CellDayNumber    = "Le tableur a remplacé cette date par un nombre de jours : mettez la colonne au format Date et exportez de nouveau."
	CellSheetError   = "Le tableur a laissé une erreur à la place de la valeur : corrigez-la et exportez de nouveau."
	CellSaysEmpty    = "Ce texte tient lieu de cellule vide : videz la cellule, et la valeur sera effacée."
	CellDate         = "La date n'existe pas ou n'est pas écrite comme 31/12/1985 ou 1985-12-31."
	CellMonthFirst   = "La date a le mois avant le jour : exportez-la comme 31/12/1985 ou 1985-12-31."
	CellShortYear    = "La date a une année de deux chiffres, qui ne dit pas le siècle : exportez-la comme 31/12/1985 ou 1985-12-31."
	CellBirth        = "Cette date de naissance n'est pas possible."
	CellManyMails    = "La cellule contient plusieurs adresses : gardez-en une."
	CellManyPhones   = "La cellule contient plusieurs numéros : gardez-en un."
	CellNoMail       = "Ce n'est pas une adresse e-mail."
	CellNoPhone      = "Ce n'est pas un numéro de téléphone."
	CellTwoLandlines = "C'est le numéro d'une ligne fixe, et la colonne fixe en porte un autre."
	CellLandline     = "C'est le numéro d'une ligne fixe : il est pris comme tel, si aucun autre n'est connu."
)

// CellSerialIsNIR says that a NIR is in the column of the serial number. An answer with it would be refused.
const CellSerialIsNIR = "C'est un numéro de sécurité sociale, et non le numéro de série de la carte Vitale."

// CellSameSerial says that the column was filled by mistake: with one number for most members, one card would answer for all
// of them.
const CellSameSerial = "Le même numéro est sur la plupart des lignes : chaque carte a le sien. Exportez de nouveau la colonne."

// CellShared warns of a contact that stands on many lines. What is sent to all these members arrives at one place.
func CellShared(lines int) string {
	return fmt.Sprintf("La même valeur est sur %d lignes : une seule personne recevra les codes de tous ces adhérents.", lines)
}

// CellMobile warns of a mobile number in the column of landlines.
const CellMobile = "C'est le numéro d'un portable : dans la colonne fixe, il ne reçoit pas de SMS. Mettez-le dans la colonne portable."

// Values that contradict the NIR of their line. They are taken as they are written.
const (
	CellOtherSex         = "Le NIR de cette ligne dit l'autre sexe : vérifiez que chaque valeur est sur la bonne ligne."
	CellOtherBirth       = "Le NIR de cette ligne dit un autre mois ou une autre année de naissance : vérifiez que chaque valeur est sur la bonne ligne."
	CellOtherCountry     = "Le NIR de cette ligne dit une naissance en France, ou à l'étranger, et ce pays le contraire : vérifiez que chaque valeur est sur la bonne ligne."
	CellOtherDepartement = "Le NIR de cette ligne dit un autre département de naissance : vérifiez que chaque valeur est sur la bonne ligne."
)

// CellMailSlip warns that a domain is one slip away from a provider's.
func CellMailSlip(provider string) string {
	return "L'adresse a peut-être une faute de frappe : est-ce « " + provider + " » ? Elle est prise comme elle est écrite."
}

// CellSerial says how long the serial number of a carte Vitale is. With any other value the member could not answer the
// question.
func CellSerial(shortest, longest int) string {
	return fmt.Sprintf("Le numéro de série d'une carte Vitale a de %d à %d caractères, dont des chiffres : celui-ci ne permettrait pas de répondre à la question d'identité.", shortest, longest)
}

// Missing or wrong values for which a line is refused.
const (
	CellNoIdentifier    = "L'identifiant manque."
	CellNoName          = "Il faut un nom ou une raison sociale."
	CellNoAddress       = "L'adresse manque : il faut au moins la ligne du code postal et de la commune."
	CellNoCategory      = "La catégorie manque."
	CellCategory        = "La catégorie est inconnue ; elle est particulier, exploitant, entreprise, employeur_jardinier ou tiers."
	CellNoNature        = "La nature manque."
	CellNature          = "La nature est inconnue ; elle est prestation, facture_cotisations ou cotisations_salaires."
	CellNoDate          = "La date manque."
	CellPaymentInFuture = "Ce paiement est dans le futur."
	CellPaymentTooOld   = "Ce paiement est trop ancien : vérifiez l'année."
	CellNoAmount        = "Le montant manque."
)

// Why an identifier does not fit its category.
const (
	IdentifierNIRWanted   = "Un particulier a pour identifiant un NIR de 13 caractères."
	IdentifierSIRETWanted = "Une entreprise a pour identifiant un SIRET de 14 chiffres."
	IdentifierEitherKind  = "Cette catégorie a pour identifiant un NIR de 13 caractères ou un SIRET de 14 chiffres."
	IdentifierNIR         = "Ce NIR n'existe pas : vérifiez le sexe, le mois et le département de naissance."
	IdentifierSIRET       = "Ce SIRET n'existe pas : l'un de ses chiffres est faux."
	IdentifierOfNoOne     = "Cette catégorie est inconnue."
)

// CellTooLong says that a value exceeds the maximum length in characters.
func CellTooLong(most int) string { return fmt.Sprintf("La valeur dépasse %d caractères.", most) }

// CellAddressLong warns that a line of an address is longer than the postal standard allows.
func CellAddressLong(characters, most int) string {
	return fmt.Sprintf("La ligne a %d caractères, la norme postale en admet %d : aucun courrier ne partira tant qu'elle n'aura pas été raccourcie.", characters, most)
}
