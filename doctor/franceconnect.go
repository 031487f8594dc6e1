package doctor

import (
	"context"
	"fmt"
)

// franceConnect checks FranceConnect: its discovery document, which the client caches, and its signing keys.
func (d *Doctor) franceConnect(ctx context.Context) Finding {
	if d.FranceConnect == nil {
		return ok("non proposé (SESAME_FC_ISSUER)")
	}
	if err := d.FranceConnect(ctx); err != nil {
		return failed(fmt.Sprintf("%s ne répond pas comme FranceConnect (%v) : vérifiez SESAME_FC_ISSUER et le réseau", d.Issuer, err))
	}
	return ok("répond")
}
