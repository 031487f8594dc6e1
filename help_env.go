package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sesame/envfile"
)

// packaged are the values that the Debian package sets: its folders, and a listening address behind a proxy on the same
// computer.
var packaged = map[string]string{
	"SESAME_LISTEN":     "127.0.0.1:8080",
	"SESAME_DB":         "/var/lib/sesame/sesame.db",
	"SESAME_BACKUP_DIR": "/var/backups/sesame",
}

// configurationFile returns a complete configuration file: every setting with its help; a setting without a given value is
// commented out with its default.
func configurationFile(values map[string]string) string {
	var b strings.Builder
	b.WriteString(`# ` + usualConfigFile + ` : la configuration de Sésame, que lisent le service et toutes les commandes.
#
# Un réglage par ligne : NOM=valeur, sans espace autour du signe égal. Un # au début de la ligne la neutralise.
# Les lignes marquées « exigé » sont à remplir avant de démarrer. « sesame doctor » dit ce qui manque ou ne va pas.
# Un secret peut se mettre dans un fichier que root seul lit, ce qui vaut mieux qu'ici :
#     SESAME_SMTP_URL_FILE=` + secretsFolder + `/smtp-url
# Ensuite : systemctl restart sesame
`)
	for _, s := range settings {
		b.WriteString("\n")
		for _, line := range lines(s.help + s.defaultText()) {
			b.WriteString("# " + line + "\n")
		}
		if apart, given := values[s.name+"_FILE"]; given {
			fmt.Fprintf(&b, "%s_FILE=%s\n", s.name, envfile.Quoted(apart))
		} else if s.secret {
			fmt.Fprintf(&b, "# Ou, dans un fichier : %s_FILE=%s/%s\n", s.name, secretsFolder, s.flagName())
		}
		value, given := values[s.name]
		if !given {
			b.WriteString("#")
			value = s.fallback
		}
		fmt.Fprintf(&b, "%s=%s\n", s.name, envfile.Quoted(value))
	}
	return b.String()
}

// lineWidth is the maximum length of a comment's text in the file, in characters.
const lineWidth = 100

// lines wraps a text between words.
func lines(text string) (all []string) {
	for _, word := range strings.Fields(text) {
		last := len(all) - 1
		if last >= 0 && utf8.RuneCountInString(all[last])+1+utf8.RuneCountInString(word) <= lineWidth {
			all[last] += " " + word
			continue
		}
		all = append(all, word)
	}
	return all
}
