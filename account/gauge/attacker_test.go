package gauge

import (
	"fmt"
	"strings"
)

// attackRule is one line of hashcat's rule language: functions that are applied to a word, one after the other. The functions
// that rule lists use are implemented; those that need hashcat's memory are refused.
type attackRule []func(word []byte) ([]byte, bool)

// parseRule reads a line: « c $1 $! », « i1* », « sa@ ». Positions are 0 to 9, then A to Z.
func parseRule(line string) (attackRule, error) {
	var rule attackRule
	for at := 0; at < len(line); {
		name := line[at]
		at++
		if name == ' ' {
			continue
		}
		n := arguments[name]
		if at+n > len(line) || !known(name) {
			return nil, fmt.Errorf("%q: %c at %d is no function of hashcat's, or lacks an argument", line, name, at)
		}
		rule = append(rule, function(name, line[at:at+n]))
		at += n
	}
	return rule, nil
}

// arguments is the number of characters that follow the name of a function; functions without arguments are not listed.
var arguments = map[byte]int{
	'T': 1, 'p': 1, '$': 1, '^': 1, 'D': 1, '\'': 1, '@': 1, 'z': 1, 'Z': 1, 'L': 1, 'R': 1, '+': 1, '-': 1, '.': 1, ',': 1,
	'y': 1, 'Y': 1, 'e': 1, 'x': 2, 'O': 2, 'i': 2, 'o': 2, 's': 2, '*': 2,
}

func known(name byte) bool {
	return arguments[name] > 0 || strings.IndexByte(":lucCtrdf{}[]kKqE", name) >= 0
}

// apply returns the rule's result for a word; false when a function cannot be applied, because hashcat then rejects the word.
func (r attackRule) apply(word string) (string, bool) {
	w := []byte(word)
	for _, f := range r {
		var ok bool
		if w, ok = f(w); !ok {
			return "", false
		}
	}
	return string(w), true
}

func position(c byte) int {
	if c >= 'A' && c <= 'Z' {
		return int(c-'A') + 10
	}
	return int(c - '0')
}

func toLower(w []byte) []byte { return []byte(strings.ToLower(string(w))) }
func toUpper(w []byte) []byte { return []byte(strings.ToUpper(string(w))) }

func flip(c byte) byte {
	if kindOf(c) == letter {
		return c ^ ('a' ^ 'A')
	}
	return c
}

// titled capitalises the first letter and each letter after a separator.
func titled(w []byte, separator byte) []byte {
	w = toLower(w)
	for i := range w {
		if kindOf(w[i]) == letter && (i == 0 || w[i-1] == separator) {
			w[i] = flip(w[i])
		}
	}
	return w
}

func repeat(w []byte, times int) []byte { return []byte(strings.Repeat(string(w), times)) }

