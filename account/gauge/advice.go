package gauge

import (
	"fmt"
	"strings"
	"unicode"

	"sesame/account/gauge/words"
)

const (
	adviceTooLong   = "Ce mot de passe est trop long : 128 caractères au plus. Choisissez-en un plus court."
	adviceEdge      = "Un mot de passe ne commence pas et ne finit pas par un espace. Retirez cet espace."
	adviceInvisible = "Ce mot de passe contient un caractère qui ne se voit pas. Écrivez-le de nouveau, sans rien coller."
	advicePersonal  = "Évitez votre nom, votre date de naissance, votre adresse et vos numéros. Remplacez-les par des mots sans rapport avec vous."
	adviceRepeat    = "Les répétitions se devinent vite. Remplacez-les par un ou deux mots sans rapport entre eux."
	adviceKeyboard  = "Les touches qui se suivent au clavier se devinent vite. Remplacez-les par un ou deux mots sans rapport entre eux."
	adviceSequence  = "Les suites comme abcd ou 1234 se devinent vite. Remplacez-les par un ou deux mots sans rapport entre eux."
	adviceDate      = "Les dates et les années se devinent vite. Remplacez-les par un ou deux mots sans rapport entre eux."
	adviceWord      = "Un mot ou un nom courant%s se devine vite. Ajoutez un ou deux mots sans rapport entre eux."
	adviceSaying    = "Une phrase toute faite se devine vite, même longue ou par ses initiales. Prenez trois mots sans rapport entre eux."
	adviceAddress   = "Une adresse se devine vite, avec ou sans la ville. Prenez trois mots sans rapport entre eux."
	adviceNumber    = "Un numéro ou une date se devine vite, même avec des signes autour. Remplacez-le par deux ou trois mots sans rapport entre eux."
	adviceShort     = "Ce mot de passe est trop simple. Ajoutez un ou deux mots sans rapport entre eux."
	adviceName      = "Un seul mot ou nom se devine vite, même rare. Ajoutez un ou deux mots sans rapport entre eux."
	adviceLetters   = "Si peu de lettres se devinent vite, même sans former un mot. Ajoutez un ou deux mots sans rapport entre eux."
	adviceInitials  = "Des initiales et un nombre ou une date se devinent vite. Remplacez-les par deux ou trois mots sans rapport entre eux."
	adviceMonth     = "Une date se devine vite, même écrite en lettres. Remplacez-la par deux ou trois mots sans rapport entre eux."
	adviceCommon    = "Ce mot de passe ressemble à ceux qui ont été le plus souvent volés. Prenez deux ou trois mots sans rapport entre eux."
	adviceSeveral   = "Ces mots sont trop courants ou trop souvent ensemble. Ajoutez-en un ou deux sans rapport avec eux."
	adviceFair      = "Ce mot de passe convient. Un mot de plus, sans rapport avec les autres, le rendrait fort."
	adviceStrong    = "Ce mot de passe est fort. Ne l'utilisez que pour ce site."
)

// adviceRules names the unmet rules: « Ajoutez une majuscule et un chiffre. »
func adviceRules(rules []Rule) string {
	wanted := map[string]string{
		"length": "des caractères, il en faut au moins 8", "upper": "une majuscule", "lower": "une minuscule",
		"digit": "un chiffre", "special": "un caractère spécial comme - ! ? ou *",
	}
	var missing []string
	for _, r := range rules[1:] {
		if !r.Met {
			missing = append(missing, wanted[r.ID])
		}
	}
	if !rules[0].Met { // length has a longer sentence, which comes last
		missing = append(missing, wanted["length"])
	}
	last := missing[len(missing)-1]
	if len(missing) == 1 {
		return "Ajoutez " + last + "."
	}
	return "Ajoutez " + strings.Join(missing[:len(missing)-1], ", ") + " et " + last + "."
}

// advice says how to improve the password. It names what the cheapest attack found, and never a part of the password: the
// field may be masked, and a screen reader speaks the advice.
func advice(l Level, e estimation, typed []rune) string {
	switch {
	case l == Strong:
		return adviceStrong
	case l == Fair:
		return adviceFair
	case e.names:
		return advicePersonal
	}
	switch e.why {
	case Word, Common, Name, Keys:
		if f := e.french; f.why == e.why && f.to > f.from {
			return wordAdvice(f, typed)
		}
	}
	return adviceOf[e.why]
}

