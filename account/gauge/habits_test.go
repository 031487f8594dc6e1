package gauge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sesame/account/gauge/words"
)

// habit is how people choose the base of a password, before a dressing makes it satisfy the rule.
type habit struct {
	name string
	of   func(r *rand.Rand, w string) string
}

// habits are general knowledge; no list of leaked French passwords was used.
var habits = []habit{
	{"mot + chiffre", func(r *rand.Rand, w string) string { return w + anyOf(r, "0123456789") }},
	{"mot + département", func(r *rand.Rand, w string) string { return w + fmt.Sprintf("%02d", 1+r.IntN(95)) }},
	{"mot + 3 chiffres", func(r *rand.Rand, w string) string { return w + fmt.Sprintf("%03d", r.IntN(1000)) }},
	{"mot + jour et mois", func(r *rand.Rand, w string) string { return w + dayMonth(r) }},
	{"mot + année", func(r *rand.Rand, w string) string { return w + fmt.Sprint(1950+r.IntN(70)) }},
	{"mot + date courte", func(r *rand.Rand, w string) string { return w + dayMonth(r) + fmt.Sprintf("%02d", 50+r.IntN(50)) }},
	{"mot + date", func(r *rand.Rand, w string) string { return w + dayMonth(r) + fmt.Sprint(1950+r.IntN(60)) }},
	{"mot + code postal", func(r *rand.Rand, w string) string { return w + fmt.Sprintf("%02d%d00", 1+r.IntN(95), r.IntN(10)) }},
	{"chiffres + mot", func(r *rand.Rand, w string) string { return fmt.Sprintf("%02d", r.IntN(100)) + w }},
	{"date + mot", func(r *rand.Rand, w string) string { return dayMonth(r) + w }},
	{"mot + chiffres + mot court", func(r *rand.Rand, w string) string {
		return short(w) + fmt.Sprintf("%02d", 1+r.IntN(95)) + anyNickname(r)
	}},
	{"surnom + chiffres + surnom", func(r *rand.Rand, _ string) string {
		return anyNickname(r) + fmt.Sprintf("%02d", 1+r.IntN(95)) + anyNickname(r)
	}},
	{"mot + mot court", func(r *rand.Rand, w string) string { return w + anyNickname(r) }},
	{"deux prénoms", func(r *rand.Rand, w string) string { return w + anyFirstName(r) }},
	{"prénom et nom", func(r *rand.Rand, w string) string { return anyFirstName(r) + w }},
	{"initiale + nom", func(r *rand.Rand, w string) string { return anyOf(r, "abcdfghjlmnprstv") + w }},
	{"nom + initiale", func(r *rand.Rand, w string) string { return w + anyOf(r, "abcdfghjlmnprstv") }},
	{"petits mots + mot", func(r *rand.Rand, w string) string {
		return oneOf(r, "mon", "ma", "le", "la", "les", "petit", "petite", "jaime", "vive", "mes", "cest", "super", "allez", "mr", "mlle", "bebe", "lol", "new", "my") + w
	}},
	{"mot + petits mots", func(r *rand.Rand, w string) string {
		return w + oneOf(r, "jtm", "love", "forever", "mdr", "lol", "bg", "dur", "du", "du59", "et", "2", "xx", "xxx", "team", "one", "moi", "cool", "boss")
	}},
	{"mot doublé", func(_ *rand.Rand, w string) string { return short(w) + short(w) }},
	{"lettre finale doublée", func(_ *rand.Rand, w string) string { return w + w[len(w)-1:] }},
	{"lettre finale triplée + chiffre", func(r *rand.Rand, w string) string {
		return w + strings.Repeat(w[len(w)-1:], 2) + anyOf(r, "123456789")
	}},
	{"à l'envers", func(_ *rand.Rand, w string) string { return backward(w) }},
	{"l33t", func(_ *rand.Rand, w string) string {
		return w[:1] + strings.NewReplacer("a", "4", "e", "3", "o", "0", "i", "1").Replace(w[1:])
	}},
	{"l33t partiel + chiffres", func(r *rand.Rand, w string) string {
		return w[:1] + strings.NewReplacer("a", "@", "i", "1").Replace(w[1:]) + anyOf(r, "123456789")
	}},
	{"sans voyelles", func(_ *rand.Rand, w string) string {
		return strings.NewReplacer("a", "", "e", "", "o", "", "u", "").Replace(w)
	}},
	{"faute", func(r *rand.Rand, w string) string {
		i := 1 + r.IntN(len(w)-1)
		return w[:i] + anyOf(r, "aeiounrst") + w[i+1:]
	}},
	{"signe déjà là", func(r *rand.Rand, w string) string { return w + anyOf(r, "!*.-_") }},
	{"signe et chiffres déjà là", func(r *rand.Rand, w string) string { return w + anyOf(r, "!*.-_@") + fmt.Sprint(r.IntN(100)) }},
	{"initiales + date", func(r *rand.Rand, _ string) string {
		return someInitials(r, 2) + dayMonth(r) + fmt.Sprintf("%02d", 50+r.IntN(50))
	}},
	{"initiales + année", func(r *rand.Rand, _ string) string {
		return someInitials(r, 2+r.IntN(2)) + fmt.Sprint(1950+r.IntN(70))
	}},
	{"initiales + code postal", func(r *rand.Rand, _ string) string {
		return someInitials(r, 2+r.IntN(2)) + fmt.Sprintf("%02d%d00", 1+r.IntN(95), r.IntN(10))
	}},
	{"date + initiales", func(r *rand.Rand, _ string) string {
		return dayMonth(r) + fmt.Sprintf("%02d", 50+r.IntN(50)) + someInitials(r, 2)
	}},
	{"plaque ancienne", func(r *rand.Rand, _ string) string {
		return fmt.Sprint(100+r.IntN(9900)) + someInitials(r, 2) + fmt.Sprintf("%02d", 1+r.IntN(95))
	}},
	{"jour mois année en lettres", func(r *rand.Rand, _ string) string {
		return fmt.Sprint(1+r.IntN(31)) + oneOf(r, "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "jan", "dec", "nov", "fev") + oneOf(r, "", fmt.Sprint(1950+r.IntN(70)), fmt.Sprint(50+r.IntN(50)))
	}},
	{"AZERTY en zigzag", func(r *rand.Rand, _ string) string {
		return oneOf(r, "azeqsdwxc", "aqzsedrf", "azsqwx", "qsdwxc", "azerqsdf", "aqwzsx12", "poiulkjh", "azerty12", "aze456", "qsd123", "wxcvbn1", "poimlk", "rtyfgh", "tyughj", "azqswx", "fghvbn", "sdfxcv", "ertdfg", "uiojkl", "iopklm", "zaqwsx", "nhybgt", "ujmikl", "azedsqwxc", "aqwxszedc", "mlpoki", "gthy", "vgybhu", "tgbyhn", "rfvtgb", "edcrfv")
	}},
	{"marche au hasard sur l'AZERTY", func(r *rand.Rand, _ string) string { return walkOnKeys(r, 6+r.IntN(4)) }},
	{"deux mots courants (prénom2prénom)", func(r *rand.Rand, _ string) string {
		return anyFirstName(r) + oneOf(r, "2", "et", "4", "1", "&") + anyFirstName(r)
	}},
	{"anglais", func(r *rand.Rand, _ string) string {
		return oneOf(r, "i", "my", "the", "big", "little", "black", "super", "sweet", "crazy", "dark") + oneOf(r, "love", "angel", "girl", "boy", "star", "life", "dream", "dragon", "shadow", "kitty", "baby", "soul", "moon") + oneOf(r, "", "s", "1", "69", "x")
	}},
	{"syllabes", func(r *rand.Rand, _ string) string {
		var b strings.Builder
		for range 2 + r.IntN(2) {
			b.WriteString(anyOf(r, "bcdfgjklmnprstvz") + oneOf(r, "a", "e", "i", "o", "u", "ou", "an", "in", "y"))
		}
		return b.String() + oneOf(r, "", "", "1", "59", "33")
	}},
}

// bases applies the habit to 60 words of each list.
func (h habit) bases(t testing.TB, r *rand.Rand) []string {
	const each = 60
	var all []string
	for _, source := range []string{"mots", "prenoms", "noms", "communes"} {
		list := measured(t, source)
		for i := range each {
			all = append(all, h.of(r, list[i*len(list)/each]))
		}
	}
	return all
}

func oneOf(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }
func dayMonth(r *rand.Rand) string              { return fmt.Sprintf("%02d%02d", 1+r.IntN(28), 1+r.IntN(12)) }
func someInitials(r *rand.Rand, n int) string {
	s := ""
	for range n {
		s += anyOf(r, "abcdefghijklmnoprstvy")
	}
	return s
}
func short(w string) string { return w[:min(len(w), 5)] }
func anyNickname(r *rand.Rand) string {
	return oneOf(r, "nini", "nico", "titi", "lulu", "juju", "mimi", "lili", "bibi", "toto", "fifi", "jojo", "chris", "flo", "seb", "ben", "max", "tom", "lea", "leo", "zoe", "lola", "emma", "lucas", "ines", "kiki", "caro", "steph", "manu", "fred", "phil", "momo", "gege", "dede", "cece", "soso", "vivi", "coco", "nana", "nath", "isa", "val", "vero", "domi", "pat", "alex", "axel", "mel", "clem", "gaby", "didou", "nono")
}
func anyFirstName(r *rand.Rand) string {
	return oneOf(r, "marie", "nathalie", "isabelle", "sylvie", "catherine", "martine", "christine", "valerie", "sandrine", "stephanie", "celine", "julie", "aurelie", "laura", "camille", "manon", "sarah", "emma", "lea", "chloe", "jean", "pierre", "michel", "philippe", "alain", "patrick", "nicolas", "christophe", "thierry", "frederic", "laurent", "stephane", "david", "sebastien", "julien", "kevin", "thomas", "alexandre", "maxime", "lucas", "hugo", "enzo", "mathis", "nathan", "theo", "louis", "elodie", "emilie", "laetitia", "jerome", "ludovic", "gregory", "benoit", "mickael", "gaelle", "virginie")
}

// walkOnKeys goes from a key of an AZERTY keyboard to a neighbouring key, and on.
func walkOnKeys(r *rand.Rand, n int) string {
	rows := []string{"azertyuiop", "qsdfghjklm", "wxcvbn"}
	y, x, dy, dx := r.IntN(3), r.IntN(6), 0, 1
	var b strings.Builder
	for b.Len() < n {
		b.WriteByte(rows[y][x])
		if r.IntN(3) == 0 {
			dy, dx = r.IntN(3)-1, r.IntN(3)-1
		}
		for range 30 {
			if ny, nx := y+dy, x+dx; (dy != 0 || dx != 0) && ny >= 0 && ny < 3 && nx >= 0 && nx < len(rows[ny]) {
				y, x = ny, nx
				break
			}
			dy, dx = r.IntN(3)-1, r.IntN(3)-1
		}
	}
	return b.String()
}

// mostOfHabits is the largest share that may be accepted over all habits, in percent, by dressing.
var mostOfHabits = [3]float64{3, 12, 10}

// TestHabitsAreSeenThrough counts over all habits, each with the same weight. A third of them hold two unrelated words.
func TestHabitsAreSeenThrough(t *testing.T) {
	for i, d := range dressings[:3] {
		sum := 0.0
		for _, h := range habits {
			r := rand.New(rand.NewPCG(5, 6))
			n, fair := 0, 0
			for _, base := range h.bases(t, r) {
				if s := d.of(r, base); len(s) >= MinPassword {
					n++
					if estimateBy(words.Default(), s, Personal{}).guesses >= fairGuesses {
						fair++
					}
				}
			}
			share := 100 * float64(fair) / float64(n)
			t.Logf("%s, %s: %d, %.1f %% let through", h.name, d.name, n, share)
			sum += share
		}
		mean := sum / float64(len(habits))
		t.Logf("%s: %.1f %%", d.name, mean)
		if mean > mostOfHabits[i] {
			t.Errorf("%s: %.1f %% let through; %v at most", d.name, mean, mostOfHabits[i])
		}
	}
}
