package agent

import (
	"net/http"
	"path"

	"sesame/handlers/web"
)

// keptEntries are the forms whose entries wait for the agent's next login, by their routes below /agent. What a member has said to
// prove who they are is in none.
var keptEntries = map[string]web.Form{
	"/adherents":                         {Page: "/adherents", Fields: []string{"recherche"}},
	"/adherents/:id/reinitialisation":    {Page: "/adherents/:id/reinitialisation", Fields: []string{"voie", "raison", "motif"}},
	"/adherents/:id/guichet":             {Page: "/adherents/:id/guichet", Fields: []string{"piece", "nature", "raison", "motif"}},
	"/adherents/:id/guichet/accord":      {Page: "/adherents/:id/guichet", Fields: []string{"piece", "nature", "motif_accord"}},
	"/adherents/:id/deblocage":           {Page: "/adherents/:id/deblocage", Fields: []string{"raison", "motif"}},
	"/adherents/:id/coordonnees":         {Page: "/adherents/:id/coordonnees", Fields: []string{"email", "portable", "fixe", "fax", "email_avant", "portable_avant", "fixe_avant", "fax_avant", "raison", "motif"}},
	"/adherents/:id/ecart/:moyen":        {Page: "/adherents/:id/ecart/:moyen", Fields: []string{"raison", "motif"}},
	"/adherents/:id/valeur/:colonne":     {Page: "/adherents/:id/valeur/:colonne", Fields: []string{"raison", "motif"}},
	"/adherents/:id/sessions":            {Page: "/adherents/:id/sessions", Fields: []string{"raison", "motif"}},
	"/adherents/:id/mandats":             {Page: "/adherents/:id/mandats", Fields: []string{"nature", "qui", "compte", "etendue", "piece", "vue", "debut", "fin", "raison", "motif"}},
	"/adherents/:id/mandats/:mandat":     {Page: "/adherents/:id/mandats/:mandat", Fields: []string{"raison", "motif"}},
	"/adherents/:id/telephone/envoi":     {Page: "/adherents/:id/telephone", Fields: []string{"envoi", "raison", "motif"}},
	"/adherents/:id/courrier":            {Page: "/adherents/:id/courrier", Fields: []string{"raison", "motif"}},
	"/adherents/:id/suspension":          {Page: "/adherents/:id/suspension", Fields: []string{"raison", "motif"}},
	"/adherents/:id/retablissement":      {Page: "/adherents/:id/retablissement", Fields: []string{"raison", "motif"}},
	"/adherents/:id/reouverture":         {Page: "/adherents/:id/reouverture", Fields: []string{"raison", "motif"}},
	"/adherents/:id/fermeture":           {Page: "/adherents/:id/fermeture", Fields: []string{"cause", "garde", "raison", "motif"}},
	"/adherents/:id/donnees":             {Page: "/adherents/:id/donnees", Fields: []string{"raison", "motif"}},
	"/adherents/:id/effacement":          {Page: "/adherents/:id/effacement", Fields: []string{"raison", "motif"}},
	"/approbations/:id":                  {Page: "/approbations/:id", Fields: []string{"raison", "motif"}},
	"/approbations/:id/refus":            {Page: "/approbations/:id", Fields: []string{"raison", "motif"}},
	"/approbations/:id/annulation":       {Page: "/approbations/:id", Fields: []string{"raison", "motif"}},
	"/en-attente":                        {Page: "/en-attente", Fields: []string{"raison", "motif"}, Ticks: []string{"envoi"}},
	"/en-attente/refus":                  {Page: "/en-attente", Fields: []string{"raison", "motif"}, Ticks: []string{"envoi"}},
	"/courriers":                         {Page: "/courriers", Fields: []string{"presentation"}, Ticks: []string{"lettre"}},
	"/courriers/lots/:lot":               {Page: "/courriers/lots/:lot", Ticks: []string{"lettre"}},
	"/courriers/retour":                  {Page: "/courriers/retour", Fields: []string{"recherche"}},
	"/messages/:number/reponse":          {Page: "/messages/:number", Fields: []string{"voie", "texte", "attend", "insere", "modele"}},
	"/messages/:number/modele":           {Page: "/messages/:number", Fields: []string{"voie", "texte", "attend", "insere", "modele"}},
	"/imports/:id/chargement":            {Page: "/imports/:id", Fields: []string{"lignes"}},
	"/messages/:number/rappel":           {Page: "/messages/:number", Fields: []string{"note"}},
	"/messages/:number/attribution":      {Page: "/messages/:number", Fields: []string{"agent"}},
	"/messages/:number/note":             {Page: "/messages/:number", Fields: []string{"note"}},
	"/messages/:number/classement":       {Page: "/messages/:number", Fields: []string{"motif"}},
	"/agents/ajout":                      {Page: "/agents/ajout", Fields: []string{"agent", "nom", "role"}},
	"/services/ajout":                    {Page: "/services/ajout", Fields: []string{"nom", "accueil", "retour", "deconnexion", "genre", "signature"}, Ticks: []string{"portee"}},
	"/a-voir/:liste":                     {Page: "/a-voir/:liste", Fields: []string{"lesquels", "acte", "cause", "raison", "motif"}, Ticks: []string{"ligne"}, Query: []string{"apres"}},
	"/ecarts":                            {Page: "/ecarts", Fields: []string{"lesquels", "choix", "raison", "motif"}, Ticks: []string{"ligne"}, Query: []string{"moyen", "apres"}},
	"/valeurs":                           {Page: "/valeurs", Fields: []string{"lesquels", "raison", "motif"}, Ticks: []string{"ligne"}, Query: []string{"colonne", "joignables", "apres"}},
	"/adherents/:id/identifiant":         {Page: "/adherents/:id/identifiant", Fields: []string{"raison", "motif"}},
	"/agents/:id":                        {Page: "/agents/:id", Fields: []string{"role", "nom"}},
	"/courriers/lettres/:lettre/nom":     {Page: "/courriers/lettres/:lettre/nom", Fields: []string{"nom_1", "nom_2", "nom_3", "nom_4", "nom_5", "nom_6", "motif"}},
	"/courriers/lettres/:lettre/refaire": {Page: "/courriers/lettres/:lettre/refaire", Fields: []string{"raison"}},
	"/courriers/lettres/:lettre/retour":  {Page: "/courriers/lettres/:lettre/retour", Fields: []string{"raison"}},
	"/courriers/lots/:lot/refaire":       {Page: "/courriers/lots/:lot/refaire", Fields: []string{"raison"}, Ticks: []string{"lettre"}},
	"/courriers/retours":                 {Page: "/courriers/retours", Fields: []string{"raison", "enveloppes"}},
	"/journal":                           {Page: "/journal", Fields: []string{"agent", "jour"}},
	"/message-suspect":                   {Page: "/message-suspect", Fields: []string{"voie", "numero"}},
	"/messages":                          {Page: "/messages", Fields: []string{"cherche"}},
	"/reponses-types/ajout":              {Page: "/reponses-types/ajout", Fields: []string{"titre", "texte"}},
	"/reponses-types/:id":                {Page: "/reponses-types/:id", Fields: []string{"titre", "texte"}},
	"/services/:id/retrait":              {Page: "/services/:id/retrait", Fields: []string{"motif"}},
}

// ledBack declares the pages to which an agent's login leads back: all that need one, but the home, where each login leads, and files.
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
