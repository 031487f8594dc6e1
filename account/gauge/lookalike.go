package gauge

// unmasked replaces the signs of a lower-case password by the letters they resemble, byte by byte.
func unmasked(lower, which string) string {
	letters := lookalikeLetter(which)
	all := []byte(lower)
	for i, b := range all {
		if b < firstPictograph {
			all[i] = byte(letters(rune(b))) //nolint:gosec // G115: a letter or the same ASCII character
		}
	}
	return string(all)
}

// lookalikeLetter maps a sign to the letter that it replaces; which gives the letters for 1, 9 and !.
func lookalikeLetter(which string) func(rune) rune {
	return func(r rune) rune {
		switch r {
		case '0':
			return 'o'
		case '1', '|':
			return rune(which[0])
		case '9', '6':
			return rune(which[1])
		case '!':
			return rune(which[2])
		case '3', '&': // the projection converts € to &
			return 'e'
		case '4', '@':
			return 'a'
		case '5', '$':
			return 's'
		case '7', '+':
			return 't'
		case '8':
			return 'b'
		case '2':
			return 'z'
		case '(':
			return 'c'
		}
		return r
	}
}

// runs yields the ranges of letters that begin and end with a typed letter.
func runs(variant, lower string) func(func(int, int) bool) {
	return func(yield func(int, int) bool) {
		for from := 0; from < len(variant); {
			if kindOf(variant[from]) != letter {
				from++
				continue
			}
			to := from
			for to < len(variant) && kindOf(variant[to]) == letter {
				to++
			}
			first, last := from, to
			for first < last && kindOf(lower[first]) != letter {
				first++
			}
			for last > first && kindOf(lower[last-1]) != letter {
				last--
			}
			if last > first && !yield(first, last) {
				return
			}
			from = to
		}
	}
}

// different counts the bytes that differ between two strings of equal length.
func different(a, b string) int {
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// lettersBefore returns how many letters end at a position.
func lettersBefore(s string, at int) int {
	n := 0
	for at-n > 0 && kindOf(s[at-n-1]) == letter {
		n++
	}
	return n
}

// lettersAfter returns how many letters begin at a position.
func lettersAfter(s string, at int) int {
	n := 0
	for at+n < len(s) && kindOf(s[at+n]) == letter {
		n++
	}
	return n
}
