package agent

import (
	"net/http"
	"path"

	"sesame/handlers/web"
)

// keptEntries lists the forms whose entries are kept until the agent's next login, by their routes below /agent. None includes
// what a member has said to prove their identity.
var keptEntries = map[string]web.Form{
	"/adherents":                         {Page: "/adherents", Written: []string{"recherche"}},
	"/adherents/:id/reinitialisation":    {Page: "/adherents/:id/reinitialisation", Fields: []string{"voie", "raison"}, Written: []string{"motif"}},
	"/adherents/:id/guichet":             counterForm,
	"/adherents/:id/guichet/accord":      counterForm,
	"/adherents/:id/guichet/question":    counterForm,
	"/adherents/:id/deblocage":           {Page: "/adherents/:id/deblocage", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/coordonnees":         {Page: "/adherents/:id/coordonnees", Fields: []string{"email_avant", "portable_avant", "fixe_avant", "fax_avant", "raison"}, Written: []string{"email", "portable", "fixe", "fax", "motif"}},
	"/adherents/:id/ecart/:moyen":        {Page: "/adherents/:id/ecart/:moyen", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/valeur/:colonne":     {Page: "/adherents/:id/valeur/:colonne", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/sessions":            {Page: "/adherents/:id/sessions", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/mandats":             {Page: "/adherents/:id/mandats", Fields: []string{"nature", "raison"}, Written: []string{"qui", "compte", "etendue", "piece", "vue", "debut", "fin", "motif"}},
	"/adherents/:id/mandats/:mandat":     {Page: "/adherents/:id/mandats/:mandat", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/telephone":           callForm,
	"/adherents/:id/telephone/appel":     callForm,
	"/adherents/:id/telephone/envoi":     callForm,
	"/adherents/:id/telephone/question":  callForm,
	"/adherents/:id/courrier":            {Page: "/adherents/:id/courrier", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/suspension":          {Page: "/adherents/:id/suspension", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/retablissement":      {Page: "/adherents/:id/retablissement", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/reouverture":         {Page: "/adherents/:id/reouverture", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/fermeture":           {Page: "/adherents/:id/fermeture", Fields: []string{"cause", "raison"}, Written: []string{"garde", "motif"}},
	"/adherents/:id/donnees":             {Page: "/adherents/:id/donnees", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/adherents/:id/effacement":          {Page: "/adherents/:id/effacement", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/approbations/:id":                  {Page: "/approbations/:id", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/approbations/:id/refus":            {Page: "/approbations/:id", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/approbations/:id/annulation":       {Page: "/approbations/:id", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/en-attente":                        {Page: "/en-attente", Fields: []string{"raison"}, Written: []string{"motif"}, Ticks: []string{"envoi"}},
	"/en-attente/refus":                  {Page: "/en-attente", Fields: []string{"raison"}, Written: []string{"motif"}, Ticks: []string{"envoi"}},
	"/courriers":                         lettersForm,
	"/courriers/lettres/:lettre/adresse": lettersForm,
	"/courriers/lots/:lot":               {Page: "/courriers/lots/:lot", Ticks: []string{"lettre"}},
	"/courriers/retour":                  {Page: "/courriers/retour", Written: []string{"recherche"}},
	"/messages/:number/reponse":          messageForm,
	"/messages/:number/modele":           messageForm,
	"/messages/:number/prise":            messageForm,
	"/imports/:id/chargement":            {Page: "/imports/:id", Fields: []string{"lignes"}},
	"/imports/:id/annulation":            {Page: "/imports/:id"},
	"/imports/:id/retour":                {Page: "/imports/:id"},
	"/messages/:number/rappel":           messageForm,
	"/messages/:number/attribution":      messageForm,
	"/messages/:number/note":             messageForm,
	"/messages/:number/classement":       messageForm,
	"/agents/ajout":                      {Page: "/agents/ajout", Fields: []string{"role"}, Written: []string{"agent", "nom"}},
	"/services/ajout":                    {Page: "/services/ajout", Fields: []string{"genre", "signature"}, Written: []string{"nom", "accueil", "retour", "deconnexion"}, Ticks: []string{"portee"}},
	"/a-voir/:liste":                     {Page: "/a-voir/:liste", Fields: []string{"lesquels", "acte", "cause", "raison"}, Written: []string{"motif"}, Ticks: []string{"ligne"}, Query: []string{"apres"}},
	"/ecarts":                            {Page: "/ecarts", Fields: []string{"lesquels", "choix", "raison"}, Written: []string{"motif"}, Ticks: []string{"ligne"}, Query: []string{"moyen", "apres"}},
	"/valeurs":                           {Page: "/valeurs", Fields: []string{"lesquels", "raison"}, Written: []string{"motif"}, Ticks: []string{"ligne"}, Query: []string{"colonne", "joignables", "apres"}},
	"/adherents/:id/identifiant":         {Page: "/adherents/:id/identifiant", Fields: []string{"raison"}, Written: []string{"motif"}},
	"/agents/:id":                        {Page: "/agents/:id", Fields: []string{"role"}, Written: []string{"nom"}},
	"/mon-acces/touches":                 {Page: "/mon-acces"},
	"/courriers/lettres/:lettre/nom":     {Page: "/courriers/lettres/:lettre/nom", Written: []string{"nom_1", "nom_2", "nom_3", "nom_4", "nom_5", "nom_6", "motif"}},
	"/courriers/lettres/:lettre/refaire": lettersForm,
	"/courriers/lettres/:lettre/retour":  {Page: "/courriers/lettres/:lettre/retour", Fields: []string{"raison"}},
	"/courriers/lots/:lot/refaire":       {Page: "/courriers/lots/:lot/refaire", Fields: []string{"raison"}, Ticks: []string{"lettre"}},
	"/courriers/retours":                 {Page: "/courriers/retours", Fields: []string{"raison"}, Written: []string{"enveloppes"}},
	"/journal":                           {Page: "/journal", Written: []string{"agent", "jour"}},
	"/message-suspect":                   {Page: "/message-suspect", Fields: []string{"voie"}, Written: []string{"numero"}},
	"/messages":                          {Page: "/messages", Written: []string{"cherche"}},
	"/reponses-types/ajout":              {Page: "/reponses-types/ajout", Written: []string{"titre", "texte"}},
	"/reponses-types/:id":                {Page: "/reponses-types/:id", Written: []string{"titre", "texte"}},
	"/services/:id/retrait":              {Page: "/services/:id/retrait", Written: []string{"motif"}},
}

// counterForm is the form of the counter page, which has several buttons.
var counterForm = web.Form{Page: "/adherents/:id/guichet", Fields: []string{"piece", "nature", "raison"}, Written: []string{"motif", "motif_accord"}}

// lettersForm is the form of the page of the letters, which has several buttons.
var lettersForm = web.Form{Page: "/courriers", Fields: []string{"presentation"}, Ticks: []string{"lettre"}}

// callForm is the form of the page of a call, which has several buttons.
var callForm = web.Form{Page: "/adherents/:id/telephone", Fields: []string{"envoi", "nature", "raison"}, Written: []string{"motif"}}

// messageForm is the form of a contact message's page, which has several buttons.
var messageForm = web.Form{Page: "/messages/:number", Fields: []string{"voie", "attend", "insere", "modele", "agent", "motif"}, Written: []string{"texte", "note"}}

// ledBack declares the pages to which an agent's login leads back: all that need a login, except the home page, where a
// login leads anyway, and files.
func (a *Pages) ledBack(routes []route) {
	var pages []string
	for _, r := range routes {
		if r.method == http.MethodGet && r.right != "" && r.path != "" && path.Ext(r.path) == "" {
			pages = append(pages, web.AgentPath+r.path)
		}
	}
	forms := map[string]web.Form{}
	for at, f := range keptEntries {
		f.Page = web.AgentPath + f.Page
		forms[web.AgentPath+at] = f
	}
	a.LeadBack(pages, forms)
}
