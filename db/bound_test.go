package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
)

// vouched creates two members. The first has contacts from the file, from an agent, and a verified one; an import has changed
// them, and can be undone.
func vouched(t *testing.T) *db.DB {
	t.Helper()
	return again(t, "vouched", newVouched)
}

func newVouched(t *testing.T) *db.DB {
	t.Helper()
	d := openDB(t)
	const header = "identifiant;categorie;nom;prenom;date_naissance;adresse6;email;portable;fixe;carte_vitale;date_fin\n"
	members(t, d, header+"1650586194003;particulier;Lefèvre;Jean;01/05/1965;86000 POITIERS;jean@poitou.example;0639981234;0549000001;123456789012;31/12/2026\n"+
		"2650586194003;particulier;Durand;Odile;02/05/1965;86000 POITIERS;odile@poitou.example;0639981235;;123456789013;\n")
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		m, err := tx.Member(ctx, 1)
		if err != nil {
			return err
		}
		_, err = tx.VerifyContact(ctx, 1, db.Email, noon)
		return errors.Join(err, tx.SetContact(ctx, m, db.Mobile, db.Contact{Value: "+33639981299", Source: db.FromAgent}, noon.Add(time.Hour)))
	})
	return d
}

// A person who can write to the database cannot make a contact count as proved, as set by the member or as set long ago, cannot
// give a contact or identity to another member, and cannot open a closed account.
func TestAnAlteredMemberIsAFault(t *testing.T) {
	reads := func(d *db.DB) error {
		_, err := d.Member(t.Context(), 1)
		_, err2 := d.Member(t.Context(), 2)
		return errors.Join(err, err2)
	}
	if err := reads(vouched(t)); err != nil {
		t.Fatal(err)
	}
	for name, statement := range map[string]string{
		"an agent's contact proved":             `UPDATE contacts SET verified_at = 1795600000 WHERE member_id = 1 AND kind = 'mobile'`,
		"a contact proved at another time":      `UPDATE contacts SET verified_at = verified_at - 1`,
		"a contact that is not proved":          `UPDATE contacts SET verified_at = NULL`,
		"an agent's contact that is a member's": `UPDATE contacts SET source = 'member' WHERE source = 'agent'`,
		"an agent's contact of the file":        `UPDATE contacts SET source = 'file' WHERE source = 'agent'`,
		"a contact of the file that stays":      `UPDATE contacts SET source = 'agent' WHERE member_id = 2`,
		"a contact set long ago":                `UPDATE contacts SET changed_at = changed_at - 172800 WHERE source = 'agent'`,
		"the contact of another member":         `UPDATE contacts SET value = (SELECT value FROM contacts WHERE member_id = 1 AND kind = 'email') WHERE member_id = 2 AND kind = 'email'`,
		"the row of another member":             `DELETE FROM contacts WHERE member_id = 1; UPDATE contacts SET member_id = 1 WHERE member_id = 2`,
		"a number in the place of an address":   `DELETE FROM contacts WHERE member_id = 2 AND kind = 'email'; UPDATE contacts SET kind = 'email' WHERE member_id = 2`,
		"an account that is open":               `UPDATE members SET closes_on = NULL WHERE id = 1`,
		"an account that closes later":          `UPDATE members SET closes_on = '2099-01-01' WHERE id = 1`,
		"an account that is closed":             `UPDATE members SET closes_on = '2020-01-01' WHERE id = 2`,
		"another category":                      `UPDATE members SET category = 'exploitant' WHERE id = 1`,
		"another member's identity":             `UPDATE members SET identity_key = (SELECT identity_key FROM members WHERE id = 2) WHERE id = 1`,
		"another member's card":                 `UPDATE members SET vitale_key = (SELECT vitale_key FROM members WHERE id = 2) WHERE id = 1`,
		"no identity":                           `UPDATE members SET identity_key = NULL WHERE id = 1`,
		"the profile of another member":         `UPDATE members SET profile = (SELECT profile FROM members WHERE id = 2) WHERE id = 1`,
		"another identifier":                    `UPDATE members SET identifier_key = randomblob(16) WHERE id = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			d := vouched(t)
			tamper(t, d, statement)
			if err := reads(d); !errors.Is(err, keys.ErrSealed) {
				t.Errorf("it is read: %v", err)
			}
		})
	}
}

// A former value of a row does not open in the row of today.
func TestAContactOfYesterdayDoesNotOpenToday(t *testing.T) {
	d := vouched(t)
	tamper(t, d, `CREATE TABLE yesterday AS SELECT * FROM contacts`)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		m, err := tx.Member(ctx, 1)
		if err != nil {
			return err
		}
		return tx.SetContact(ctx, m, db.Email, db.Contact{Value: "neuve@poitou.example", Source: db.FromMember, VerifiedAt: noon.Add(2 * time.Hour)}, noon.Add(2*time.Hour))
	})
	tamper(t, d, `UPDATE contacts SET value = (SELECT value FROM yesterday y WHERE y.member_id = contacts.member_id AND y.kind = contacts.kind) WHERE member_id = 1 AND kind = 'email'`)
	if _, err := d.Member(t.Context(), 1); !errors.Is(err, keys.ErrSealed) {
		t.Errorf("it is read: %v", err)
	}
}

// A contact that was tampered with is sealed anew neither by a right code nor by the next file.
func TestAnAlteredContactIsNeverSealedAnew(t *testing.T) {
	d := vouched(t)
	tamper(t, d, `UPDATE contacts SET source = 'agent' WHERE member_id = 2 AND kind = 'email'`)
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.VerifyContact(t.Context(), 2, db.Email, noon)
		return err
	})
	if !errors.Is(err, keys.ErrSealed) {
		t.Errorf("it is verified: %v", err)
	}
	table, err := backoffice.OpenTable(strings.NewReader("identifiant;categorie;nom;adresse6;email\n2650586194003;particulier;Durand;86000 POITIERS;autre@poitou.example\n"), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.ImportMembers(t.Context(), table, db.ImportOptions{Now: noon.Add(time.Hour), Confirmed: true}); !errors.Is(err, keys.ErrSealed) {
		t.Errorf("a file is loaded over it: %v", err)
	}
}
