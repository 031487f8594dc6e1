package gauge

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/trustelem/zxcvbn"

	"sesame/account/gauge/words"
)

const typable = `abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~`

// inputs are the families of passwords whose processor time is measured; a prefix makes them satisfy the rules.
var inputs = []struct {
	name string
	make func(r *rand.Rand, n int) string
}{
	{"random", func(r *rand.Rand, n int) string { return pick(r, typable, n) }},
	{"signs for letters", func(r *rand.Rand, n int) string { return pick(r, "4@8({[<369!|1$5+70%2", n) }},
	{"digits", func(r *rand.Rand, n int) string { return pick(r, "0123456789", n) }},
	{"two letters", func(r *rand.Rand, n int) string { return pick(r, "ab", n) }},
	{"common words", func(r *rand.Rand, n int) string {
		return pieces(r, n, "password", "monkey", "dragon", "p4ssw0rd", "love", "qwerty")
	}},
	{"runs", func(r *rand.Rand, n int) string {
		return pieces(r, n, "aaaaaaaaaaaaaaaa", "1111111111111111", "abcdefghijklmnop", "4444444444444444", "$$$$$$$$$$$$$$$$", "!!!!!!!!!!!!!!!!")
	}},
	{"dates", func(r *rand.Rand, n int) string {
		return pieces(r, n, "12/05/1985", "17051985", "1-1-91", "2011.11.11")
	}},
	{"accents", func(r *rand.Rand, n int) string { return pick(r, "éèàùçôîïëüœŒÉÀ", n) }},
	{"one window weak after another", func(r *rand.Rand, n int) string {
		return pieces(r, n, "p@$$w0rdp@$$w0rd", "m0nk3y!!m0nk3y!!", "dr@g0n11dr@g0n11", "1l0v3y0u1l0v3y0u")
	}},
	{"words in a row", func(r *rand.Rand, n int) string {
		all := words.Phrases()
		var b strings.Builder
		for b.Len() < n {
			b.WriteString(capital(all[r.IntN(len(all))]))
		}
		return b.String()[:n]
	}},
	{"first names", func(r *rand.Rand, n int) string {
		return pieces(r, n, "Gaspard", "Clotilde", "Jean-Paul", "Marie-Claire", "Leo", "Zoe", "Lea", "Marie", "Pierre", "+", "et", "&", "79", "45")
	}},
	{"her own data", func(r *rand.Rand, n int) string {
		return pieces(r, n, "Dup0nt", "2850578006084", "je4nne", "17051985", "poitiers")
	}},
}

func pick(r *rand.Rand, alphabet string, n int) string {
	letters, picked := []rune(alphabet), make([]rune, n)
	for i := range picked {
		picked[i] = letters[r.IntN(len(letters))]
	}
	return string(picked)
}

func pieces(r *rand.Rand, n int, from ...string) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(from[r.IntN(len(from))])
	}
	return b.String()[:n]
}

// BenchmarkJudge measures the 99th percentile and the maximum of the processor time for each family, with the person's data
// given. The limits are 2 ms for the 99th percentile from 8 to 128 characters and 20 ms for the maximum, so that the gauge
// answers while one types.
func BenchmarkJudge(b *testing.B) {
	Judge("Warm-up-7", jeanne)
	for _, length := range []int{8, 12, 16, 24, 33, 40, 64, 128} {
		for _, in := range inputs {
			b.Run(strconv.Itoa(length)+"/"+in.name, func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 2))
				var times []time.Duration
				for b.Loop() {
					times = append(times, judged("aA1!"+in.make(r, length-4), 3))
				}
				slices.Sort(times)
				b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
				b.ReportMetric(float64(times[len(times)-1].Microseconds()), "worst-µs")
			})
		}
	}
}

// BenchmarkLibraryAlone measures the library on the same whole passwords, for comparison with Judge.
func BenchmarkLibraryAlone(b *testing.B) {
	for _, n := range []int{12, 64} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			for b.Loop() {
				zxcvbn.PasswordStrength("aA1!"+inputs[0].make(r, n-4), nil)
			}
		})
	}
}
