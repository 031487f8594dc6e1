package handlers_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// traced is what a stranger has recorded about one identifier: the features that are present. known is true if a member has the
// identifier.
type traced struct {
	features []string
	known    bool
}

// rare is the number of traces below which a feature is ignored: it would distinguish single traces, not groups.
const rare = 5

// tellApart returns the AUC of two classifiers, each trained on one set of traces and tested on the other, in both directions:
// naive Bayes, which adds up the evidence of each feature by itself, and logistic regression, which weighs the features
// together.
func tellApart(one, other []traced) (bayes, regression float64) {
	there, back := judged(one, other), judged(other, one)
	return (there[0] + back[0]) / 2, (there[1] + back[1]) / 2
}

func judged(learnt, others []traced) (found [2]float64) {
	names, count := map[string]int{}, map[string]int{}
	for _, t := range learnt {
		for _, f := range t.features {
			if count[f]++; count[f] == rare {
				names[f] = len(names)
			}
		}
	}
	numbered := func(t traced) (row []int) {
		for _, f := range t.features {
			if n, kept := names[f]; kept {
				row = append(row, n)
			}
		}
		return row
	}
	var rows [][]int
	for _, t := range learnt {
		rows = append(rows, numbered(t))
	}
	for c, score := range []func([]int) float64{naiveBayes(learnt, rows, len(names)), logistic(learnt, rows, len(names))} {
		var known, unknown []float64
		for _, t := range others {
			if t.known {
				known = append(known, score(numbered(t)))
			} else {
				unknown = append(unknown, score(numbered(t)))
			}
		}
		found[c] = auc(known, unknown)
	}
	return found
}

// naiveBayes adds up, for each feature, the logarithm of how much more often members have it, or lack it.
func naiveBayes(all []traced, rows [][]int, features int) func([]int) float64 {
	var total [2]float64
	var with [2][]float64
	with[0], with[1] = make([]float64, features), make([]float64, features)
	class := func(i int) int {
		if all[i].known {
			return 1
		}
		return 0
	}
	for i := range all {
		total[class(i)]++
		for _, f := range rows[i] {
			with[class(i)][f]++
		}
	}
	there, missing, none := make([]float64, features), make([]float64, features), 0.0
	for f := range features {
		known, unknown := (with[1][f]+1)/(total[1]+2), (with[0][f]+1)/(total[0]+2)
		there[f], missing[f] = math.Log(known/unknown), math.Log((1-known)/(1-unknown))
		none += missing[f]
	}
	return func(row []int) float64 {
		sum := none
		for _, f := range row {
			sum += there[f] - missing[f]
		}
		return sum
	}
}

// logistic learns one weight per feature by gradient descent.
func logistic(all []traced, rows [][]int, features int) func([]int) float64 {
	const rounds, shrink = 30, 1e-3
	weights := make([]float64, features)
	score := func(row []int) float64 {
		sum := 0.0
		for _, f := range row {
			sum += weights[f]
		}
		return sum
	}
	r := rand.New(rand.NewPCG(2, 2))
	base := 0.0
	for round := range rounds {
		step := 0.05 / (1 + float64(round)/5)
		for _, i := range r.Perm(len(all)) {
			wanted := 0.0
			if all[i].known {
				wanted = 1
			}
			off := wanted - 1/(1+math.Exp(-base-score(rows[i])))
			base += step * off
			for _, f := range rows[i] {
				weights[f] += step * (off - shrink*weights[f])
			}
		}
	}
	return score
}

// auc returns the Mann-Whitney statistic: the share of pairs in which the known identifier has the higher score; ties count
// half.
func auc(known, unknown []float64) float64 {
	sorted := slices.Sorted(slices.Values(unknown))
	sum := 0.0
	for _, k := range known {
		below, _ := slices.BinarySearch(sorted, k)
		upTo, _ := slices.BinarySearch(sorted, math.Nextafter(k, math.Inf(1)))
		sum += float64(below) + float64(upTo-below)/2
	}
	return sum / float64(len(known)*len(sorted))
}

// The classifiers find a difference that exists: a feature that is more frequent among members, and one that is informative
// only together with another.
func TestTheClassifiersTellApartWhatDiffers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	traces := func(more float64) (all []traced) {
		for i := range 2000 {
			one := traced{known: i%2 == 0}
			odds := 0.3
			if one.known {
				odds += more
			}
			if r.Float64() < odds {
				one.features = append(one.features, "path")
			}
			for n := range 20 {
				if r.Float64() < 0.5 {
					one.features = append(one.features, fmt.Sprint("noise ", n))
				}
			}
			all = append(all, one)
		}
		return all
	}
	for _, c := range []struct{ more, from, to float64 }{{0, 0.46, 0.54}, {0.2, 0.57, 0.64}, {0.6, 0.76, 0.86}} {
		bayes, regression := tellApart(traces(c.more), traces(c.more))
		if bayes < c.from || bayes > c.to || regression < c.from || regression > c.to {
			t.Errorf("a feature that %.1f more of the members have: %.3f and %.3f, want %.2f to %.2f", c.more, bayes, regression, c.from, c.to)
		}
	}
}
