package main

import (
	"fmt"
	"strings"
)

// bashCompletion returns a bash script that completes commands, the words that follow each, its options, then file names.
func bashCompletion() string {
	var b strings.Builder
	b.WriteString(`# bash completion for sesame(1)
_sesame()
{
    local typed=${COMP_WORDS[COMP_CWORD]} words='' options=''
    case ${COMP_WORDS[1]} in
`)
	all := commandLines()
	names := []string{"help"}
	for _, l := range all {
		names = append(names, l.command)
		fmt.Fprintf(&b, "    %s)\n        words='%s'\n        options='%s' ;;\n", l.command, strings.Join(l.words(), " "), strings.Join(l.optionNames(), " "))
	}
	fmt.Fprintf(&b, `    help)
        words='bash env man' ;;
    esac
    if ((COMP_CWORD == 1)); then
        words='%s' options='--help'
    elif ((COMP_CWORD > 2)); then
        words=''
    fi
    if [[ $typed == -* ]]; then
        words=$options
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$typed")
}
complete -o default -F _sesame sesame
`, strings.Join(names, " "))
	return b.String()
}
