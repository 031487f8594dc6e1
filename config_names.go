package main

import (
	"strings"

	"sesame/account"
)

// unknown says what is wrong with the name of a variable that is not a setting; empty if it belongs to another program.
// ours says whether the name is NAME_FILE of a setting that is not a secret.
func unknown(name string, ours bool) string {
	near := nearest(strings.ToUpper(name))
	switch {
	case ours:
		return "seul un secret peut venir d'un fichier ; donnez la valeur dans " + strings.TrimSuffix(name, "_FILE")
	case name == configVariable:
		return "ce réglage nomme la configuration, et n'a pas de place en elle ; donnez-le dans l'environnement de la commande"
	case near == strings.ToUpper(name):
		return "un réglage s'écrit en majuscules : " + near
	case near != "":
		return "cette variable est inconnue ; vouliez-vous dire " + near + " ?"
	case strings.HasPrefix(name, "SESAME_"):
		return "cette variable est inconnue. « sesame serve --help » les donne toutes"
	}
	return ""
}

// nearest returns the setting whose name is closest to the given one; empty if none is close. For an option, pass its
// variable.
func nearest(name string) string {
	var names []string
	for _, s := range settings {
		names = append(names, s.name)
		if s.secret {
			names = append(names, s.name+"_FILE")
		}
	}
	return nearestOf(names, name)
}

// nearestOf returns the known name closest to the given one, at an edit distance of at most two (letters wrong, missing, too
// many or swapped); empty for none.
func nearestOf(known []string, name string) string {
	best, least := "", 3
	for _, k := range known {
		if apart := len(name) - len(k); apart <= -least || apart >= least { // quick way out for most variables of other programs
			continue
		}
		if d := account.EditDistance(name, k); d < least && d < len(strings.TrimPrefix(k, "SESAME_")) { // a short name must share at least one letter
			best, least = k, d
		}
	}
	return best
}