// function returns the function with this name and its arguments.
func function(name byte, arg string) func(w []byte) ([]byte, bool) {
	n, m := 0, 0
	if len(arg) > 0 {
		n = position(arg[0])
	}
	if len(arg) > 1 {
		m = position(arg[1])
	}
	always := func(f func(w []byte) []byte) func([]byte) ([]byte, bool) {
		return func(w []byte) ([]byte, bool) { return f(w), true }
	}
	// within leaves a word unchanged that is too short for the function.
	within := func(least func(length int) bool, f func(w []byte) []byte) func([]byte) ([]byte, bool) {
		return func(w []byte) ([]byte, bool) {
			if !least(len(w)) {
				return w, true
			}
			return f(w), true
		}
	}
	holds := func(length int) bool { return length > n }
	set := func(at int, value func(w []byte) byte) func([]byte) ([]byte, bool) {
		return within(func(length int) bool { return at >= 0 && at < length }, func(w []byte) []byte {
			w[at] = value(w)
			return w
		})
	}
	swap := func(i, j func(length int) int) func([]byte) ([]byte, bool) {
		return within(func(length int) bool { return min(i(length), j(length)) >= 0 && max(i(length), j(length)) < length },
			func(w []byte) []byte {
				a, b := i(len(w)), j(len(w))
				w[a], w[b] = w[b], w[a]
				return w
			})
	}
	at := func(i int) func(int) int { return func(int) int { return i } }
	last := func(i int) func(int) int { return func(length int) int { return length - i } }
	switch name {
	case 'l':
		return always(toLower)
	case 'u':
		return always(toUpper)
	case 'c':
		return always(func(w []byte) []byte { return append(toUpper(w[:min(1, len(w))]), toLower(w[min(1, len(w)):])...) })
	case 'C':
		return always(func(w []byte) []byte { return append(toLower(w[:min(1, len(w))]), toUpper(w[min(1, len(w)):])...) })
	case 't':
		return always(func(w []byte) []byte {
			for i := range w {
				w[i] = flip(w[i])
			}
			return w
		})
	case 'T':
		return set(n, func(w []byte) byte { return flip(w[n]) })
	case 'E':
		return always(func(w []byte) []byte { return titled(w, ' ') })
	case 'e':
		return always(func(w []byte) []byte { return titled(w, arg[0]) })
	case 'r':
		return always(func(w []byte) []byte { return []byte(backward(string(w))) })
	case 'd':
		return always(func(w []byte) []byte { return repeat(w, 2) })
	case 'p':
		return always(func(w []byte) []byte { return repeat(w, n+1) })
	case 'f':
		return always(func(w []byte) []byte { return append(w, backward(string(w))...) })
	case 'q':
		return always(func(w []byte) []byte {
			var all []byte
			for _, c := range w {
				all = append(all, c, c)
			}
			return all
		})
	case '{':
		return within(func(length int) bool { return length > 1 }, func(w []byte) []byte { return append(w[1:], w[0]) })
	case '}':
		return within(func(length int) bool { return length > 1 }, func(w []byte) []byte {
			return append([]byte{w[len(w)-1]}, w[:len(w)-1]...)
		})
	case '[':
		return within(func(length int) bool { return length > 0 }, func(w []byte) []byte { return w[1:] })
	case ']':
		return within(func(length int) bool { return length > 0 }, func(w []byte) []byte { return w[:len(w)-1] })
	case 'k':
		return swap(at(0), at(1))
	case 'K':
		return swap(last(2), last(1))
	case '*':
		return swap(at(n), at(m))
	case '$':
		return always(func(w []byte) []byte { return append(w, arg[0]) })
	case '^':
		return always(func(w []byte) []byte { return append([]byte{arg[0]}, w...) })
	case 'D':
		return within(holds, func(w []byte) []byte { return append(w[:n], w[n+1:]...) })
	case '\'':
		return within(holds, func(w []byte) []byte { return w[:n] })
	case 'x':
		return within(func(length int) bool { return n+m <= length }, func(w []byte) []byte { return w[n : n+m] })
	case 'O':
		return within(func(length int) bool { return n+m <= length }, func(w []byte) []byte { return append(w[:n], w[n+m:]...) })
	case 'i':
		return within(func(length int) bool { return length >= n }, func(w []byte) []byte {
			return append(append(append([]byte{}, w[:n]...), arg[1]), w[n:]...)
		})
	case 'o':
		return set(n, func([]byte) byte { return arg[1] })
	case 's':
		return always(func(w []byte) []byte { return []byte(strings.ReplaceAll(string(w), arg[:1], arg[1:])) })
	case '@':
		return always(func(w []byte) []byte { return []byte(strings.ReplaceAll(string(w), arg, "")) })
	case 'z':
		return within(func(length int) bool { return length > 0 }, func(w []byte) []byte { return append(repeat(w[:1], n), w...) })
	case 'Z':
		return within(func(length int) bool { return length > 0 }, func(w []byte) []byte { return append(w, repeat(w[len(w)-1:], n)...) })
	case 'y':
		return within(func(length int) bool { return length >= n }, func(w []byte) []byte { return append(append([]byte{}, w[:n]...), w...) })
	case 'Y':
		return within(func(length int) bool { return length >= n }, func(w []byte) []byte { return append(w, w[len(w)-n:]...) })
	case 'L':
		return set(n, func(w []byte) byte { return w[n] << 1 })
	case 'R':
		return set(n, func(w []byte) byte { return w[n] >> 1 })
	case '+':
		return set(n, func(w []byte) byte { return w[n] + 1 })
	case '-':
		return set(n, func(w []byte) byte { return w[n] - 1 })
	case '.':
		return within(func(length int) bool { return n+1 < length }, func(w []byte) []byte { w[n] = w[n+1]; return w })
	case ',':
		return within(func(length int) bool { return n > 0 && n < length }, func(w []byte) []byte { w[n] = w[n-1]; return w })
	}
	return always(func(w []byte) []byte { return w })
}
