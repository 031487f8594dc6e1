package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sesame/files"
	"sesame/terminal"
)

// installer runs « sesame installer »: it asks for the caisse's settings, writes the configuration, tries it out with
// messages to the operator, and ends with the doctor's lines. Nothing is written before the operator has agreed to the
// whole.
func (p *program) installer(ctx context.Context, args []string) int {
	if _, _, err := p.configure(args, options{command: "installer"}); err != nil {
		return p.refuse(err)
	}
	i, err := readInstallation(cmp.Or(valueIn(p.env, configVariable), usualConfigFile))
	if err != nil {
		return p.fail(err)
	}
	d := terminal.NewDialogue(ctx, p.stdin, p.stdout)
	agreed, err := p.interview(d, i)
	if errors.Is(err, terminal.ErrEnded) || err == nil && !agreed {
		fmt.Fprintln(p.stdout, "\nRien n'a été écrit.")
		return exitRefused
	}
	if err != nil {
		return p.fail(err)
	}
	kept, err := i.write(p.now())
	if err != nil {
		return p.fail(fmt.Errorf("%s n'a pas pu être écrit : %w", i.path, err))
	}
	fmt.Fprintf(p.stdout, "%s est écrit.\n", i.path)
	if kept != "" {
		fmt.Fprintf(p.stdout, "L'ancien est gardé : %s\n", kept)
	}
	return p.installed(i.path).tryOut(ctx, d)
}

// installed returns this program with the new configuration file, and without the environment's SESAME_ variables, which
// would win over it.
func (p *program) installed(path string) *program {
	next := *p
	next.env = slices.DeleteFunc(slices.Clone(p.env), func(line string) bool { return strings.HasPrefix(line, "SESAME_") })
	next.env = append(next.env, configVariable+"="+path)
	return &next
}

const howToAnswer = `Sésame s'installe. Quelques questions, et rien n'est écrit avant la fin.
  Entrée   garde la réponse entre crochets
  <        revient à la question d'avant
  ?        explique
  Ctrl+C   arrête sans rien écrire
`

// interview asks all questions, shows the answers, and returns whether to write them.
func (p *program) interview(d *terminal.Dialogue, i *installation) (agreed bool, err error) {
	fmt.Fprint(p.stdout, howToAnswer)
	back := false
	for n := 0; ; {
		if n == len(questions) {
			if agreed, back, err = p.conclude(d, i); !back {
				return agreed, err
			}
			n--
		}
		q := questions[n]
		if q.due == nil || q.due(i) {
			if back, err = p.pose(d, i, q); err != nil {
				return false, err
			}
		}
		switch {
		case !back:
			n++
		case n > 0: // the first question has none before it
			n--
		}
	}
}

// conclude shows all answers and asks whether to write them; back is an answer of « < ».
func (p *program) conclude(d *terminal.Dialogue, i *installation) (agreed, back bool, err error) {
	fmt.Fprintln(p.stdout)
	for _, s := range settings {
		if v, given := i.values[s.name]; given {
			fmt.Fprintf(p.stdout, "  %s=%s\n", s.name, s.shown(v))
		}
	}
	for {
		answer, err := d.Ask(fmt.Sprintf("\nÉcrire %s ? oui, non, ou « < » pour revenir aux questions\n> ", i.path))
		if err != nil {
			return false, false, err
		}
		switch strings.ToLower(answer) {
		case "oui", "o":
			return true, false, nil
		case "non", "n":
			return false, false, nil
		case "<":
			return false, true, nil
		}
	}
}

// pose asks one question until the answer is valid, or until the operator goes back.
func (p *program) pose(d *terminal.Dialogue, i *installation, q question) (back bool, err error) {
	proposed := q.proposed(i)
	for {
		prompt := "\n" + q.asks + "\n"
		if proposed != "" {
			prompt += "[" + q.shown(proposed) + "] "
		}
		answer, err := d.Ask(prompt + "> ")
		if err != nil {
			return false, err
		}
		switch answer {
		case "<":
			return true, nil
		case "?":
			fmt.Fprintln(p.stdout, "  "+q.help())
			continue
		case "":
			answer = proposed
		}
		if err := q.take(i, answer); err != nil {
			fmt.Fprintln(p.stdout, "  "+ended(err.Error()))
			continue
		}
		return false, nil
	}
}

// shown returns a value as it may be displayed: a secret is hidden.
func (s setting) shown(v string) string {
	if s.secret && v != s.fallback {
		return "gardé secret"
	}
	return v
}

// unwritable says in French why a file could not be written.
func unwritable(err error) error { return errors.New(files.Reason(err)) }
