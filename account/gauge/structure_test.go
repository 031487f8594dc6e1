package gauge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sesame/account/gauge/words"
)

// structure is a way to make a password from one word that satisfies the rule; most is the largest share, in percent, that may
// be accepted for words that the gauge has never seen.
type structure struct {
	name string
	most float64
	of   func(r *rand.Rand, w string) string
}

// between inserts a text after each letter but the last.
func between(w string, put func(i int) string) string {
	var b strings.Builder
	for i := range len(w) {
		b.WriteByte(w[i])
		if i+1 < len(w) {
			b.WriteString(put(i))
		}
	}
	return b.String()
}

func keysToTheRight(w string) string {
	const row = "azertyuiopqsdfghjklmwxcvbn"
	b := []byte(w)
	for i := range b {
		at := strings.IndexByte(row, b[i])
		if at == 9 || at == 19 || at == 25 {
			return "" // a sign is to the right of it
		}
		b[i] = row[at+1]
	}
	return string(b)
}

const unlistedMost = 15

// structures are general knowledge of how people extend one word to a password.
var structures = []structure{
	{"signes entre les lettres", unlistedMost, func(r *rand.Rand, w string) string {
		s := anyOf(r, "*.-_!+/#@$")
		return between(capital(w), func(int) string { return s }) + "1"
	}},
	{"le même chiffre entre les lettres", unlistedMost, func(r *rand.Rand, w string) string {
		s := anyOf(r, "0123456789")
		return between(capital(w), func(int) string { return s }) + "!"
	}},
	{"chiffres qui comptent entre les lettres", unlistedMost, func(_ *rand.Rand, w string) string {
		return between(capital(w), func(i int) string { return fmt.Sprint((i + 1) % 10) }) + "!"
	}},
	{"un signe dans le mot", unlistedMost, func(r *rand.Rand, w string) string {
		i := 1 + r.IntN(len(w)-1)
		return capital(w[:i]) + anyOf(r, "!@#$*-_.") + w[i:] + "1"
	}},
	{"deux chiffres dans le mot", unlistedMost, func(r *rand.Rand, w string) string {
		i := 1 + r.IntN(len(w)-1)
		return capital(w[:i]) + fmt.Sprintf("%02d", r.IntN(100)) + w[i:] + "!"
	}},
	{"signe et chiffre dans le mot", unlistedMost, func(r *rand.Rand, w string) string {
		i := 1 + r.IntN(len(w)-1)
		return capital(w[:i]) + anyOf(r, "!@#$*-_.") + anyOf(r, "0123456789") + w[i:]
	}},
	{"un signe à la place d'une lettre", unlistedMost, func(r *rand.Rand, w string) string {
		i := 1 + r.IntN(len(w)-2)
		return capital(w[:i]) + anyOf(r, "#_.*-?") + w[i+1:] + "1"
	}},
	{"adresse de courriel", unlistedMost, func(r *rand.Rand, w string) string {
		return capital(w) + oneOf(r, "@gmail.com", "@orange.fr", "@free.fr", "@hotmail.fr", "@yahoo.fr") + "1"
	}},
	{"www.….fr", unlistedMost, func(_ *rand.Rand, w string) string { return "Www." + w + ".fr1" }},
	{"A1@….fr", unlistedMost, func(_ *rand.Rand, w string) string { return "A1@" + w + ".fr" }},
	{"J'aime", unlistedMost, func(r *rand.Rand, w string) string {
		return oneOf(r, "J'aime", "J'adore ", "C'est", "Je suis ", "I love ", "Vive ", "Allez ") + capital(w) + "1"
	}},
	{"xX_…_Xx", unlistedMost, func(_ *rand.Rand, w string) string { return "xX_" + w + "_Xx1" }},
	{"Aa1!", unlistedMost, func(r *rand.Rand, w string) string { return w + oneOf(r, "Aa1!", "Aa1*", "A1!", "Aa12!") }},
	{"la caisse", unlistedMost, func(r *rand.Rand, w string) string {
		return oneOf(r, "Msa-"+w+"1", capital(w)+"Msa1!", "Mdp-"+w+"1")
	}},
	{"mois et année", unlistedMost, func(r *rand.Rand, w string) string {
		return capital(w) + oneOf(r, "Janvier", "Avril", "Juillet", "Octobre") + fmt.Sprint(2015+r.IntN(12)) + "!"
	}},
	{"grande ville", unlistedMost, func(r *rand.Rand, w string) string {
		return capital(w) + oneOf(r, "Paris", "Lyon", "Nantes", "Toulouse", "Lille") + "1!"
	}},
	{"deux fois, un signe", unlistedMost, func(r *rand.Rand, w string) string { return w + anyOf(r, ".-_*!") + capital(w) + "1" }},
	{"deux fois, deux queues", unlistedMost, func(_ *rand.Rand, w string) string { return capital(w) + "1!" + w + "2!" }},
	{"un jumeau", unlistedMost, func(r *rand.Rand, w string) string {
		return capital(w) + "-" + w[:len(w)-1] + anyOf(r, "aeiorst") + "1"
	}},
	{"miroir", unlistedMost, func(_ *rand.Rand, w string) string { return capital(w) + backward(w) + "1!" }},
	{"une touche à droite", unlistedMost, func(_ *rand.Rand, w string) string {
		if s := keysToTheRight(w); s != "" {
			return capital(s) + "1!"
		}
		return ""
	}},
	{"trois années", unlistedMost, func(_ *rand.Rand, w string) string {
		return capital(w) + "1952!" + capital(w) + "1953!" + capital(w) + "1954!"
	}},
	{"azerty derrière", unlistedMost, func(_ *rand.Rand, w string) string { return capital(w) + "azerty1!" }},
	{"émoji", unlistedMost, func(r *rand.Rand, w string) string { return capital(w) + "1" + oneOf(r, "😀", "❤", "🐄") }},
}

