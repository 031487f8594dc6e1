package texts

import "fmt"

// Notes about an answer by letter.
const (
	AnswerByLetterHeld     = "La lettre sera retenue jusqu'à ce que quelqu'un règle le nom ou l'adresse sur l'enveloppe."
	AnswerByLetterUnproved = "L'identifiant a été donné sans connexion : la lettre part chez cet adhérent, qui n'a peut-être pas écrit."
	AnswerLetterGone       = "par lettre, il y a plus d'un an"
)

// LetterAnswerLong says that an answer by letter does not fit on its page.
func LetterAnswerLong(lines, characters int) string {
	return fmt.Sprintf("Une réponse par lettre tient sur une page : %d lignes, ou %d caractères, au plus.", lines, characters)
}

// AnswerLetter describes the state of an answer by letter.
func AnswerLetter(state string) string { return "par lettre, " + state }
