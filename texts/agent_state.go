package texts

// « État du service », for supervisors.
const (
	StateChecked = "La vérification est faite."
	StateGoesOn  = "La vérification dure plus longtemps que d'habitude. Rechargez cette page dans un instant."
)

// StateTask is the link on the agents' home page to the faults to be corrected.
func StateTask(n int) string {
	return "État du service : " + Plural(n, "un point à corriger", "%d points à corriger")
}
