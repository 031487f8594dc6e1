package doctor

import (
	"context"
	"fmt"
	"strings"
)

// massAttack is the size of the attack whose probabilities SECURITY.md states.
const massAttack = 100_000 // accounts

// limits reports the probability of a successful attack under the configured limits. A configuration above 1 % a year does
// not start.
func (d *Doctor) limits(context.Context) Finding {
	said := fmt.Sprintf("un code d'un compte serait deviné en un an avec une probabilité de %.2f %% ; une attaque sur %d comptes trouverait %.3f code par jour, qui n'ouvre rien",
		100*d.Limits.OddsPerYear(), massAttack, d.Limits.FoundPerDay(massAttack))
	return ok(strings.ReplaceAll(said, ".", ",")) // the French decimal separator is a comma, and the sentence contains no full stop
}
