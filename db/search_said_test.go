package db_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"sesame/account/search"
)

// saidFile are invented members of each kind; some share a name.
const saidFile = "identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;adresse2;adresse4;adresse6;email;portable;fixe\n" +
	"1620486194111;particulier;M.;MARTIN;Jean;;25/04/1962;;3 rue des Lilas;79000 NIORT;jean.martin62@orange.example;06 39 98 10 01;05 36 49 20 01\n" +
	"1620486194222;particulier;M.;MARTIN;Jean;;25/04/1962;;18 avenue de Paris;79000 NIORT;;06 39 98 10 02;\n" +
	"1710262041333;particulier;M.;MARTIN;Jean;;11/02/1971;;4 place Jean Jaurès;62000 ARRAS;;;03 53 01 20 03\n" +
	"2840579191040;exploitant;Mme;BRÉGEON;Solène;;14/05/1984;;La Grande Borde;79300 BRESSUIRE;solene.bregeon@laposte.example;06 39 98 10 04;\n" +
	"2550386041050;particulier;Mme;LEFÈVRE;Monique;;02/03/1955;;7 impasse du Moulin;86100 CHÂTELLERAULT;;;05 36 49 20 05\n" +
	"1480786041060;particulier;M.;LEFEBVRE;Gérard;;30/07/1948;;22 bd Blossac;86000 POITIERS;;;05 36 49 20 06\n" +
	"2910159009070;particulier;Mme;VAN DER MEERSCH;Lieve;;09/01/1991;;11 rte de Lille;59200 TOURCOING;lievevdm@skynet.example;06 39 98 10 07;\n" +
	"1690929019080;exploitant;M.;KERAVEL;Yann;;17/09/1969;;Kerlouan;29260 LESNEVEN;;06 39 98 10 08;\n" +
	"1530875056090;particulier;M.;de LA ROCHEFOUCAULD;Aymar;;21/08/1953;Château de Verteuil;;16510 VERTEUIL SUR CHARENTE;;;05 36 49 20 09\n" +
	"2421186194100;particulier;Mme;THIBAUDEAU;Yvette;;03/11/1942;EHPAD Les Tilleuls;5 rue du Docteur Roux;86500 MONTMORILLON;;;05 36 49 20 10\n" +
	"1770235047110;particulier;M.;SAINT-GERMAIN;Éric;;28/02/1977;;9 allée des Acacias;35400 SAINT MALO;eric-sg@free.example;06 39 98 10 11;\n" +
	"2881217415120;particulier;Mme;N'DIAYE;Aminata;;24/12/1988;Résidence Les Mimosas Bât. C;;17000 LA ROCHELLE;aminata_nd@gmail.example;06 39 98 10 12;\n" +
	"1660764445130;particulier;M.;ETCHEVERRY;Beñat;;07/07/1966;;Maison Elizaldea;64250 ESPELETTE;;06 39 98 10 13;\n" +
	"2700467482140;particulier;Mme;SCHMITT;Liesel;;19/04/1970;;2 rue de la Choucroute;67000 STRASBOURG;;;03 69 49 20 14\n" +
	"195052A004150;particulier;M.;COLONNA;Ghjuvanni;;12/05/1995;;Hameau de Vico;20160 VICO;;06 39 98 10 15;\n" +
	"2620397410160;particulier;Mme;HOARAU;Marie-Lourdes;;30/03/1962;;44 chemin Bois Rouge;97440 SAINT ANDRE;;0692 12 34 16;\n" +
	"1850693066170;particulier;M.;EL AMRANI;Youssef;;15/06/1985;;30 rue Henri Barbusse;93300 AUBERVILLIERS;y.elamrani@yahoo.example;06 39 98 10 17;\n" +
	"2730886194180;particulier;Mme;GAUTHIER;Nathalie;;06/08/1973;;Le Petit Logis;86370 VIVONNE;;06 39 98 10 18;\n" +
	"1680186194190;exploitant;M.;GOTHIER;Alain;;23/01/1968;;La Vacherie;86370 VIVONNE;;;05 36 49 20 19\n" +
	"2361279191200;particulier;Mme;BOUTEILLER;Raymonde;;08/12/1936;Foyer logement Le Clos;;79200 PARTHENAY;;;05 36 49 20 20\n" +
	"1901186041210;particulier;M.;O'CONNOR;Sean;;01/11/1990;;6 rue du Four;86000 POITIERS;sean@oconnor.example;06 39 98 10 21;\n" +
	"2790333063220;particulier;Mme;DA SILVA;Fernanda;;22/03/1979;;15 cours de la Marne;33000 BORDEAUX;;06 39 98 10 22;\n" +
	"1640579191230;employeur_jardinier;M.;PINEAU-LARRIVIERE;Hubert;;13/05/1964;;Logis de la Mothe;79800 LA MOTHE SAINT HERAY;hpineau@wanadoo.example;;05 36 49 20 23\n" +
	"2570986194240;particulier;Mme;QUÉRÉ;Soizic;;29/09/1957;;12 bis rue Pasteur;86240 LIGUGE;;06 39 98 10 24;\n" +
	"1980286194250;particulier;M.;DELAUNAY;Jean-Baptiste;;05/02/1998;;1 rue de l'Église;86280 SAINT BENOIT;jb.delaunay@proton.example;06 39 98 10 25;\n" +
	"2470486194260;particulier;Mme;PASQUIER;Marie-Thérèse;;16/04/1947;;8 rue du 8 Mai 1945;86190 VOUILLE;;;05 36 49 20 26\n" +
	"1811086194270;particulier;M.;NGUYEN;Van Minh;;20/10/1981;;27 rue de la Marne;86000 POITIERS;;06 39 98 10 27;\n" +
	"2760663113280;particulier;Mme;BERTHOMIEU;Delphine;;18/06/1976;;Le Bourg;63300 THIERS;;06 39 98 10 28;\n" +
	"1590586194290;particulier;M.;ŒUVRARD;Loïc;;31/05/1959;;Chez Naudin;86400 CIVRAY;;;05 36 49 20 29\n" +
	"2931286194300;particulier;Mme;CHÂTAIGNIER;Maëlys;;27/12/1993;;10 sq. du Parc;86360 CHASSENEUIL DU POITOU;maelys.c@outlook.example;06 39 98 10 30;\n" +
	"81234567600017;entreprise;;;;GAEC des Quatre Vents;;;Route de Thouars;79100 MAUZE THOUARSAIS;gaec4vents@orange.example;;05 36 49 20 31\n" +
	"52117788100021;entreprise;;;;E.A.R.L. du Puits Salé;;;Le Puits Salé;17260 GEMOZAC;;;05 36 49 20 32\n" +
	"40255566800019;entreprise;;;;Pépinières Boisseleau & Fils;;ZA des Grands Champs;;85200 FONTENAY LE COMTE;contact@boisseleau.example;;02 61 91 20 33\n" +
	"77788899100042;entreprise;;;;CUMA L'Avenir;;;BP 12;86700 COUHE;;;05 36 49 20 34\n" +
	"33344455200066;entreprise;;;;SCEA Domaine Saint-Vincent;;;14 rue des Vignerons;44330 VALLET;;;02 61 91 20 35\n" +
	"TI0042B;tiers;Me;CROIZÉ;Bertrand;Étude Croizé et associés;;;1 place d'Armes;86000 POITIERS;etude@croize.example;;05 36 49 20 36\n" +
	"CAB7791;tiers;;;;Cabinet Fiduciaire de l'Ouest;;;55 quai Madame;44000 NANTES;;;02 61 91 20 37\n" +
	"UDAF86;tiers;;;;UDAF de la Vienne;;;24 rue de la Garenne;86000 POITIERS;;;05 36 49 20 38\n" +
	"1450386194390;particulier;M.;DUPONT;René;;04/03/1945;;16 rue des Écoles;86000 POITIERS;;;05 36 49 20 39\n" +
	"2450386194400;particulier;Mme;DUPOND;Renée;;04/03/1945;;2 rue des Bleuets;86000 POITIERS;;;05 36 49 20 40\n" +
	"1890886194410;particulier;M.;BERNARD;Kévin;;10/08/1989;;21 rue Gambetta;86000 POITIERS;;06 39 98 10 41;\n" +
	"1470386194430;particulier;M.;JARDINIER;Paul;;10/03/1947;;5 rue du Lac;86000 POITIERS;;;\n"

