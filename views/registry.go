package views

import (
	"errors"
	"fmt"
	"slices"

	"sesame/journey"
)

// pages are the screens outside the journeys.
var pages = []string{
	"accessibilite",
	"agent/accueil",
	"agent/adherent",
	"agent/adherents",
	"agent/agents",
	"agent/agents-ajout",
	"agent/agents-fiche",
	"agent/agents-secret",
	"agent/approbation",
	"agent/approbations",
	"agent/chiffres",
	"agent/codes-de-secours",
	"agent/connexion",
	"agent/coordonnees",
	"agent/courriers",
	"agent/courriers-lot",
	"agent/courriers-refaire",
	"agent/courriers-retour",
	"agent/courriers-retour-lettre",
	"agent/deblocage",
	"agent/droits",
	"agent/ecart",
	"agent/enrolement",
	"agent/erreur",
	"agent/guichet",
	"agent/import",
	"agent/imports",
	"agent/journal",
	"agent/message",
	"agent/messages",
	"agent/mon-acces",
	"agent/mot-de-passe",
	"agent/nouveau-facteur",
	"agent/preuve",
	"agent/reinitialisation",
	"agent/second-facteur",
	"agent/sessions",
	"agent/telephone",
	"agent/valeur",
	"agent/valeurs",
	"aide",
	"compte",
	"connexion",
	"contact",
	"contact/confirmation",
	"demo",
	"donnees-personnelles",
	"email-mot-de-passe",
	"erreur",
	"espace",
	"galerie",
	"mentions-legales",
}

// compareWithJourneys finds what is declared on one side only: rows of the journeys' tables, templates, samples of the
// gallery. It names all of them: one start tells everything.
func (v *Views) compareWithJourneys(gallery []Sample) error {
	shown := map[string]bool{}
	for _, s := range gallery {
		shown[s.Screen.Template] = true
	}
	wanted := slices.Clone(pages)
	var faults []error
	for _, j := range journey.All {
		for _, s := range j.Steps {
			name := j.Name + "/" + s.Name
			wanted = append(wanted, name)
			if j.Title == "" || s.Guide == "" {
				faults = append(faults, fmt.Errorf("the step %s has no words: its table lacks the journey's title or the screen's name", name))
			}
			if !shown[name] {
				faults = append(faults, fmt.Errorf("the step %s has no sample in the gallery", name))
			}
		}
	}
	for _, name := range wanted {
		if v.pages[name] == nil {
			faults = append(faults, fmt.Errorf("the screen %s has no template", name))
		}
	}
	for name, page := range v.pages {
		if !slices.Contains(wanted, name) {
			faults = append(faults, fmt.Errorf("the template %s belongs to no step and no page", name))
		}
		for _, part := range []string{"title", "main"} {
			if page.Lookup(part) == nil {
				faults = append(faults, fmt.Errorf("the template %s does not define %q", name, part))
			}
		}
	}
	return errors.Join(faults...)
}
