package doctor

import (
	"context"
	"fmt"
	"strings"
)

// massAttack is the size of the attack whose odds SECURITY.md names.
const massAttack = 100_000 // accounts

// limits tells what the limits are worth; a configuration above 1 % a year does not start.
func (d *Doctor) limits(context.Context) Finding {
	said := fmt.Sprintf("un code d'un compte serait deviné en un an avec une probabilité de %.2f %% ; une attaque sur %d comptes trouverait %.3f code par jour, qui n'ouvre rien",
		100*d.Limits.OddsPerYear(), massAttack, d.Limits.FoundPerDay(massAttack))
	return ok(strings.ReplaceAll(said, ".", ",")) // a number has a comma in French, and the sentence has no stop
}
