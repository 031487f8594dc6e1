package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// A person who can write to the database but has no key cannot give anybody a passkey, nor a challenge to another member or
// browser.
func TestAnAlteredPasskeyOpensNothing(t *testing.T) {
	passkey := func(d *db.DB) error {
		_, err := d.MemberPasskey(t.Context(), []byte("a passkey"))
		return err
	}
	challenge := func(member int64, cookie string) func(d *db.DB) error {
		return func(d *db.DB) error {
			_, err := d.PasskeyChallenge(t.Context(), d.Keys().Index("browser", []byte(cookie)), member, noon)
			return err
		}
	}
	for name, c := range map[string]struct {
		read      func(d *db.DB) error
		statement string
	}{
		"another member's passkey": {passkey, `UPDATE member_passkeys SET member_id = 2`},
		"another's record":         {passkey, `UPDATE member_passkeys SET record = (SELECT record FROM member_passkeys WHERE id = CAST('another' AS BLOB)) WHERE id = CAST('a passkey' AS BLOB)`},
		"another passkey's number": {passkey, `DELETE FROM member_passkeys WHERE id = CAST('a passkey' AS BLOB); UPDATE member_passkeys SET id = CAST('a passkey' AS BLOB)`},
		"a challenge that lasts":   {challenge(1, "a cookie"), `UPDATE passkey_challenges SET expires_at = expires_at + 86400`},
		"another member's":         {challenge(2, "a cookie"), `UPDATE passkey_challenges SET member_id = 2`},
		"a log-in's":               {challenge(0, "a cookie"), `UPDATE passkey_challenges SET member_id = NULL`},
	} {
		t.Run(name, func(t *testing.T) {
			d := lived(t)
			members(t, d, smallHeader+"1650586194003;particulier;Lefèvre;86000 POITIERS;;;\n") // member 2
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				return tx.AddMemberPasskey(ctx, member(t, d, rotatedMember), db.MemberPasskey{ID: []byte("another"), Handle: []byte("a handle"), Credential: []byte(`{}`), Device: "Firefox"}, noon)
			})
			if m := member(t, d, rotatedMember); m.ID != 1 {
				t.Fatalf("the member is %d", m.ID)
			}
			tamper(t, d, c.statement)
			if err := c.read(d); !errors.Is(err, keys.ErrSealed) {
				t.Errorf("it is read: %v", err)
			}
		})
	}
}

// An answer counts once, even if two requests bring the same state at once; a member has at most five passkeys.
func TestAMembersPasskeys(t *testing.T) {
	d := lived(t)
	m := member(t, d, rotatedMember)
	p, err := d.MemberPasskey(t.Context(), []byte("a passkey"))
	if err != nil {
		t.Fatal(err)
	}
	use := func() (used bool) {
		t.Helper()
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			used, err = tx.UseMemberPasskey(ctx, m, p, []byte(`{"key":2}`), noon.Add(time.Hour))
			return err
		})
		return used
	}
	if !use() || use() {
		t.Error("the same state is taken once, and was not")
	}
	if p, err := d.MemberPasskey(t.Context(), p.ID); err != nil || string(p.Credential) != `{"key":2}` || !p.UsedAt.Equal(noon.Add(time.Hour)) || string(p.Handle) != "a handle" {
		t.Errorf("kept %+v, %v", p, err)
	}
	for n := range db.MemberPasskeys {
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.AddMemberPasskey(t.Context(), m, db.MemberPasskey{ID: []byte{byte(n)}, Handle: p.Handle, Credential: []byte(`{}`), Device: "Firefox"}, noon)
		})
		if full := n == db.MemberPasskeys-1; errors.Is(err, db.ErrManyPasskeys) != full || !full && err != nil {
			t.Errorf("passkey %d beside the first: %v", n+1, err)
		}
	}
}
