package gauge

import (
	"slices"
	"strings"
	"testing"

	"sesame/account/gauge/words"
)

// The person's data are unknown here.
func TestASentenceAboutOneselfIsWorthWhatItTells(t *testing.T) {
	for name, passwords := range map[string][]string{
		"a name": {
			"Je m'appelle Dupont 1", "Je m'appelle Kermarrec 1", "Elle s'appelle Martine 1", "Dupont, c'est mon nom 79!", "Mon chien s'appelle Rex 1",
			"My name is Dupont 1", "Mon mot de passe est Dupont 1",
		},
		"otherwise written": {
			"JE M'APPELLE DUPONT 1a", "J3 m'4pp3ll3 Dupont !", "jeMappelleDupont1!", "Je mapelle Dupont 1!", "Je-m-appelle-Dupont-1", "Dupont je m'appelle 1", "Moi-Martine-79",
		},
		"a name of two":     {"Je m'appelle Jean-Paul 1", "Mon fils Jean-Paul 1!", "Jean-Paul et Marie-Claire 79", "Ma fille Martine 2010!"},
		"signs for letters": {"J3 m3 n0mm3 Dup0nt 1", "M0n @dr3ss3 3st 14 ru3 d3 Ni0rt !", "M@rtin3 3t Pi3rr3 79", "L3 m0t d3 p@ss3 d3 M@rtin3 1"},
		"a place": {
			"Née à Saint-Étienne en 1952 !", "Saint-Étienne j'habite 79!", "NéeàNiorten1952!", "JevisàBressuire!1",
			"Né à Niort en 1947 !", "Ne a Niort en 1947 !", "J'habite à Bressuire 79!", "J'habite a La Rochelle 17", "Je viens de Bretagne 29!",
			"Mon adresse est 12 rue des Lilas 1", "J'habite à Saint-Étienne 42", "Niort est ma ville 79!",
		},
		"a number": {"Mon numéro est 06 39 98 10 03", "Mon tel : 06.39.98.10.03", "Née le 3 avril 1960 !", "Mon anniversaire : 12 mai 1960", "Né le 12/05/1985 à Niort"},
		"two first names": {
			"Marie et Pierre 79", "Marie-et-Pierre-79", "Marie & Pierre 79", "MarieEtPierre79!", "M@rie et Pi3rre 79", "Pierre aime Marie 1!", "Zoé et Théophile 79",
			"Clotilde & Gaspard 79", "Aliénor et Gontran 16!", "79 Marie et Pierre",
		},
		"an address": {
			"Monadresseest5rueLaRochelle1!", "monAdresseEst5RueLaRochelle1!", "Monadresseest5rueStEtienne1!", "Jhabite12ruedesLilasaNiort!", "12, rue des Lilas 79000 Niort",
			"12bisRueVictorHugo!", "12 bis, rue du 8 mai 1945 Niort", "5cheminDesVignesBressuire!", "4 imp. des Acacias Thouars", "Lotissementlesacacias12!", "Résidence-les-lilas1", "12 Rue du Général-de-Gaulle 86000", "12ruedesLilas79000Niort!",
		},
		"two first names and signs": {
			"Gaspard+Clotilde=79a", "Gaspard+Clotilde=79A!", "Gaspard-Clotilde_79", "Gaspard/Clotilde/79", "Gaspard.Clotilde.79", "Gaspard Clotilde 79!", "Gaspard@Clotilde79",
			"Gaspard♥Clotilde79", "Gaspard❤Clotilde79!", "Gaspard<3Clotilde79", "Gaspard79+Clotilde86", "79Gaspard+Clotilde86!", "GASPARD+Clotilde=79a",
			"gaspard+CLOTILDE=79", "GaspardClotilde=79a", "GaspardClotilde79!", "Gaspard+Clotilde=86000", "Gaspard+Clotilde=12052012", "(Gaspard+Clotilde)79",
			"Clotilde45!Gaspard47", "Jean-Paul+Marie-Claire=79a", "JeanPaul&MarieClaire=79", "Théo+Zoé=2009a", "Aliénor*Gontran(56)", "Maëlys x Ewen 2019!",
			"G@sp@rd+Cl0tilde=79a", "Gaspard&Clotilde=Niort79", "Maëlys-Ewen-Nolan-79", "a79Gaspard+Clotilde!",
		},
	} {
		for _, password := range passwords {
			if e := estimate(project(password), Personal{}); e.guesses >= fairGuesses {
				t.Errorf("%s: %s: %.2g guesses, reading %v", name, password, e.guesses, e.why)
			}
		}
	}
}

func TestFramesAreNotFoundInWords(t *testing.T) {
	for _, password := range []string{"Battements-manifeste02", "Cordon-hameau-dune4", "Quai-saveur-travail1", "Adresse-sierra60", "GhostAppelait59!", "Grenade-force57",
		"Jumelle-tamarin10", "JumelleTamarin10!", "Laituesaute29!", "4tTOiE$%", "P_K9!h5-", "Vigne d'ete_84?", "Sillon d'ete_84?", "Place-violon-tabouret12", "5 chemin violon tabouret nuage!", "5 tabourets et Violon!"} {
		if e := estimate(password, Personal{}); e.guesses < fairGuesses {
			t.Errorf("%s: %.2g guesses, reading %v", password, e.guesses, e.why)
		}
	}
}

// If a word of the proposals were a frame by itself, it would make them weak.
func TestNoFrameIsAWordOfProposals(t *testing.T) {
	for _, f := range words.Frames() {
		if slices.ContainsFunc(f.Parts[1:], func(p words.FramePart) bool { return !p.Optional }) {
			continue
		}
		for _, way := range f.Parts[0].Ways {
			if slices.Contains(words.Phrases(), way) {
				t.Errorf("%s is a word of proposals", way)
			}
		}
	}
}

func TestTheFramesAreWritten(t *testing.T) {
	for _, f := range words.Frames() {
		if f.Parts[0].Optional || f.Price < 2 {
			t.Errorf("%v", f)
		}
		for _, p := range f.Parts {
			for _, way := range p.Ways {
				if way == "" || strings.Trim(way, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || way[0] == '_' {
					t.Errorf("%q", way)
				}
			}
		}
	}
}
