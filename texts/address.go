package texts

import "fmt"

// Why a letter cannot be printed.
const (
	AddressMissing  = "L'adresse manque."
	AddressTown     = "La dernière ligne doit porter le code postal et la commune (86000 POITIERS) ou, à l'étranger, le pays en toutes lettres."
	AddressShortens = "Une abréviation est proposée."
	LetterTooLate   = "Son mot de passe arrivera trop près de sa fin : refaites le courrier."
	LetterDamaged   = "Le courrier ne se lit plus dans la base : refaites-le."
)

// AddressLines says that an address has more lines than fit on a letter.
func AddressLines(lines, most int) string {
	return fmt.Sprintf("L'adresse compte %d lignes : %d au plus.", lines, most)
}

// AddressLineLong says that a line is longer than the postal standard allows.
func AddressLineLong(line, characters, most int) string {
	return fmt.Sprintf("La ligne %d compte %d caractères : %d au plus.", line, characters, most)
}

// AddressLineSign says that a line contains a character that the post cannot read.
func AddressLineSign(line int, sign rune) string {
	return fmt.Sprintf("La ligne %d contient « %c », que la poste ne lit pas.", line, sign)
}

// LetterCameBack says that a letter came back from this address on a day, as « 3 novembre 2026 ».
func LetterCameBack(day string) string {
	return "Un courrier est revenu de cette adresse le " + day + "."
}

// ShortNameUnnamed says that a shortened name line contains nothing of the name.
const ShortNameUnnamed = "Gardez en entier au moins un mot du nom de famille, ou de la raison sociale."

// ShortNameOther says that a word of a shortened name line is not in the file's name.
func ShortNameOther(word string) string {
	return "« " + word + " » n'est pas dans le nom du fichier : gardez ses mots, ou leurs abréviations, dans le même ordre."
}
