package texts

import "strconv"

// « État du service », for supervisors.
const (
	StateChecked = "La vérification est faite."
	StateGoesOn  = "La vérification dure plus longtemps que d'habitude. Rechargez cette page dans un instant."
)

// StateTask leads from the agents' home to what is to be mended.
func StateTask(n int) string {
	if n == 1 {
		return "État du service : un point à corriger"
	}
	return "État du service : " + strconv.Itoa(n) + " points à corriger"
}