// TestWhatCallersSay searches for what callers say, one line of testdata/said.txt each: the words, and the identifiers of all
// members who may be meant, first the one with this spelling.
func TestWhatCallersSay(t *testing.T) {
	d := openDB(t)
	members(t, d, saidFile)
	file, err := os.Open("testdata/said.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, missed := 0, 0
	for s := bufio.NewScanner(file); s.Scan(); {
		text, wanted, ok := strings.Cut(s.Text(), " => ")
		if !ok {
			continue
		}
		lines++
		r, err := d.SearchMembers(t.Context(), text, 20)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var found []string
		for _, m := range slices.Concat(r.Written.Members, r.Heard.Members, r.Near.Members) {
			found = append(found, m.Profile.Identifier)
		}
		for _, who := range strings.Fields(wanted) {
			if !slices.Contains(found, who) {
				missed++
				t.Errorf("« %s » does not find %s, but %q", text, who, found)
				break
			}
		}
		if most := len(strings.Fields(wanted)) + 3; len(found) > most {
			t.Errorf("« %s » finds %d, more than an agent reads: %q", text, len(found), found)
		}
	}
	if lines < 100 {
		t.Errorf("%d lines", lines)
	}
	t.Logf("%d of %d found", lines-missed, lines)
}

// TestAWordOfManyIsTold checks that a search for something common to most members shows some of them and says that there are
// more.
func TestAWordOfManyIsTold(t *testing.T) {
	d := openDB(t)
	members(t, d, saidFile)
	for _, text := range []string{"jean", "86", "rue", "poitiers", "86000", "1962", "madame", "mme rue"} {
		r, err := d.SearchMembers(t.Context(), text, 2)
		if err != nil && text != "madame" {
			t.Errorf("%s: %v", text, err)
		}
		if text != "madame" && (len(r.Written.Members) != 2 || !r.Written.More || len(r.Near.Members) > 0) {
			t.Errorf("%s: %d found, more %v, %d by a slip", text, len(r.Written.Members), r.Written.More, len(r.Near.Members))
		}
	}
	if _, err := d.SearchMembers(t.Context(), "m.", 20); err != search.ErrTooShort { //nolint:errorlint // the very value
		t.Errorf("a civility alone: %v", err)
	}
}

// TestThoseWrittenSoComeFirst checks that members with a similar sound or spelling are marked, and shown although others have
// the exact spelling.
func TestThoseWrittenSoComeFirst(t *testing.T) {
	d := openDB(t)
	members(t, d, saidFile)
	for text, want := range map[string]string{
		"lefevre":        "LEFÈVRE, ~LEFEBVRE",
		"dupont":         "DUPONT, ~DUPOND",
		"gautier":        "~GAUTHIER, ~GOTHIER",
		"bregon":         "?BRÉGEON",
		"dupont 1945":    "DUPONT, ~DUPOND",
		"kerravel":       "KERAVEL",
		"martin arras":   "MARTIN",
		"81234567600017": "GAEC des Quatre Vents",
	} {
		if got := strings.ReplaceAll(names(t, d, text, 20), "~KER", "KER"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
