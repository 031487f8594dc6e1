package dbtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

// Person is an invented member of a caisse.
type Person struct {
	LastName, FirstName string
	Woman               bool
	Born                time.Time // from 1930 to 2007
	Street              string    // « 12 rue de l'Église », « La Grange Neuve »
	Town                string    // « 86000 POITIERS »
	Rank                int       // of the last name, 0 for the commonest
}

// TownName returns the town without its postcode.
func (p Person) TownName() string { _, name, _ := strings.Cut(p.Town, " "); return name }

const (
	surnames      = 150_000
	rarest        = 20_000 // rank from which at most 7 in 1,000,000 have the last name
	communes      = 1000
	streets       = 2000
	youngest      = 2007
	oldest        = 1930
	streetNumbers = 200
)

// Rare reports whether few people have the last name: a third of all people have a rare one.
func (p Person) Rare() bool { return p.Rank >= rarest }

// people holds the names and places to draw from, and how frequent they are, by orders of magnitude of public statistics of France:
//
//   - last names: 0.4 % have the commonest one (INSEE, « Fichier des noms », births from 1891 to 2000: some 230,000 of the name Martin,
//     more than 100,000 of each of the next seven), and half of all names are of fewer than ten. Here 0.4 % have the commonest, 15 % one
//     of the first hundred, and a third one of those from the 20,000th on;
//   - first names by year of birth and sex: the first of a generation is given to 3 to 8 % (INSEE, « Fichier des prénoms »);
//   - communes: a caisse has two to four départements of 250 to 450 communes each, half of which have fewer than 500 inhabitants (INSEE,
//     legal populations). Here the largest of 1,000 has 10 %, the 30th 0.5 %, the 500th 0.03 %, and several share a postcode;
//   - streets: one commune in five has a « rue de l'Église » (La Poste), and the hundred commonest names are a sixth of all streets; in the
//     country most live in a place without a street, of which each commune has some and « Le Bourg » is the commonest. Here it is 5 %.
type people struct {
	surnames, towns, streets        []string
	ofSurname, ofTown, ofStreet     curve
	ofFirst, ofRarerFirst, ofSounds curve
}

// commonSurnames lists the commonest last names, the most frequent first.
var commonSurnames = strings.Fields("Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand " +
	"Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier " +
	"François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie")

// generation holds the common first names of people born before a year, and since the previous generation.
type generation struct {
	before     int
	women, men []string
}

var generations = []generation{
	{1946, strings.Fields("Marie Jeanne Monique Jacqueline Yvette Denise Ginette Simone Paulette Christiane Odette Raymonde"),
		strings.Fields("Jean Michel André Pierre Jacques Roger Claude René Robert Bernard Marcel Guy")},
	{1963, strings.Fields("Marie Martine Françoise Monique Catherine Christine Annie Chantal Brigitte Sylvie Nicole Jacqueline"),
		strings.Fields("Jean Michel Alain Philippe Patrick Gérard Bernard Daniel Christian Jacques Jean-Pierre Pascal")},
	{1979, strings.Fields("Nathalie Isabelle Sylvie Sandrine Valérie Stéphanie Christelle Karine Véronique Céline Laurence Florence"),
		strings.Fields("Christophe Stéphane Laurent David Frédéric Sébastien Éric Olivier Jérôme Nicolas Franck Bruno")},
	{1995, strings.Fields("Aurélie Émilie Élodie Julie Céline Laura Marion Mélanie Marine Amandine Jennifer Pauline"),
		strings.Fields("Julien Nicolas Thomas Kévin Alexandre Romain Guillaume Anthony Maxime Mathieu Florian Jérémy")},
	{youngest + 1, strings.Fields("Manon Léa Camille Chloé Emma Marie Sarah Inès Lucie Océane Clara Mathilde"),
		strings.Fields("Thomas Lucas Théo Hugo Alexandre Maxime Quentin Antoine Nathan Enzo Léo Louis")},
}

