package gauge

import "testing"

// andre is a member as the file knows him.
var andre = Personal{
	Names: []string{"Boutin", "André"},
	Words: []string{
		"MSA du Marais", "1470779999015", "1947-07-03", "Parthenay", "andre.boutin@marais.example",
		"12 rue de la Vau Saint-Jacques", "79200 Parthenay", "+33639981002",
	},
}

func TestWhatAnAttackerKnowsIsWeakHoweverItIsWritten(t *testing.T) {
	for name, passwords := range map[string][]string{
		"a telephone number": {"A.06.39.98.10.02a", "06 39 98 10 02 Ab", "Ab+33 6 39 98 10 02", "(06)39981002Aa", "0639-98-10-02 Ab", "Tel:06/39/98/10/02"},
		"an identifier":      {"1 47 07 79 999 015 Ab!", "147.07.79.999.015Aa", "Ab-1470779999015"},
		"an e-mail address":  {"A1andre.boutin@marais.example", "Andre.Boutin@1", "andre-boutin-marais-X1"},
		"a date":             {"Né le 03/07/1947", "Le 3 juillet 1947 !", "Ne-03.07.47-x", "Ab 1947 07 03", "3/7/1947-Aa"},
		"an address":         {"12 rue de la Vau Saint-Jacques", "12, rue de la Vau St Jacques!", "Vau-Saint-Jacques12", "79200-Parthenay"},
		"names cut short":    {"AndBou79!", "Bou.And.1947", "Bout-Andr-1!"},
		"names":              {"Boutin!1947", "B0utin-Andre1", "nituoB1947!", "Andre&Boutin2024", "B.o.u.t.i.n.1"},
		"a sentence": {
			"Je m'appelle Boutin 1", "JE M'APPELLE BOUTIN 1a", "J3 m'@ppelle B0utin 1", "Jemappelleboutin1!", "Boutin je m'appelle 1", "nituoB je m'appelle 1",
			"Né à Parthenay en 1947 !", "NéàParthenay79!", "Ne a parthenay 1947 !", "Parthenay où je suis né 79!", "J'habite à Parthenay 79!", "J'habiteàParthenay79!",
			"Mon adresse est 12 rue de la Vau 1", "Mon domicile : 12, rue de la Vau 1", "Mon numéro est 06 39 98 10 02", "Appelle-moi au 06.39.98.10.02",
			"Mon mail andre.boutin@marais.example 1", "Le 3 juillet 1947 je suis né!", "Famille Boutin bonheur 79", "André est le plus intelligent 1",
		},
		"one word beside": {
			"Boutin et outil 1!", "Outil et Boutin 1!", "Le outil de Boutin 1", "BoutinleOutil79!", "BoutinLeTracteur79!", "Tracteurboutin79!", "Boutin-girafe-42",
			"Les vaches d'André 1", "Boutin et ses girafes 1", "Vive Parthenay la belle 79!", "Le jardin de la rue de la Vau 1", "Boutin-azerty-79",
			"EARL Boutin et fils 1", "Andréaimelecidre1!", "M@ m@is0n 3st @u 12 ru3 d3 l@ V@u!", "M0t d3 p@ss3 d3 André 1!", "Je-m'appelle-André-et-j'ai-79-ans1A",
		},
		"several": {"Boutin 06 39 98 10 02", "Andre-Parthenay-79200", "Boutin+03.07.1947+Andre"},
	} {
		for _, password := range passwords {
			if v := Judge(password, andre); v.Level != Weak {
				t.Errorf("%s: %s is %v, %.3g guesses", name, password, v.Level, estimate(project(password), andre).guesses)
			}
		}
	}
}

func TestOwnDataBesideMuchElseAreNoFault(t *testing.T) {
	for _, password := range []string{"Violon-girafe-Boutin1!", "K7$Qw2xPzf-Boutin", "Brouette 7 nuages violets", "Tonnerre-citrouille-1789", "Boutin-grive-vase-42",
		"Boutin grive vase 42", "Boutin Grivevase 42!", "Port-girafe-42!", "Bouteille-girafe42", "Marche-tulipe-42"} {
		if v := Judge(password, andre); !v.Accepted {
			t.Errorf("%s is %v", password, v.Level)
		}
	}
}

// The advice reveals nothing of the file, except the person's name.
func TestTheAdviceTellsOfNamesAlone(t *testing.T) {
	for password, told := range map[string]bool{
		"Boutin!1947": true, "Andre-Andre-12": true, "A.06.39.98.10.02a": false, "Né le 03/07/1947": false, "79200-Parthenay": false,
		"1 47 07 79 999 015 Ab!": false,
	} {
		if v := Judge(password, andre); (v.Advice == advicePersonal) != told {
			t.Errorf("%s: %s", password, v.Advice)
		}
	}
}
