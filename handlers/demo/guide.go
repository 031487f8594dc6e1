package demo

import (
	"cmp"
	"net/url"
	"time"

	"sesame/views"
)

// nobody is a well-formed identifier without a member.
const nobody = "1900186999088"

// Where a try begins. Forms are filled in with the identifier; the portal passes it on as login_hint.
const (
	byLogin         = "/connexion"
	byForgotten     = "/mot-de-passe-oublie"
	byRegistration  = "/inscription"
	byFranceConnect = "/connexion/franceconnect"
)

// try is one journey to try out, with a member's account or as an agent.
type try struct {
	title, start string
	who          string // identifier of a member, or login of an agent; empty if no account is needed
	answer       string // to the identity question, if it is asked
	look         string
}

var memberTries = []try{
	{"Se connecter", byLogin, "2580386999012", "", "Le portail de démonstration s'ouvre avec son nom. « Mon espace privé » montre ses connexions."},
	{"Remplacer un mot de passe temporaire", byLogin, "1470779999015", "", "La jauge juge le nouveau mot de passe. Le code de confirmation est dans les messages partis."},
	{"Mot de passe oublié, par e-mail", byForgotten, "1860216999031", "", "Choisissez l'e-mail. Le code, puis le mot de passe temporaire, sont dans les messages partis."},
	{"Mot de passe oublié, par SMS", byForgotten, "2911186999023", "187,24 €", "Choisissez le SMS. Une réponse fausse à la question mène au courrier."},
	{"S'identifier avec FranceConnect", byFranceConnect, "2911186999023", "", "Choisissez son nom, sur une page qui joue FranceConnect : elle entre sans mot de passe."},
	{"Mot de passe oublié, par lettre", byForgotten, "1380117999070", "", "La caisse ne connaît ni e-mail ni portable : la lettre est dans les courriers."},
	{"Changer de mot de passe", byLogin, "TEST0042", "", "Du portail, allez à « Email & Mot de passe », puis à « Modifier mon mot de passe » : à la fin, le portail s'est fermé."},
	{"S'inscrire", byRegistration, "99900103500016", "148,77 €", "Un premier mot de passe temporaire part, comme après un oubli."},
	{"Un identifiant que personne n'a", byForgotten, nobody, "", "Les écrans sont les mêmes que pour un adhérent, et aucun message ne part."},
}

var agentTries = []try{
	{"Aider un adhérent", "/agent/adherents", "ymoreau", "", "Cherchez « girault » ou « montmorillon ». La page dit où en est l'adhérente et quoi faire ; réinitialisez son mot de passe."},
	{"Donner un second avis", "/agent/approbations", "cpetit", "", "Une demande attend, pour un portable qui vient de changer : un agent ne suffit pas."},
	{"Imprimer les courriers", "/agent/courriers", "lfabre", "", "Un lot se fait en un PDF, avec sa feuille de garde. Une lettre est retenue : la page dit pourquoi."},
	{"Charger un fichier", "/agent/imports", "cpetit", "", "Un essai à blanc dit ce qui changerait. Le dernier fichier a laissé deux lignes de côté."},
	{"Savoir comment ça va", "/agent/chiffres", "cpetit", "", "Les chiffres d'une année inventée. « Journal » dit ce que les agents ont fait, « État » ce qui est à corriger dans le service."},
}

// shown returns the data about the try that /demo shows at that time.
func (t try) shown(now time.Time) views.DemoTry {
	v := views.DemoTry{Title: t.title, Start: t.start, Identifier: t.who, Answer: t.answer, Look: t.look}
	for _, m := range people {
		if m.identifier == t.who {
			v.Name, v.Password = m.name, cmp.Or(m.temporary, m.password())
		}
	}
	for _, a := range agents {
		if a.login == t.who {
			s := a.shown(now)
			v.Name, v.Password, v.Code = s.Name, s.Password, s.Code
		}
	}
	switch t.start {
	case byLogin:
		v.Start = portalEnterPath + "?" + url.Values{hintField: {t.who}}.Encode()
	case byFranceConnect:
		v.Password = ""
	case byForgotten, byRegistration:
		v.Form, v.Password = true, ""
	}
	return v
}

// shownTries returns the tries in the order of the guided path.
func shownTries(now time.Time) (members, staff []views.DemoTry) {
	for _, t := range memberTries {
		members = append(members, t.shown(now))
	}
	for _, t := range agentTries {
		staff = append(staff, t.shown(now))
	}
	return members, staff
}
