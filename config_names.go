package main

import (
	"strings"

	"sesame/account"
)

// unknown says what is wrong with the name of a variable that is no setting; empty for those of other programs. ours says
// whether it is the file of a setting that is no secret.
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

// nearest is the setting that a name nearly is; empty for none. For an option, give its variable.
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

// nearestOf is the known name that another nearly is, with two letters wrong, missing, too many or swapped at most; empty for
// none.
func nearestOf(known []string, name string) string {
	best, least := "", 3
	for _, k := range known {
		if apart := len(name) - len(k); apart <= -least || apart >= least { // most variables of other programs
			continue
		}
		if d := account.EditDistance(name, k); d < least && d < len(strings.TrimPrefix(k, "SESAME_")) { // a short name is not near to one that shares no letter with it
			best, least = k, d
		}
	}
	return best
}
