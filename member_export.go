package main

import (
	"context"
	"errors"
	"os"

	"sesame/db"
	"sesame/held"
	"sesame/journey/acts"
)

// export writes everything that is held about the member into a new file of mode 0600. An existing file is refused.
func (m *memberCommand) export(ctx context.Context) error {
	err := m.caller.WriteNew(m.file, func(f *os.File) error {
		return m.inTx(ctx, func(t *db.Tx, _ *db.Member, d acts.Deed) error {
			about, err := m.acts.ExportMember(ctx, t, acts.Command, d)
			if err != nil {
				return err
			}
			return held.Write(f, m.acts, about, held.ForCaisse)
		})
	})
	if errors.Is(err, os.ErrExist) {
		return taken(m.file)
	}
	return err
}
