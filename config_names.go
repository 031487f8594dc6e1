package main

import "strings"

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

// nearest is the setting that a name nearly is, with two letters wrong, missing, too many or swapped at most; empty for
// none. For an option, give its variable.
func nearest(name string) string {
	best, least := "", 3
	consider := func(known string) {
		if d := distance(name, known); d < least {
			best, least = known, d
		}
	}
	for _, s := range settings {
		consider(s.name)
		if s.secret {
			consider(s.name + "_FILE")
		}
	}
	return best
}

// distance counts the letters to change, add, drop or swap (optimal string alignment).
func distance(a, b string) int {
	if a == b {
		return 0
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
