package gauge

import (
	"strings"

	"sesame/account/gauge/words"
)

// Prices of a postal address, in guesses. France has 26 million addresses, and most passwords that contain one contain a
// common street of a large town.
const (
	streetAddress = 1e5 // a number and a street, by words that many streets have in common
	addressName   = 20  // each other word, of a street or a town
	addressNames  = 2   // such words at most
	leastRoad     = 2   // letters
)

// roads are the kinds of streets, as people write them before the name.
var roads = strings.Fields("rue avenue boulevard chemin route place impasse allee allees quai cours square passage ruelle venelle sente sentier " +
	"faubourg hameau lotissement residence cite villa rond esplanade promenade montee cote av ave bd bld blvd bvd ch che rte pl imp all lot res")

// inAddresses are words that many street names have in common, and the small words between the words of an address.
var inAddresses = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields("de du des d la le les l a au aux en et sur sous pres bis ter quater st ste saint sainte point general marechal docteur dr president " +
		"victor hugo jean jaures charles gaulle leclerc foch pasteur moulin jules ferry emile zola pierre marie curie gambetta clemenceau aristide briand " +
		"republique liberte liberation resistance paix victoire mai novembre juillet mars juin aout gare eglise mairie ecole ecoles poste marche " +
		"fontaine moulins vigne vignes pre pres prairie champ champs bois foret source lavoir stade cimetiere chateau abbaye notre dame " +
		"grande petite haute basse vieille vieux neuve nouvelle lilas roses tilleuls acacias chenes peupliers cerisiers noyers pommiers alouettes hirondelles") {
		all[w] = true
	}
	return all
}()

// addresses returns the parts that are postal addresses: a number, a kind of street, its name, with or without a
// postcode and a town: 12ruedesLilas79000Niort.
func (f *frenchReading) addresses() (all []place) {
	n := len(f.lower)
	if n > longestSingle {
		return nil
	}
	for from := range n {
		if kindOf(f.lower[from]) != digit || inNumber(f.lower, from) {
			continue
		}
		for _, at := range f.roadsAfter(from) {
			all = append(all, f.addressFrom(from, at)...)
		}
	}
	return all
}

// roadsAfter returns where a kind of street ends after a number: 12 bis, rue.
func (f *frenchReading) roadsAfter(from int) (ends []int) {
	at := from
	for at < len(f.lower) && at-from < 4 && kindOf(f.lower[at]) == digit {
		at++
	}
	skip := func() {
		for at < len(f.lower) && kindOf(f.lower[at]) == sign {
			at++
		}
	}
	skip()
	for _, more := range [...]string{"bis", "ter", "quater"} {
		if strings.HasPrefix(f.lower[at:], more) {
			at += len(more)
			skip()
			break
		}
	}
	for _, road := range roads {
		end := at + len(road)
		if !strings.HasPrefix(f.lower[at:], road) || end == len(f.lower) {
			continue
		}
		if short := len(road) <= shortFrame && road != "rue"; !short || kindOf(f.lower[end]) != letter {
			ends = append(ends, end)
		}
	}
	return ends
}

// addressFrom reads the name of a street, a postcode and a town: words that addresses have in common, two others at most,
// numbers and signs.
func (f *frenchReading) addressFrom(from, road int) (all []place) {
	n := len(f.lower)
	var reached [addressNames + 1][longestSingle + 1]bool
	reached[0][road] = true
	named := make([]bool, n+1) // ends of words
	for at := road; at < n; at++ {
		for count := range reached {
			if !reached[count][at] {
				continue
			}
			if kindOf(f.lower[at]) != letter {
				reached[count][at+1] = true
				continue
			}
			for to := at + 1; to <= min(n, at+words.MaxWord) && kindOf(f.lower[to-1]) == letter; to++ {
				if inAddresses[f.lower[at:to]] {
					reached[count][to], named[to] = true, named[to] || to-at > leastRoad
				}
			}
			if count == addressNames {
				continue
			}
			for _, w := range f.words {
				if w.from == at && w.to-w.from >= shortWord {
					reached[count+1][w.to], named[w.to] = true, true //nolint:gosec // G602: count is below addressNames
				}
			}
			if end := at + lettersAfter(f.lower, at); end-at >= shortWord && end-at <= splitAll && f.lexicon.Bits(f.lower[at:end]) <= namedBits*float64(end-at) {
				reached[count+1][end], named[end] = true, true //nolint:gosec // G602: the same
			}
		}
	}
	for to := road + 1; to <= n; to++ {
		price := float64(streetAddress)
		for count := range reached {
			if named[to] && reached[count][to] {
				all = append(all, place{from: from, to: to, rank: price})
				break
			}
			price *= addressName
		}
	}
	return all
}
