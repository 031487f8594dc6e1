package desk

import (
	"testing"

	"sesame/db"
)

func TestTelling(t *testing.T) {
	petit := db.Profile{Identifier: "1850786123456", LastName: "PETIT", FirstName: "Jean-René", Address: []string{"12 rue du Bon Accueil", "86000 POITIERS"}}
	third := db.Profile{Identifier: "NOT4471", Company: "Étude Martin et Fils"}
	for _, c := range []struct {
		text string
		of   db.Profile
		want string
	}{
		{"Un petit souci de connexion", petit, ""},
		{"client PETIT au guichet", petit, "PETIT"},
		{"rappeler M. petit", petit, "petit"},
		{"Monsieur Petit a perdu sa lettre", petit, "Petit"},
		{"appel de Jean", petit, "Jean"},
		{"appel de René", petit, "René"},
		{"bon accueil au guichet", petit, ""},
		{"habite rue du bon accueil", petit, "bon"},
		{"de Poitiers", petit, ""},
		{"ticket 123456", petit, ""},
		{"ticket 12345678", petit, ""},
		{"siren 123 456 789", petit, "123 456 789"},
		{"nir 185078", petit, "185078"},
		{"nir 1\u200b85/07.8", petit, "1\u200b85/07.8"},
		{"appel du 06 12 34 56 78", petit, "06 12 34 56 78"},
		{"né le 31/07/1985", petit, "31/07/1985"},
		{"reçu le 23/11/2026, à 14 h 05", petit, ""},
		{"écrire à jean@poitou.example svp", petit, "jean@poitou.example"},
		{"@", petit, "@"},
		{"dossier not 4471", third, "not 4471"},
		{"pour l'Étude", third, "Étude"},
		{"sans objet", db.Profile{}, ""},
	} {
		if told := telling(c.text, c.of); told != c.want {
			t.Errorf("%q is told by %q, expected %q", c.text, told, c.want)
		}
	}
}
