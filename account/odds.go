package account

import "math"

// MaxOddsPerYear is the maximum of OddsPerYear that SECURITY.md promises; with limits above it the program does not
// start.
const MaxOddsPerYear = 0.01

// hardenedPerDay is how often the codes of an account are compared in 24 hours while they have the digits of « mode
// renforcé ». From then on they have two digits more, and may be compared a hundred times as often: each step adds the
// same odds. The last step is never filled: a year of 2,000 comparisons a second is too little.
const hardenedPerDay = 8

// attacksPerDay is an upper bound of the comparisons that the service can make in a day.
const attacksPerDay = 200_000_000

// ShortPerYear returns how many times short codes of an account are compared in a year: those with fewer digits than in
// « mode renforcé ».
func (l Limits) ShortPerYear() int { return min(13*l.WrongPerMonth, 365*l.WrongPerDay) } // 13 windows of 30 days overlap a year

// Hardened says whether codes with so many digits count as those of « mode renforcé ».
func (l Limits) Hardened(digits int) bool { return digits >= l.ReinforcedDigits }

// HardenedTries returns the number of comparisons with hardened codes of an account in 24 hours from which codes with
// so many digits are no longer used.
func (l Limits) HardenedTries(digits int) int {
	allowed := hardenedPerDay
	for d := l.ReinforcedDigits; d < digits; d += 2 {
		allowed *= 100
	}
	return allowed
}

// HardenedDigits returns the number of digits of a hardened code after so many comparisons with hardened codes of an
// account in 24 hours.
func (l Limits) HardenedDigits(tries int) int {
	digits := l.ReinforcedDigits
	for digits+2 <= MaxCodeDigits && tries >= l.HardenedTries(digits) {
		digits += 2
	}
	return digits
}

// OddsPerYear returns an upper bound of the probability that an attacker guesses one code of one account within a year:
// for each number of digits, the comparisons allowed divided by the number of codes. By default 91 comparisons of
// 10,000, and 0.015 % for all longer ones.
func (l Limits) OddsPerYear() float64 {
	odds := 0.0
	if !l.Hardened(l.CodeDigits) {
		odds = float64(l.ShortPerYear()) / math.Pow10(l.CodeDigits)
	}
	for digits := l.ReinforcedDigits; digits <= MaxCodeDigits; digits += 2 {
		odds += 365 * float64(l.HardenedTries(digits)) / math.Pow10(digits)
	}
	return odds
}

// FoundPerDay returns an upper bound of the codes that an attack on this many accounts guesses per day: by the better
// strategy of staying below « mode renforcé » or accepting it. In that mode short codes are not compared.
func (l Limits) FoundPerDay(accounts int) float64 {
	perDay := float64(l.ShortPerYear()) / 365 * float64(accounts)
	below := min(perDay, float64(l.EveryoneWrongDay-1)) / math.Pow10(l.CodeDigits)
	within := 0.0
	for digits := max(l.CodeDigits, l.ReinforcedDigits); digits <= MaxCodeDigits; digits += 2 {
		within += min(attacksPerDay, float64(accounts)*float64(l.HardenedTries(digits))) / math.Pow10(digits)
	}
	return max(below, within)
}
