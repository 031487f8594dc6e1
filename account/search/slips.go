package search

// A slip is one letter too many, too few or another one, or two neighbours exchanged. It leaves one half of a word as it
// is: the index has a term for each half of a word, which encodes the letters of the other half.
const (
	shortestSlip = 4  // letters: shorter words with one other letter are too many
	slipBit      = 44 // lowest of the bits that identify a half
	slipMask     = ^Term(1<<slipBit - 1)
	slipLetters  = 5 // first letters of the other half that are encoded
)

// slipTerms returns the terms of the halves of a word; none when it is too short or has other characters than letters.
func slipTerms(word string) []Term {
	if len(word) < shortestSlip || !plain(word) {
		return nil
	}
	half := len(word) / 2
	return []Term{halfTerm(hashedFront, word[:half], word[half:]), halfTerm(hashedBack, word[half:], word[:half])}
}

func halfTerm(which byte, half, other string) Term {
	t := hashed(which, half) & slipMask
	for i, shift := 0, slipBit-letterBits; i < min(len(other), slipLetters); i, shift = i+1, shift-letterBits {
		t |= letterOf(other[i]) << shift
	}
	return t
}

// slipProbes returns the probes that find the words which differ from a word by one slip, and maybe others.
func slipProbes(word string) (probes []Probe) {
	if len(word) < shortestSlip || !plain(word) {
		return nil
	}
	add := func(which byte, half, other string) {
		p := Probe{Term: halfTerm(which, half, ""), Mask: slipMask, Way: BySlip, other: other}
		for _, q := range probes {
			if q == p {
				return
			}
		}
		probes = append(probes, p)
	}
	for n := len(word) - 1; n <= len(word)+1; n++ { // length of the intended word
		if n < shortestSlip {
			continue
		}
		half := n / 2
		add(hashedFront, word[:half], word[half:])
		if back := n - half; back <= len(word) {
			add(hashedBack, word[len(word)-back:], word[:len(word)-back])
		}
	}
	// Two letters exchanged where the halves meet leave neither as it is.
	half := len(word) / 2
	exchanged := word[:half-1] + word[half:half+1] + word[half-1:half] + word[half+1:]
	return append(probes, Probe{Term: wordTerm(exchanged), Mask: exactMask, Way: BySlip})
}

// nearTerm says whether the letters that a half's term encodes differ from other by one slip at most.
func nearTerm(t Term, other string) bool {
	var letters [slipLetters]byte
	n := 0
	for shift := slipBit - letterBits; n < slipLetters; shift -= letterBits {
		c := byte(t >> shift & lastLetter) //nolint:gosec // G115: 5 bits
		if c == 0 {
			break
		}
		letters[n], n = 'a'-1+c, n+1
	}
	known := string(letters[:n])
	if n < slipLetters {
		return slipped(known, other)
	}
	// The term may encode only the first letters of a longer half.
	for m := max(0, min(len(other), n-1)); m <= min(len(other), n+1); m++ {
		if slipped(known, other[:m]) {
			return true
		}
	}
	return false
}

// slipped says whether two words differ by one slip at most.
func slipped(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
