package texts

import "fmt"

// What any form may refuse.
const (
	Required      = "Ce champ est exigé."
	NotOffered    = "Choisissez l'une des réponses proposées."
	UnknownChoice = "Ce choix n'est pas possible. Choisissez l'une des réponses proposées."
)

// TooLong refuses a text of more characters than a field takes.
func TooLong(most string) string {
	return fmt.Sprintf("Ce texte est trop long : %s caractères au plus.", most)
}

// TooManyTries is said to who has tried too often; from says when they may again, as « à partir de 14 h 05 ».
func TooManyTries(from string) string {
	return "Trop de tentatives. Vous pourrez réessayer " + from + "."
}
