package member

import (
	"context"
	"time"
)

// Check fetches the discovery document, once, and the signing keys, for the command doctor.
func (f *FranceConnect) Check(ctx context.Context, now func() time.Time) error {
	p, err := f.Provider(now)
	if err != nil {
		return err
	}
	return f.CheckKeys(ctx, p)
}
