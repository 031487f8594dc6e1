package gauge

// squeezeRepeats reduces consecutive repetitions of a part to one (two for a single letter or a pair) and returns the price factor:
// one per repetition. Shorter parts come first.
func squeezeRepeats(s string, same func(a, b byte) bool) (squeezed string, times float64) {
	times = 1
	for period := 1; 2*period <= len(s); period++ {
		least, kept := 2, 1
		if period <= 2 {
			least, kept = 3, 2
		}
		for at := 0; at+least*period <= len(s); {
			end := at + period
			for end < len(s) && same(s[end], s[end-period]) {
				end++
			}
			count := (end - at) / period
			if count < least {
				at = max(at+1, end-period+1) // a repetition of this length cannot begin before the letter that broke it
				continue
			}
			s = s[:at+kept*period] + s[at+count*period:]
			times *= float64(count) / float64(kept)
			at += kept * period
		}
	}
	return s, times
}

func sameByte(a, b byte) bool { return a == b }

// sameLetter is sameByte without case: Lolalola.
func sameLetter(a, b byte) bool {
	return a == b || a^b == 'a'^'A' && kindOf(a) == letter && kindOf(b) == letter
}