// stretched applies the structure to some words of each list that the gauge has not seen.
func stretched(t testing.TB) []string {
	const each = 40
	var all []string
	for _, source := range []string{"mots", "noms", "communes", "formes"} {
		list := measured(t, source)
		for i := range each {
			all = append(all, list[i*len(list)/each])
		}
	}
	return all
}

func TestOneWordStaysOneWordHoweverItIsStretched(t *testing.T) {
	unknowing := words.Default().WithoutHeldOut()
	for _, s := range structures {
		r := rand.New(rand.NewPCG(7, 8))
		n, fair, strong, known := 0, 0, 0, 0
		for _, w := range stretched(t) {
			password := project(s.of(r, w))
			if len(password) < MinPassword {
				continue
			}
			n++
			guesses := estimateBy(unknowing, password, Personal{}).guesses
			if guesses >= fairGuesses {
				fair++
			}
			if guesses >= strongGuesses {
				strong++
			}
			if estimate(password, Personal{}).guesses >= fairGuesses {
				known++
			}
		}
		share := func(k int) float64 { return 100 * float64(k) / float64(n) }
		t.Logf("%s: %d, %.1f %% let through, %.1f %% strong; %.1f %% of words that it knows", s.name, n, share(fair), share(strong), share(known))
		if share(fair) > s.most {
			t.Errorf("%s: %.1f %% let through; %v at most", s.name, share(fair), s.most)
		}
	}
}

func TestWhatIsSaidInManyWaysIsWeak(t *testing.T) {
	for name, passwords := range map[string][]string{
		"makes and models":   {"Fendt Vario 724!", "ClaasArion640!", "NewHolland TC5080!", "Manitou MLT 735!", "John Deere 6155R!", "Renault Kangoo 1.5 dci!", "Dacia Duster 4x4!", "Honda GX160!"},
		"breeds and plants":  {"Poule de Barbezieux 16!", "CoqDeBresse01!", "Basco-béarnaise 64!", "Porc basque 64!", "Noix de Grenoble 38!", "Betterave sucrière 1!", "Côtes du Rhône 84!"},
		"dishes":             {"Moules marinières 1!", "TomatesFarcies1!", "Gigot-de-sept-heures-1", "Poulet basquaise 64!", "Tripes à la mode de Caen 14!"},
		"farms":              {"EARLdesChênes79!", "GAEC de la Vallée 86!", "Domaine des Vignes 33!", "Rentrer les vaches 1!"},
		"medicines":          {"Doliprane1000mg!", "Kardégic 75mg!", "Gaviscon menthe 1!"},
		"forms and benefits": {"Bulletin de paie 1!", "ArrêtMaladie2024!", "Attestation Vitale 1!", "Allocations-familiales-79"},
		"places":             {"Zoo de Beauval 41!", "ChâteaudeChambord41!", "Côte de Granit Rose 22!", "Île d'Oléron 17!"},
		"saints":             {"St-Maixent79!", "79400StMaixent!", "Saint-Maixent-l'École 79400!", "Ste-Hermine_85"},
		"regional languages": {"Kenavo d'an holl 29!", "Fest-noz 1972!", "Volèm viure al país 34!", "Ongi etorri 64!", "Sa ka maché 972!", "Hans im Schnokeloch 1!", "Forza Bastia 2B!"},
		"music and films":    {"Femme libérée 1984!", "Michel Sardou 47!", "Accordéon Verchuren 1!", "Le gendarme à St-Tropez 1", "Columbo Peugeot 403!", "Koh-Lanta 2001!"},
		"clubs and games":    {"Cholet Basket 49!", "Poulidor Anquetil 64!", "FC Nantes 8 fois!", "Belote rebelote 10!"},
		"the garden":         {"Rosier Pierre Ronsard 1!", "Haricots mogette 85!", "Rose Meilland 1945!"},
		"the family":         {"Noces d'or 1972-2022", "Mme Vve Durand 1952!", "Belle-maman Yvette 1!"},
		"trades":             {"Boulangerie Martin 1!", "Entreprise Dupont 79!", "Pompier volontaire 79!", "Aide-soignante 79!"},
		"Roman numbers":      {"Louis XVI 1793!", "Henri IV 1610!", "Paris XV 2024!"},
	} {
		for _, password := range passwords {
			if e := estimate(project(password), Personal{}); e.guesses >= fairGuesses {
				t.Errorf("%s: %s: %.2g guesses, reading %v", name, password, e.guesses, e.why)
			}
		}
	}
}

