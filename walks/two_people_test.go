package walks

import "testing"

// Two people at one computer, or one person twice.
func TestTwoPeople(t *testing.T) {
	goThrough(t, []journey{
		{"two tabs of « oubli »: each keeps its demand, tells of the other one and leads to it", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			hers := w.post.code(t, jeanne.email)
			number := requestNumber.FindString(w.Text())
			second := world{w.otherTab(), w.site, w.post}
			second.forgets(paul, "par e-mail")
			his := second.post.code(t, paul.email)
			second.Reads("Une autre demande a été commencée dans ce navigateur : " + number)
			second.ReadsNot("Jeanne")

			w.Reload()
			w.Reads("Numéro de votre demande : " + number)
			second.Reload()
			second.Reads("Une autre demande a été commencée dans ce navigateur : " + number)
			if his != hers {
				w.typesCode(his)
				w.At("/mot-de-passe-oublie/code")
				w.Reads("Numéro de votre demande : "+number, "Ce code n'est pas le bon")
			}
			second.typesCode(his)
			second.isTold(byMail)
			w.post.temporary(t, paul.email)

			second.Press("Revenir à cette demande")
			second.At("/mot-de-passe-oublie/code")
			second.Reads("Numéro de votre demande : " + number)
			second.typesCode(hers)
			second.isTold(byMail)
			w.post.temporary(t, jeanne.email)
			w.nothingLeft()
		}},
		{"a second person who logs in is told who is there, and chooses", func(t *testing.T, w world) {
			second := world{w.otherTab(), w.site, w.post}
			second.Open("/connexion")
			second.Fill("Identifiant", paul.identifier)
			second.Fill("Mot de passe", paul.password)
			w.logsIn(jeanne.identifier, jeanne.password)
			w.At("/espace")

			second.Press("Se connecter")
			second.Heading("Une personne est déjà connectée")
			second.At("/connexion/autre-personne")
			second.Reads("sous le nom de Jeanne Martin")
			second.Reload()
			second.Heading("Une personne est déjà connectée")
			w.Reload()
			w.Reads("Bonjour Jeanne Martin")

			second.Press("Continuer avec l'autre personne")
			second.At("/espace")
			second.Reads("Bonjour Paul Berger")
			w.Reload()
			w.Reads("Bonjour Paul Berger")
		}},
	})
}
