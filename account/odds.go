package account

import "math"

// maxOddsPerYear is what SECURITY.md promises: above it the program does not start.
const maxOddsPerYear = 0.01

// OddsPerYear bounds the odds that somebody guesses one right code on one account in a year: the tries that the limits
// leave, each one of 10^digits. 91 tries and 0.91 % by default.
func (l Limits) OddsPerYear() float64 {
	const months = 13 // windows of 30 days that a year touches
	tries := min(months*l.WrongPerMonth, 365*l.WrongPerDay, months*l.CodesPerMonth*l.CodeTries)
	return float64(tries) / math.Pow10(l.CodeDigits)
}

// FoundPerDay bounds the right codes that an attack on so many accounts finds in a day, day after day: the best of
// staying below « mode renforcé », and of living with it.
func (l Limits) FoundPerDay(accounts int) float64 {
	perDay := min(float64(l.WrongPerDay), float64(l.WrongPerMonth)/30) * float64(accounts)
	below := min(perDay, float64(l.EveryoneWrongDay-1)) / math.Pow10(l.CodeDigits)
	within := perDay / math.Pow10(max(l.CodeDigits, l.ReinforcedDigits))
	return max(below, within)
}
