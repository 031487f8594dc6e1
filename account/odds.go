package account

import "math"

// maxOddsPerYear is what SECURITY.md promises: above it the program does not start.
const maxOddsPerYear = 0.01

// comparedPerTry is how many codes of an account one attempt is compared with: the code that the screen asks for, and the
// newest that another demand still accepts, so that it can be named. Each of them counts as a wrong code.
const comparedPerTry = 2

// OddsPerYear is an upper bound of the probability that an attacker guesses one code of one account within a year: the
// allowed comparisons divided by 10^digits. By default 91 comparisons, 0.91 %.
func (l Limits) OddsPerYear() float64 {
	const months = 13 // windows of 30 days that overlap a year
	tries := min(months*l.WrongPerMonth, 365*l.WrongPerDay, comparedPerTry*months*l.CodesPerMonth*l.CodeTries)
	return float64(tries) / math.Pow10(l.CodeDigits)
}

// FoundPerDay is an upper bound of the codes that an attack on this many accounts guesses per day: the better strategy
// of staying below « mode renforcé » or accepting it.
func (l Limits) FoundPerDay(accounts int) float64 {
	perDay := min(float64(l.WrongPerDay), float64(l.WrongPerMonth)/30) * float64(accounts)
	below := min(perDay, float64(l.EveryoneWrongDay-1)) / math.Pow10(l.CodeDigits)
	within := perDay / math.Pow10(max(l.CodeDigits, l.ReinforcedDigits))
	return max(below, within)
}
