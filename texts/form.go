package texts

import "fmt"

// Refusals that any form may show.
const (
	Required      = "Ce champ est exigé."
	NotOffered    = "Choisissez l'une des réponses proposées."
	UnknownChoice = "Ce choix n'est pas possible. Choisissez l'une des réponses proposées."
)

// TooLong says that a text exceeds the maximum length in characters.
func TooLong(most string) string {
	return fmt.Sprintf("Ce texte est trop long : %s caractères au plus.", most)
}

// TooManyTries says that a limit was reached, and from when a try is allowed: « à partir de 14 h 05 ».
func TooManyTries(from string) string {
	return "Trop de tentatives. Vous pourrez réessayer " + from + "."
}
