package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"

	"sesame/account/gauge"
)

// judgement is the output for one line of the standard input. The line itself may be a password in use: it is never printed.
type judgement struct {
	Line    int     `json:"ligne"`
	Level   string  `json:"niveau"`
	Guesses float64 `json:"log10"` // decimal logarithm of the number of guesses
	Reading string  `json:"lecture"`
}

// longestLine is the maximum length in bytes of a line; the gauge refuses passwords long before.
const longestLine = 64 << 10

// judge runs « sesame jauge », which rates each line of the standard input as a new password, without any facts about the
// person.
func (p *program) judge(_ context.Context, args []string) int {
	var asJSON bool
	c, _, err := p.configure(args, options{command: "jauge", settings: only("SESAME_WORDS_FILE"), flags: func(fs *flag.FlagSet) {
		fs.BoolVar(&asJSON, "json", false, "Écrit une ligne JSON par mot de passe, au lieu de colonnes.")
	}})
	if err != nil {
		return p.refuse(err)
	}
	to := bufio.NewWriter(p.stdout)
	tell := func(j judgement) error {
		_, err := fmt.Fprintf(to, "%d\t%s\t%.1f\t%s\n", j.Line, j.Level, j.Guesses, j.Reading)
		return err
	}
	if asJSON {
		tell = func(j judgement) error { return json.NewEncoder(to).Encode(j) }
	}
	lines := bufio.NewScanner(p.stdin)
	lines.Buffer(nil, longestLine)
	for n := 1; lines.Scan(); n++ {
		known := gauge.Personal{Local: c.Words}
		e := gauge.EstimateFor(lines.Text(), known)
		j := judgement{Line: n, Level: gauge.Judge(lines.Text(), known).Level.String(), Guesses: math.Log10(max(1, e.Guesses)), Reading: e.Reading.String()}
		if err := tell(j); err != nil {
			return p.fail(err)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return p.fail(fmt.Errorf("une ligne a plus de %d octets : donnez un mot de passe par ligne", longestLine))
	} else if err != nil {
		return p.fail(fmt.Errorf("l'entrée ne se lit pas : %w", err))
	}
	if err := to.Flush(); err != nil {
		return p.fail(err)
	}
	return exitDone
}