var (
	rarerWomen = strings.Fields("Hélène Agnès Solange Colette Bernadette Geneviève Lucette Josette Éliane Micheline Joëlle Dominique Corinne Patricia Béatrice Delphine " +
		"Virginie Sophie Claire Anne Élisabeth Cécile Alice Zoé Anaïs Maëlle Gwenaëlle Noémie Justine Éva Jade Louise Rose Eugénie Aminata Fatima Maria Carmen Liesel Soizic")
	rarerMen = strings.Fields("Gaston Lucien Fernand Raymond Georges Maurice Yves Joël Thierry Didier Serge Hervé Xavier Vincent Emmanuel Cédric Ludovic Benoît Fabrice " +
		"Damien Loïc Gaël Maël Yann Arnaud Rémi Valentin Clément Baptiste Axel Gabriel Jules Noël Firmin Mohamed Karim José Antonio Youssef Aymar")
	largestTowns = []string{"86000 POITIERS", "16000 ANGOULEME", "17000 LA ROCHELLE", "79000 NIORT", "17100 SAINTES", "16100 COGNAC", "86100 CHATELLERAULT",
		"17300 ROCHEFORT", "79300 BRESSUIRE", "79200 PARTHENAY", "79100 THOUARS", "86300 CHAUVIGNY"}
	commonStreets = []string{"Le Bourg", "rue de l'Église", "rue du Bourg", "Grande Rue", "rue du Stade", "rue du Moulin", "place de l'Église", "rue de la Mairie", "La Croix",
		"rue des Écoles", "rue de la Gare", "Les Landes", "rue du Château", "rue Principale", "La Grange", "rue de la Fontaine", "Le Moulin", "rue des Jardins", "route de Poitiers",
		"rue Victor Hugo", "La Gare", "rue du 8 Mai 1945", "avenue de la République", "La Brousse", "rue Jean Moulin", "rue des Lilas", "Le Petit Logis", "chemin de la Vallée",
		"rue Pasteur", "Les Grands Champs", "impasse des Acacias", "rue du 11 Novembre", "La Métairie", "avenue du Général de Gaulle", "rue de la Poste", "Chez Naudin"}

	sounds   = strings.Fields("r l m b p c t g d f v s n ch br gr tr pr cr fr bl pl cl j qu dr gl fl")
	vowels   = strings.Fields("a o e i ou au an ar er on in ai or u oi al en es as el ur il")
	ofNames  = strings.Fields("eau et ier on ard in aud ot el ault er y aire ain ois eux ac and ert ion oux euil ez ic ini")
	ofPlaces = strings.Fields("ac ay é y ières ais ou igny eau ville on ers ie euil court an elle emont ars oux")
	ofWays   = slices.Concat(ofPlaces, ofNames)
)

var drawn = sync.OnceValue(func() *people {
	p := &people{
		surnames: slices.Clone(commonSurnames), towns: slices.Clone(largestTowns), streets: slices.Clone(commonStreets),
		ofSurname: newCurve(surnames, 15, 0.9), ofTown: newCurve(communes, 0.5, 1), ofStreet: newCurve(streets, 2, 1),
		ofFirst: newCurve(len(generations[0].men), 5, 1), ofRarerFirst: newCurve(len(rarerMen), 5, 1), ofSounds: newCurve(len(sounds), 5, 1),
	}
	d := rand.New(rand.NewPCG(19, 31))
	known := map[string]bool{}
	fill := func(names *[]string, most int, made func() string) {
		for len(*names) < most {
			if name := made(); !known[name] {
				known[name] = true
				*names = append(*names, name)
			}
		}
	}
	fill(&p.surnames, surnames, func() string { return p.made(d, ofNames) })
	fill(&p.towns, communes, func() string { return p.madeTown(d) })
	fill(&p.streets, streets, func() string { return p.madeStreet(d) })
	return p
})

