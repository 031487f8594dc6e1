package walks

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// journey is a use of the service, written as a test. Each runs twice: with JavaScript, and without.
type journey struct {
	name string
	goes func(t *testing.T, w world)
}

// world is the setting of a journey: a service of its own, its post, and a person in front of a browser.
type world struct {
	*person
	site *site
	post *post
}

// goThrough runs several journeys in parallel: each has a service and a browser profile of its own, and waits most of the time.
func goThrough(t *testing.T, journeys []journey, settings ...string) {
	t.Helper()
	for _, j := range journeys {
		for _, mode := range []struct {
			name string
			js   bool
		}{{"with JavaScript", true}, {"without JavaScript", false}} {
			t.Run(j.name+", "+mode.name, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, established(t), settings...)
				s.start()
				j.goes(t, world{newPerson(t, s.url, mode.js), s, s.post})
			})
		}
	}
}

var (
	establishedOnce sync.Once
	establishedDir  string // empty until Jeanne and Paul have finished their first connection
)

// established returns the directory of a database where Jeanne and Paul have finished their first connection, and no other
// member has begun. They went through the pages, once per run; each test starts with a copy.
func established(t *testing.T) string {
	t.Helper()
	establishedOnce.Do(func() {
		s := newSite(t, "")
		s.imports("adherents", membersFile())
		s.imports("paiements", paymentsFile())
		s.start()
		for _, m := range []member{jeanne, paul} {
			w := world{newPerson(t, s.url, false), s, s.post}
			w.forgets(m, "par e-mail")
			w.answersWithCard(m.card)
			w.Heading("Confirmation")
			w.logsIn(m.identifier, s.post.temporary(t, m.email))
			w.personalises(m)
			w.Press("Se déconnecter")
		}
		s.stop()
		parent, err := scratch()
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(parent, "established")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		copyFiles(t, dir, s.dir)
		establishedDir = dir
	})
	if establishedDir == "" {
		t.Fatal("Jeanne and Paul never came to the end of their first connection: see the first test that failed")
	}
	return establishedDir
}

// logsIn sends the log-in form; the next screen depends on the password.
func (w world) logsIn(identifier, password string) {
	w.t.Helper()
	w.Open("/connexion")
	w.Fill("Identifiant", identifier)
	w.Fill("Mot de passe", password)
	w.Press("Se connecter")
}

// forgets goes through « oubli » up to the screen after the choice of the channel.
func (w world) forgets(m member, channel string) {
	w.t.Helper()
	w.Open("/connexion")
	w.Press("J'ai oublié mon mot de passe")
	w.Heading("Vérification de votre identité")
	w.Fill("Identifiant", m.identifier)
	w.Press("Suivant")
	w.Heading("Demande d'un nouveau mot de passe")
	w.Reads("Comment désirez-vous recevoir votre mot de passe temporaire ?")
	w.Choose(channel)
	w.Press("Suivant")
}

func (w world) answersWithCard(card string) {
	w.t.Helper()
	w.Heading("Question de sécurité")
	w.Choose("Le numéro de série de ma carte Vitale")
	w.givesAnswer("Numéro de série de la carte Vitale", card)
}

// givesAnswer types the answer to the identity question, reads it again on the next screen, and sends it.
func (w world) givesAnswer(label, answer string) {
	w.t.Helper()
	w.Fill(label, answer)
	w.Press("Suivant")
	w.Reads("C'est votre seul essai.")
	w.Press("Envoyer ma réponse")
}

// choosesPassword fills in the screen of a new password, which is the same in the personalisation and in the change of the
// password.
func (w world) choosesPassword(password, again string) {
	w.t.Helper()
	w.Heading("Changement de votre mot de passe")
	w.inventsPassword()
	w.Fill("Votre nouveau mot de passe", password)
	w.Fill("Confirmer le mot de passe", again)
	w.Press("Suivant")
}

// inventsPassword opens the fields for a password of one's own; after a refusal they are open already.
func (w world) inventsPassword() {
	w.t.Helper()
	s, err := w.look()
	w.must(err)
	if _, open := s.find("Votre nouveau mot de passe", "textbox"); !open {
		w.Click("J'invente mon mot de passe")
	}
}

// personalises goes through the personalisation to the private space, with the member's own password.
func (w world) personalises(m member) {
	w.t.Helper()
	w.choosesPassword(m.password, m.password)
	w.Heading("Confirmation de vos coordonnées")
	w.Press("Je confirme mes coordonnées")
	w.confirmsAddress(m.email)
	w.Press("Accéder à Mon espace privé")
	w.At("/espace")
}

// confirmsAddress types the code that was sent to this address.
func (w world) confirmsAddress(email string) {
	w.t.Helper()
	w.Heading("Confirmation de votre adresse email")
	w.Reads(email)
	w.Fill("Saisir le code de confirmation", w.post.code(w.t, email))
	w.Press("Valider")
	w.Heading("Confirmation")
	w.Reads("Votre adresse email a été vérifiée.")
}

// nothingLeft fails if a message is unread. It first sends a message to the caisse and waits for its receipt: earlier messages
// would have arrived before.
func (w world) nothingLeft() {
	w.t.Helper()
	before := w.post.list()
	other := world{w.otherTab(), w.site, w.post}
	other.writesToCaisse("Bornage")
	w.post.tells(w.t, caisseMailbox, "Bornage")
	w.post.tells(w.t, marie.email, "Votre message est bien arrivé à votre caisse")
	if after := w.post.list(); before != "" || after != "" {
		w.t.Errorf("these left: %s", after)
	}
}

func (w world) writesToCaisse(subject string) {
	w.t.Helper()
	w.Open("/contact")
	w.Fill("Sujet", subject)
	w.Fill("Votre nom", "Marie Roux")
	w.Fill("Votre adresse e-mail", marie.email)
	w.Fill("Votre message", "Bonjour, pouvez-vous m'appeler ?")
	w.Press("Envoyer")
	w.Reads("Votre message a bien été envoyé.")
}
