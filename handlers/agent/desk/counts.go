package desk

import "sesame/account"

// MostCounted is the number up to which the rows of a list are counted; beyond it the list shows « plus de 1 000 ».
const MostCounted = 1_000

// CountWords formats a number of rows.
func CountWords(n int, over bool) string {
	if over {
		return "plus de " + account.Thousands(n)
	}
	return account.Thousands(n)
}

// Sum adds the counts of a list's parts. over says that the sum, which is then MostCounted, is only a lower bound.
func Sum[K comparable](counts map[K]int) (n int, over bool) {
	for _, of := range counts {
		n += of
	}
	return min(n, MostCounted), n > MostCounted
}
