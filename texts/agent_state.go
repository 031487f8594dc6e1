package texts

// « État du service », for supervisors.
const (
	StateChecked = "La vérification est faite."
	StateGoesOn  = "La vérification dure plus longtemps que d'habitude. Rechargez cette page dans un instant."
)

// StateTask leads from the agents' home to what is to be mended.
func StateTask(n int) string {
	return "État du service : " + Plural(n, "un point à corriger", "%d points à corriger")
}
