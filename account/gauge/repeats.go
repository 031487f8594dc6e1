package gauge

// squeezeRepeats leaves one of a piece that follows itself (two where it is a letter or a pair, which the library prices
// by itself) and tells how many times more an attacker has to try: once for each repetition. Shorter pieces first.
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
				at = max(at+1, end-period+1) // no repetition of this length begins before the letter that broke it
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

// sameLetter is sameByte whatever the case: Lolalola.
func sameLetter(a, b byte) bool {
	return a == b || a^b == 'a'^'A' && kindOf(a) == letter && kindOf(b) == letter
}

// longSequence is how much of abcdefgh… is left: whole in one of the library's windows wherever it begins.
const longSequence = windowStep

// squeezeSequences cuts long sequences down (letters or digits that follow each other at the same step, 5 at most as
// the library has it) and tells how many times more an attacker has to try: the library's price grows with the length.
func squeezeSequences(s string) (squeezed string, times float64) {
	times = 1
	for at := 0; at+longSequence < len(s); at++ {
		step := int(s[at+1]) - int(s[at])
		if step == 0 || step < -5 || step > 5 {
			continue
		}
		end := at + 2
		for end < len(s) && int(s[end])-int(s[end-1]) == step {
			end++
		}
		if end-at > longSequence {
			times *= float64(end-at) / longSequence
			s = s[:at+longSequence] + s[end:]
		}
	}
	return s, times
}
