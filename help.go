package main

import (
	"fmt"
	"strings"
)

// usage returns the text of « sesame help »: the list of commands.
func usage() string {
	var b strings.Builder
	b.WriteString("Usage : sesame [commande]\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-38s %s\n", strings.TrimSpace(c.name+" "+c.args), c.does)
	}
	b.WriteString("\n« sesame help COMMANDE », ou « sesame COMMANDE --help », donne les options d'une commande.\n" +
		"Les réglages se lisent dans le fichier que nomme SESAME_CONFIG, sinon dans " + usualConfigFile + " s'il existe ; l'environnement l'emporte.\n" +
		"« sesame help man », « bash » ou « env » écrit la page de manuel, ce qui complète les commandes dans bash, ou un fichier de configuration à remplir.\n")
	return b.String()
}

func isHelp(s string) bool { return s == "-h" || s == "-help" || s == "--help" }

// commandHelp returns the text of --help: the command's own flags, then its settings as variables and flags.
func commandHelp(l commandLine) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage : sesame %s\n", strings.TrimSpace(l.command+" [options] "+l.args))
	if len(l.flags) > 0 {
		b.WriteString("\nOptions :\n")
	}
	for _, f := range l.flags {
		fmt.Fprintf(&b, "  --%s\n        %s\n", f.Name, f.Usage)
	}
	if len(l.read) == 0 {
		return b.String()
	}
	b.WriteString("\nRéglages, dans le fichier que nomme SESAME_CONFIG (" + usualConfigFile + "), par variable d'environnement ou par option ; l'option l'emporte, puis l'environnement :\n")
	var files []string
	for _, s := range l.read {
		s.required = s.required && (l.complete || l.serving) // other commands run without it
		fmt.Fprintf(&b, "  %s, --%s\n        %s%s\n", s.name, s.flagName(), s.help, s.defaultText())
		if s.secret {
			files = append(files, fmt.Sprintf("  %s_FILE, --%s-file\n", s.name, s.flagName()))
		}
	}
	if len(files) > 0 {
		b.WriteString("\nUn secret peut venir d'un fichier :\n" + strings.Join(files, ""))
	}
	return b.String()
}

func (s setting) defaultText() string {
	switch {
	case s.required:
		return " Exigé."
	case s.fallback != "":
		return " Par défaut : " + s.fallback + "."
	}
	return ""
}
