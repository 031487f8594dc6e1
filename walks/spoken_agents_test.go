package walks

import "testing"

// TestWhatIsSpokenToAgents searches for a member and resets their password with an agent who uses a screen reader only.
func TestWhatIsSpokenToAgents(t *testing.T) {
	listens(t, []spoken{{"agent", func(l *listener) {
		l.world = l.counterAgent("jmartin")
		l.presses("Chercher", ", sans rien écrire")
		l.Fill(searchField, "personne")
		l.presses("Chercher", ", sans trouver")
		l.Fill(searchField, "berger")
		l.presses("Chercher", "")
		l.hears("Paul Berger", func() { l.Press(l.named("link", paul.name)) })
		l.presses("Réinitialiser le mot de passe", "")
		l.presses("Réinitialiser le mot de passe", ", sans rien choisir")
		l.Choose("Par e-mail, à " + paul.email)
		l.Choose("Mot de passe oublié")
		l.presses("Réinitialiser le mot de passe", ", avec un motif")
	}}})
}
