package doctor

import (
	"context"
	"fmt"

	"sesame/db"
)

// directory checks the agents' directory, and whether a supervisor could log in without it.
func (d *Doctor) directory(ctx context.Context) Finding {
	if d.Directory == nil {
		return ok("aucun : les agents ont un mot de passe ici (SESAME_AGENT_OIDC_ISSUER)")
	}
	if err := d.Directory(ctx); err != nil {
		return failed(fmt.Sprintf("%s ne répond pas comme un annuaire (%v) : vérifiez SESAME_AGENT_OIDC_ISSUER et le réseau", d.DirectoryIssuer, err))
	}
	if d.DB == nil {
		return ok("répond")
	}
	all, err := d.DB.Agents(ctx)
	if err != nil {
		return unreadable(err)
	}
	for _, a := range all {
		if a.Role == db.RoleSupervisor && a.Enrolled() && !a.Disabled() && !a.ByDirectory {
			return ok("répond ; un superviseur a un mot de passe ici")
		}
	}
	return attention("répond, mais sans lui aucun superviseur ne peut entrer : « sesame agent add NOM --role superviseur » en ajoute un, qui a un mot de passe ici")
}
