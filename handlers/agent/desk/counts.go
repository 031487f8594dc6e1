package desk

import "sesame/account"

// MostCounted is up to which number the rows of a list are counted; beyond, it has « plus de 1 000 ».
const MostCounted = 1_000

// CountWords writes a number of rows.
func CountWords(n int, over bool) string {
	if over {
		return "plus de " + account.Thousands(n)
	}
	return account.Thousands(n)
}

// Sum adds the numbers of a list's parts; over says that one of them, or all together, are more than is counted.
func Sum[K comparable](counts map[K]int) (n int, over bool) {
	for _, of := range counts {
		n += of
	}
	return min(n, MostCounted), n > MostCounted
}
