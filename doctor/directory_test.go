package doctor

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestTheDirectoryOfAgents(t *testing.T) {
	answers := func(err error) func(context.Context) error { return func(context.Context) error { return err } }
	d := &Doctor{DB: opened(t, t.TempDir()), Location: time.UTC}
	is := func(state State, says string) {
		t.Helper()
		if f := d.directory(t.Context()); f.State != state || !strings.Contains(f.Says+" : "+f.Mend, says) {
			t.Errorf("%+v", f)
		}
	}
	is(OK, "aucun : les agents ont un mot de passe ici")
	d.Directory, d.DirectoryIssuer = answers(errors.New("refused")), "https://annuaire.example"
	is(Failed, "https://annuaire.example ne répond pas comme un annuaire (refused) : vérifiez SESAME_AGENT_OIDC_ISSUER")
	d.Directory = answers(nil)
	is(Attention, "sans lui aucun superviseur ne peut entrer : « sesame agent add NOM --role superviseur »")
	now := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	add := func(login string, enrol func(ctx context.Context, tx *db.Tx) error) {
		t.Helper()
		if err := d.DB.InTx(t.Context(), func(tx *db.Tx) error { return enrol(t.Context(), tx) }); err != nil {
			t.Fatal(login, err)
		}
	}
	add("annuaire", func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.AddDirectoryAgent(ctx, "annuaire", db.RoleSupervisor, tx.DirectoryKey("https://annuaire.example", "1"), now)
		return errors.Join(err, tx.EnterByDirectory(ctx, a, now))
	})
	is(Attention, "aucun superviseur")
	add("secours", func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.AddAgent(ctx, "secours", db.RoleSupervisor, now)
		if err := errors.Join(err, tx.Invite(ctx, a, "verger3champ", now, now.Add(time.Hour), now)); err != nil {
			return err
		}
		return tx.Enrol(ctx, a, tx.InvitationKey(a, "verger3champ"), db.Enrolment{PasswordHash: "$argon2id$", TOTPSecret: "JBSWY3DP"}, now)
	})
	is(OK, "un superviseur a un mot de passe ici")
}
