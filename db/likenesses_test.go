package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sesame/db"
)

const alikeFile = "identifiant;categorie;nom;prenom;raison_sociale;date_naissance;adresse4;adresse6;email;portable\n" +
	"1620486194001;particulier;Martin;Jean;;25/04/1962;12 rue du Port;79000 NIORT;jean@poitou.example;0639980001\n" +
	"1620486194002;particulier;MARTIN;Jean;;25/04/1962;12, RUE DU PORT;79000 NIORT;;0639980002\n" +
	"2600386194003;particulier;Moreau;Anne;;01/03/1960;4 rue Haute;86000 POITIERS;Jean@poitou.example;0639980003\n" +
	"1620486194004;particulier;Martin;Jean;;26/04/1962;9 rue Basse;79000 NIORT;;0639980004\n" +
	"73282932000074;entreprise;;;EARL du Pré;;1 chemin du Pré;86000 POITIERS;;\n" +
	"73282932000082;entreprise;;;EARL du Pré, atelier;;2 route de Niort;79000 NIORT;;\n"

// alike lists the groups of these kinds, read in pages of one: the shared value, and the members' last names or companies.
func alike(t *testing.T, d *db.DB, sorts []db.Likeness) (groups []string) {
	t.Helper()
	after := &db.AlikePlace{}
	for after != nil {
		page, next, err := d.AlikeGroups(t.Context(), sorts, *after, 1, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range page {
			line := string(g.Sort)
			for _, m := range g.Members {
				line += fmt.Sprintf(" %d", m.ID)
			}
			groups = append(groups, line)
		}
		after = next
	}
	return groups
}

func TestAccountsThatAreAlikeAreFound(t *testing.T) {
	d := openDB(t)
	members(t, d, alikeFile)
	find := func() {
		t.Helper()
		if err := d.FindLikenesses(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
	}
	is := func(sorts []db.Likeness, want ...string) {
		t.Helper()
		if got := alike(t, d, sorts); !slices.Equal(got, want) {
			t.Errorf("%v: %q, want %q", sorts, got, want)
		}
	}
	find()
	is(db.SharedContacts, "email 1 3")
	is(db.LikelyDuplicates, "birth 1 2", "siren 5 6", "street 1 2")
	of, err := d.AlikeOf(t.Context(), member(t, d, "1620486194001"), noon)
	if err != nil || len(of) != 3 || of[0].Members[0].ID != 2 || of[1].Members[0].ID != 3 {
		t.Errorf("beside the first one: %+v, %v", of, err)
	}

	t.Run("a group put aside comes back once another account joins it", func(t *testing.T) {
		groups, _, err := d.AlikeGroups(t.Context(), []db.Likeness{db.SameBirth}, db.AlikePlace{}, 1, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []bool{true, false} {
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				done, err := tx.SetAlikeAside(ctx, groups[0].AlikePlace, noon)
				if done != want {
					t.Errorf("put aside: %t, want %t", done, want)
				}
				return err
			})
		}
		find()
		is(db.LikelyDuplicates, "siren 5 6", "street 1 2")
		members(t, d, strings.Join(strings.SplitAfter(alikeFile, "\n")[:1], "")+"1620486194007;particulier;Martin;Jean;;25/04/1962;1 rue Neuve;79000 NIORT;;\n")
		find()
		is(db.LikelyDuplicates, "birth 1 2 7", "siren 5 6", "street 1 2")
		for most, want := range map[int]int{10: 3, 3: 3, 2: 2} {
			if n, over, err := d.AlikeCount(t.Context(), db.LikelyDuplicates, most); n != want || over != (most == 2) || err != nil {
				t.Errorf("up to %d groups: %d, more: %t, %v", most, n, over, err)
			}
		}
	})

	t.Run("a group is counted once, whatever the number of its accounts, until it is put aside", func(t *testing.T) {
		if n, _, err := d.AlikeCount(t.Context(), []db.Likeness{db.SameBirth}, 10); n != 1 || err != nil {
			t.Errorf("three accounts of one birth are %d groups, %v", n, err)
		}
		groups, _, err := d.AlikeGroups(t.Context(), []db.Likeness{db.SameBirth}, db.AlikePlace{}, 1, noon)
		if err != nil {
			t.Fatal(err)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.SetAlikeAside(ctx, groups[0].AlikePlace, noon)
			return err
		})
		find()
		if n, _, err := d.AlikeCount(t.Context(), []db.Likeness{db.SameBirth}, 10); n != 0 || err != nil {
			t.Errorf("put aside: %d groups, %v", n, err)
		}
		is([]db.Likeness{db.SameBirth})
	})

	t.Run("what has changed since is not told", func(t *testing.T) {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.SetContact(ctx, member(t, d, "2600386194003"), db.Email, db.Contact{Value: "anne@poitou.example", Source: db.FromMember}, noon)
		})
		is(db.SharedContacts)
		find()
		if n, over, err := d.AlikeCount(t.Context(), db.SharedContacts, 10); n != 0 || over || err != nil {
			t.Errorf("%d groups share a contact, %v", n, err)
		}
	})

	t.Run("a duplicate that was closed is counted no more", func(t *testing.T) {
		firm := member(t, d, "73282932000082")
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.SetStatus(ctx, firm, db.Status{State: db.StateClosed, Cause: db.Duplicate, At: noon, By: "system"}, noon)
			return err
		})
		find()
		if n, _, err := d.AlikeCount(t.Context(), []db.Likeness{db.SameSIREN}, 10); err != nil || n != 0 {
			t.Errorf("%d groups of one firm, %v", n, err)
		}
	})
}

// Two members are found alike at any distance, also when they are not read in the same slice.
func TestLikenessesAreFoundAmongMany(t *testing.T) {
	d := openDB(t)
	const many = 250
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := range many {
		fmt.Fprintf(&file, "T%d;tiers;Étude %d;86000 POITIERS;etude%d@cooperative.example\n", i, i, i%(many-1))
	}
	members(t, d, file.String())
	if err := d.FindLikenesses(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	groups, _, err := d.AlikeGroups(t.Context(), []db.Likeness{db.SameEmail}, db.AlikePlace{}, 10, noon)
	if err != nil || len(groups) != 1 || groups[0].Count != 2 {
		t.Errorf("found %v, %v", groups, err)
	}
}

func TestGroupsAreCountedByTheirIndex(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	if plan := planOf(t, raw, db.QueryAlikeCount); !strings.Contains(plan, "likeness_groups USING COVERING INDEX likeness_groups_open (sort=?)") || strings.Contains(plan, "TEMP B-TREE") {
		t.Error(plan)
	}
}