// made invents a word of one or two syllables and an ending. The first sounds and endings of the lists are more frequent.
func (p *people) made(d *rand.Rand, endings []string) string {
	var word strings.Builder
	for range 1 + d.IntN(2) {
		word.WriteString(sounds[p.ofSounds.draw(d)] + vowels[p.ofSounds.draw(d)%len(vowels)])
	}
	word.WriteString(sounds[p.ofSounds.draw(d)][:1] + endings[p.ofSounds.draw(d)%len(endings)])
	return strings.ToUpper(word.String()[:1]) + word.String()[1:]
}

// madeTown invents a town whose postcode some others share. One in nine is named after a saint.
func (p *people) madeTown(d *rand.Rand) string {
	name := p.made(d, ofPlaces)
	switch kind := d.IntN(18); {
	case kind < 2:
		name = "Saint " + rarerMen[d.IntN(len(rarerMen))] + []string{"", " sur " + name, " de " + name, " les " + name}[d.IntN(4)]
	case kind < 4:
		name = []string{"La ", "Le ", "Les "}[d.IntN(3)] + name
	case kind == 4:
		name += []string{" sur ", " en ", " le "}[d.IntN(3)] + p.made(d, ofPlaces)
	}
	return fmt.Sprintf("%d%02d0 %s", []int{16, 17, 79, 86}[d.IntN(4)], 11+d.IntN(45), strings.ToUpper(name))
}

// madeStreet invents a street; two in three are places without a street.
func (p *people) madeStreet(d *rand.Rand) string {
	kind := []string{"La ", "Le ", "Les ", "Chez ", "Le Bois ", "La Grange ", "rue ", "rue de la ", "chemin des "}[d.IntN(9)]
	return kind + p.made(d, ofWays)
}

// Someone returns member n of an invented caisse, always the same person for the same n. Members resemble each other as much in
// a small caisse as in a large one.
func Someone(n int) Person {
	p := drawn()
	d := rand.New(rand.NewPCG(uint64(n), 0))
	of := Person{Rank: p.ofSurname.draw(d), Woman: d.IntN(2) == 0,
		Born: time.Date(oldest+d.IntN(youngest-oldest+1), time.Month(1+d.IntN(12)), 1+d.IntN(28), 0, 0, 0, 0, time.UTC)}
	of.LastName, of.FirstName, of.Town = p.surnames[of.Rank], p.firstName(d, of), p.towns[p.ofTown.draw(d)]
	if of.Street = p.streets[p.ofStreet.draw(d)]; of.Street[0] >= 'a' && of.Street[0] <= 'z' {
		of.Street = fmt.Sprintf("%d %s", 1+d.IntN(streetNumbers), of.Street)
	}
	return of
}

// firstName draws a common first name of the generation in two cases of three, otherwise a rarer or a double one.
func (p *people) firstName(d *rand.Rand, of Person) string {
	g := generations[slices.IndexFunc(generations, func(g generation) bool { return of.Born.Year() < g.before })]
	common, rarer, first := g.men, rarerMen, "Jean-"
	if of.Woman {
		common, rarer, first = g.women, rarerWomen, "Marie-"
	}
	switch kind := d.IntN(12); {
	case kind < 8:
		return common[p.ofFirst.draw(d)]
	case kind < 11:
		return rarer[p.ofRarerFirst.draw(d)]
	}
	return first + rarer[p.ofRarerFirst.draw(d)]
}

// CommonSurname returns the last name of a rank among the commonest ones; ranks beyond the list start again.
func CommonSurname(rank int) string { return commonSurnames[rank%len(commonSurnames)] }

// curve holds cumulative shares: element i is the share of people who have one of the values up to rank i.
type curve []float64

// newCurve gives the value of rank r, from 1, the weight (r+shift)^-slope.
func newCurve(size int, shift, slope float64) curve {
	c, sum := make(curve, size), 0.0
	for i := range c {
		sum += math.Pow(float64(i+1)+shift, -slope)
		c[i] = sum
	}
	for i := range c {
		c[i] /= sum
	}
	return c
}

// draw returns a random rank, from 0.
func (c curve) draw(d *rand.Rand) int { return min(sort.SearchFloat64s(c, d.Float64()), len(c)-1) }
