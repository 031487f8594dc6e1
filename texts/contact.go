package texts

// TooManyMessages is said to who has written often enough for a day.
func TooManyMessages(from, phone string) string {
	return "Vous nous avez déjà beaucoup écrit aujourd'hui. Vous pourrez nous écrire de nouveau " + from + ". Vous pouvez aussi nous appeler au " + phone + "."
}
