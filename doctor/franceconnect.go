package doctor

import (
	"context"
	"fmt"
)

// franceConnect reads the document in which FranceConnect says where everything is.
func (d *Doctor) franceConnect(context.Context) Finding {
	if d.FranceConnect == nil {
		return ok("non proposé (SESAME_FC_ISSUER)")
	}
	if err := d.FranceConnect(); err != nil {
		return failed(fmt.Sprintf("%s ne répond pas comme FranceConnect (%v) : vérifiez SESAME_FC_ISSUER et le réseau", d.Issuer, err))
	}
	return ok("répond")
}
