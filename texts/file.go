package texts

import (
	"fmt"
	"strings"
)

// Why a back-office file cannot be read.
const (
	FileEmpty        = "Ce fichier est vide."
	FileNotText      = "Ce fichier n'est pas du texte. Enregistrez-le au format CSV."
	FileWorkbook     = "Ce fichier est un classeur, non un CSV. Dans le tableur : « Enregistrer sous », format « CSV UTF-8 »."
	FileOfMembers    = "C'est le fichier des adhérents, et non celui des paiements : importez-le comme tel. "
	FileOfPayments   = "C'est le fichier des paiements, et non celui des adhérents : importez-le comme tel, après les adhérents. "
	FilePacked       = "Ce fichier est compressé : décompressez-le, et importez le CSV qu'il contient."
	FileOtherFormat  = "Ce fichier est dans un autre format (HTML, XML, JSON, RTF ou PDF), non un CSV. Exportez-le de nouveau au format CSV."
	FileNothingLoads = "Aucune ligne n'a pu être chargée : corrigez le fichier."
	FileNoHeader     = "La première ligne du fichier manque, ou est trop longue pour être un en-tête de colonnes."
)

// FileHeaderUnread says why the first line cannot be parsed as a header.
func FileHeaderUnread(why string) string {
	return "La première ligne du fichier ne se lit pas comme un en-tête de colonnes : " + why
}

// FileNotAHeader says that the first line contains hardly any column name; which lists the columns without one,
// as « les colonnes n° 1, 2 ne portent ».
func FileNotAHeader(which string, columns []string) string {
	return "La première ligne n'est pas un en-tête : " + which + " pas un nom de colonne connu. " +
		"Ajoutez une première ligne avec les noms des colonnes. " + fileColumns(columns)
}

// FileHeaderWrong lists the faults of a header, and the possible columns.
func FileHeaderWrong(faults, columns []string) string {
	return "L'en-tête du fichier ne convient pas : " + strings.Join(faults, " ; ") + ". " + fileColumns(columns)
}

// FileColumnsUnknown names the columns of a header that no file has.
func FileColumnsUnknown(names string) string {
	return "colonne inconnue : " + names + ", à renommer ou à retirer"
}

// FileColumnMeant adds to an unknown name the column that it probably stands for, as do so many names of the header.
func FileColumnMeant(name, column string, names int) string {
	if names > 1 {
		return name + " (à réunir dans « " + column + " » ?)"
	}
	return name + " (plutôt « " + column + " » ?)"
}

func fileColumns(columns []string) string {
	return "Colonnes attendues : " + strings.Join(columns, ";") + "."
}

// FileTooManyTwice rejects a file in which more identifiers than this occur twice.
func FileTooManyTwice(most int) string {
	return fmt.Sprintf("Plus de %d identifiants sont en double dans ce fichier : vérifiez son export.", most)
}

// FileColumnSpoilt says once, for all lines, how a spreadsheet has damaged a column.
func FileColumnSpoilt(column string, spoilt, filled int, why string) string {
	return fmt.Sprintf("colonne %s : %d valeurs sur %d sont abîmées et sont laissées de côté. %s", column, spoilt, filled, why)
}

// FileMuchChanges asks for confirmation of a file that deletes many values or changes the persons behind many identifiers;
// what counts its lines.
func FileMuchChanges(what string) string {
	return what + " : c'est plus de 1 % du fichier, ou plus de 20 lignes."
}

// Why a line of a file cannot be read.
const (
	LineTooLong = "La ligne est trop longue : le fichier est sans doute abîmé."
	LineQuote   = "Un guillemet n'est pas à sa place : " +
		"une valeur entre guillemets se termine avant le séparateur, et un guillemet dans la valeur s'écrit deux fois."
	LineTorn = "Un saut de ligne coupe sans doute cette ligne, dont la suite est à la ligne d'après : " +
		"réunissez-les, ou mettez la valeur entre guillemets."
	LineHeaderAgain = "La ligne répète l'en-tête : elle est passée."
	LineNote        = "La ligne ne décrit personne (total ou remarque) : elle est passée."
	LineOfNobody    = "Aucun adhérent n'a cet identifiant : importez d'abord le fichier des adhérents."
)

// LineCutShort says that the last line has fewer values than the header.
func LineCutShort(values, columns int) string {
	return fmt.Sprintf("La dernière ligne s'arrête à la valeur %d sur %d : le fichier a sans doute été coupé pendant son transfert.", values, columns)
}

// LineOtherSeparator says that a line has another separator than the header.
func LineOtherSeparator(header, line string) string {
	return "L'en-tête sépare les colonnes par " + header + ", et cette ligne par " + line + " : prenez partout le même séparateur."
}

// LineTooMany says that a line has more values than the header.
func LineTooMany(values, columns int) string {
	return fmt.Sprintf("La ligne a %d valeurs pour %d colonnes : une valeur contient sans doute le séparateur sans être entre guillemets.", values, columns)
}

// LineUnnamedColumn says that a column without a name has a value.
func LineUnnamedColumn(number int) string {
	return fmt.Sprintf("La colonne n° %d n'a pas de nom : cette valeur n'est pas chargée.", number)
}

// LineTwice says in which line the same identifier has other values.
func LineTwice(line int) string {
	return fmt.Sprintf("Le même identifiant est aussi à la ligne %d : gardez une seule des deux lignes.", line)
}

// LineRepeats says that the line repeats an earlier one.
func LineRepeats(line int) string {
	return fmt.Sprintf("La ligne répète la ligne %d : elle est passée.", line)
}