// Neither a single word of a compound nor letters within other words count as the compound.
func TestCompoundsAreNotFoundInWords(t *testing.T) {
	for _, password := range []string{
		"Girouette-poireau-satellite9", "PleuvaitHauser10!", "BellesoeurInspecteur86!", "Moulin-veranda-stylo4", "A3R?AR^eMh", "Citron-chienne-lampe7", "Gomme Hublot Sanglier 51!",
		"Lacet-Chambord-Perruque-22", "Stade-lampe-violon-7", "Quatre girafes jouent au bridge 4!",
	} {
		if e := estimate(password, Personal{}); e.guesses < fairGuesses {
			t.Errorf("%s: %.2g guesses, reading %v", password, e.guesses, e.why)
		}
	}
}

func TestWhatIsKnownByHeartIsWeak(t *testing.T) {
	for _, password := range []string{
		"Allons enfants de la patrie 1!", "Petit papa noel 1", "Mon mot de passe est 1234", "Sécurité sociale agricole 1", "Msa mon espace privé 1",
		"Lundi1Mardi2Mercredi3Jeudi4!", "Aqw1zsx2!", "Abc-123-def", "Azertyuiopqsdfghjklmwxcvbnazertyuiopqsdfghjklmwxcvbn1!",
		"Marceline1952!Marceline1953!Marceline1954!", "Marceline1952!abcdefghijklmnopqrstuvwxyz", "Majuscule-minuscule1", "Azertymajuscule1!",
		"Aa1!Bb2!", "1Chiffre1Majuscule!",
		"Un2trois4cinq6!", "1deux3quatre5!", "Zéro1deux3!", "Deux4six8dix!", "Un1deux2trois3!", "Dix9huit7six5!", "One2three4five6!", "Un2Tr0is4Cinq6!",
		"Tartealarhubarbe86!", "Carte-d-identité1", "Machine à laver 1", "PoitouCharentes86+", "Gratindauphinois86!", "Pêche-à-la-truite1", "Poules-pondeuses1",
		"Kénavo29breizh!", "Covid-dix-neuf1",
		"Loindesyeuxloinducoeur1!", "Jeux de mains jeux de vilains 1!", "Ave Maria gratia plena 1!", "SivispacemParabellum1!", "Yec'hed mat 29!", "Ti-punch 972!",
		"Tchimbé rèd 971!", "Dubo Dubon Dubonnet 1!", "Inspecteur Columbo 1!", "Autant en emporte le vent 1!", "Repose en paix papa 1!", "Taureau ascendant Lion 1!",
		"Home sweet home 1!", "La MSA Sud-Aquitaine 40!", "Pension de réversion 1!", "Mars venteux avril pluvieux 1!",
		`&aé"zeR1`, `a&Zé1e"R`, `Aze&é"rtY1!`, `1a&2zé3E"`, `A&z1é"e2`, "Poi_çà0M", `é"zeR&a1`,
	} {
		if e := estimate(project(password), Personal{}); e.guesses >= fairGuesses {
			t.Errorf("%s: %.2g guesses, reading %v", password, e.guesses, e.why)
		}
	}
}

// A phrase of country life, two words of one kind, or a make and its model is one of the phrases of its kind.
func TestPairsOfOneKindAreSetPhrases(t *testing.T) {
	for kind, passwords := range map[string][]string{
		"breeds":           {"Salers & Aubrac 15", "Limousine-Charolaise87!", "Belier berrichon 18!"},
		"a make and model": {"John Deere 6155R!", "Fendt Favorit 79!", "Claas-Lexion-760"},
		"a language":       {"Kenavo ar wech all 1!", "Eskerrik asko 64!", "Hopla Geis 67!", "Vive l'Elsass 67!", "Boun jorn 87!"},
		"verlan and SMS":   {"Chelou-meuf2026!", "Trop relou 79!", "Slt-biz79!"},
		"a cooperative":    {"Terrena-Coop44!", "Cavac Coop 2026!", "Retraite MSA mars2026!"},
		"food and games":   {"Mogettes-Jambon85!", "Belote-Pastis51!", "Carpe & Brochet 12!"},
		"a prayer":         {"Que ton règne vienne 1!", "Délivre-nous du mal 1!"},
	} {
		for _, password := range passwords {
			if e := estimate(project(password), Personal{}); e.guesses >= fairGuesses {
				t.Errorf("%s: %s: %.2g guesses, reading %v", kind, password, e.guesses, e.why)
			}
		}
	}
}