// adviceOf is the advice for a reading whose place in the password is unknown.
var adviceOf = map[Reading]string{
	Unread: adviceShort, Own: adviceShort, Word: fmt.Sprintf(adviceWord, ""), Common: adviceCommon, Name: adviceName, Keys: adviceKeyboard,
	Repeat: adviceRepeat, Initials: adviceInitials, Words: adviceSeveral, Sequence: adviceSequence, Date: adviceDate, Saying: adviceSaying, Address: adviceAddress, Number: adviceNumber,
}

// wordAdvice returns the advice about a word and its dress.
func wordAdvice(f finding, typed []rune) string {
	to := f.to
	for to-f.from > shortWord && unicode.IsDigit(typed[to-1]) { // peugeot206: the word ends before its number
		to--
	}
	word := strings.ToLower(string(typed[f.from:to]))
	ascii := project(word)
	switch {
	case f.why == Name && 2*(to-f.from) < len(typed):
		return adviceShort
	case f.why == Name && unlikeName(lettersOnly(ascii)):
		return adviceLetters
	case f.why == Name:
		return adviceName
	case (f.why == Keys || isKeys(ascii)) && strings.Contains(runsOfAll, ascii):
		return adviceSequence
	case f.why == Keys, isKeys(ascii):
		return adviceKeyboard
	case fewLetters(ascii):
		return adviceRepeat
	case strings.Contains(months, " "+ascii+" ") && (onlyDigits(string(typed[:f.from])) != "" || onlyDigits(string(typed[to:])) != ""):
		return adviceMonth
	case f.why == Common && strings.IndexFunc(word, unicode.IsDigit) >= 0:
		return adviceCommon // the rest holds more than the word
	}
	around := dressed(typed[:f.from], typed[to:])
	if around != "" {
		around = " " + around
	}
	return fmt.Sprintf(adviceWord, around)
}

const (
	runsOfAll = "abcdefghijklmnopqrstuvwxyz 01234567890 zyxwvutsrqponmlkjihgfedcba 09876543210"
	months    = " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
)

// spokenBits is the number of bits per letter above which letters look like initials of a sentence, not like a word.
const spokenBits = 5.2

func unlikeName(letters string) bool {
	return letters != "" && words.Default().Bits(letters) > spokenBits*float64(len(letters))
}

// isKeys says whether letters form a single run on the keyboard.
func isKeys(ascii string) bool {
	all := len(ascii) > leastKeys && keyRun(ascii, 0) == len(ascii)
	keyWalk(ascii, 0, func(end int, _ float64) { all = all || end == len(ascii) })
	return all
}

// fewLetters says whether a word has at least three times as many characters as different ones.
func fewLetters(ascii string) bool {
	different := map[byte]bool{}
	for i := range len(ascii) {
		different[ascii[i]] = true
	}
	return 3*len(different) <= len(ascii)
}

// dressed describes the characters around a word: « suivi d'une année ».
func dressed(before, after []rune) string {
	switch {
	case len(after) > 0:
		return "suivi " + dressName(string(after))
	case len(before) > 0:
		return "précédé " + dressName(string(before))
	}
	return ""
}

func dressName(dress string) string {
	number := onlyDigits(dress)
	bare := strings.IndexFunc(dress, unicode.IsLetter) < 0
	switch n := len(number); {
	case !bare:
		return "de quelques caractères"
	case n == 0 && len(dress) == 1:
		return "d'un caractère spécial"
	case n == 0:
		return "de caractères spéciaux"
	case n == 4 && number >= "1900" && number < "2100":
		return "d'une année"
	case n == 5 && strings.Contains(dress, number):
		return "d'un code postal"
	case n == 6 || n == 8:
		return "d'une date"
	case n == 1 && len(dress) == 1:
		return "d'un chiffre"
	case n == len(dress):
		return "de chiffres"
	case n == 1:
		return "d'un chiffre et d'un caractère spécial"
	}
	return "de chiffres et d'un caractère spécial"
}
