package db_test

import (
	"database/sql"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
)

func TestMembersByIdentity(t *testing.T) {
	const header = "identifiant;categorie;nom;prenom;date_naissance;adresse6\n"
	found := func(t *testing.T, d *db.DB, family, given, born string) (identifiers []string) {
		t.Helper()
		members, err := d.MembersByIdentity(t.Context(), account.Identity{FamilyName: family, GivenNames: given, BirthDate: born}.Key(d.Keys().Index), noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			identifiers = append(identifiers, m.Profile.Identifier)
		}
		return identifiers
	}
	t.Run("particuliers are found by name and birth, homonyms together; others, and who lacks something, are not", func(t *testing.T) {
		d := openDB(t)
		members(t, d, header+
			"1650586194003;particulier;Lefèvre;Jean-Paul;09/05/1965;86000 POITIERS\n"+
			"1650586194004;particulier;LEFEVRE;JEAN;1965-05-09;86000 POITIERS\n"+
			"1650586194005;exploitant;Lefèvre;Jean;09/05/1965;86000 POITIERS\n"+
			"1650586194006;particulier;Lefèvre;Jean;;86000 POITIERS\n"+
			"1650586194007;particulier;Lefèvre;;09/05/1965;86000 POITIERS\n")
		if got := strings.Join(found(t, d, "LEFÈVRE", "Jean Marie", "1965-05-09"), " "); got != "1650586194003 1650586194004" {
			t.Errorf("found %s", got)
		}
		if got := found(t, d, "Lefèvre", "Paul", "1965-05-09"); got != nil {
			t.Errorf("found %v", got)
		}
	})
	t.Run("a name that the file corrects is found under the new one only", func(t *testing.T) {
		d := openDB(t)
		members(t, d, header+"2650586194003;particulier;Durant;Odile;09/05/1965;86000 POITIERS\n")
		members(t, d, header+"2650586194003;particulier;Durand;Odile;09/05/1965;86000 POITIERS\n")
		if before, after := found(t, d, "Durant", "Odile", "1965-05-09"), found(t, d, "Durand", "Odile", "1965-05-09"); before != nil || len(after) != 1 {
			t.Errorf("before %v, after %v", before, after)
		}
		members(t, d, header+"2650586194003;exploitant;Durand;Odile;09/05/1965;86000 POITIERS\n")
		if left := found(t, d, "Durand", "Odile", "1965-05-09"); left != nil {
			t.Errorf("no longer a particulier: %v", left)
		}
	})
	t.Run("the look-up goes by the index", func(t *testing.T) {
		raw, err := sql.Open("sqlite3", openDB(t).Path())
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		var id, parent, unused int
		var plan string
		if err := raw.QueryRow(`EXPLAIN QUERY PLAN SELECT id FROM members WHERE identity_key = ? ORDER BY id`, make([]byte, 16)).Scan(&id, &parent, &unused, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "members_by_identity") {
			t.Errorf("plan: %s", plan)
		}
	})
}
