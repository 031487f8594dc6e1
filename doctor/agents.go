package doctor

import (
	"context"

	"sesame/account"
	"sesame/db"
)

// agents checks whether there are agents who can log in, and a supervisor among them. A new installation has none.
func (d *Doctor) agents(ctx context.Context) Finding {
	const first = "aucun ; « sesame agent add NOM » ajoute le premier, qui est superviseur"
	if d.DB == nil {
		return d.without(first)
	}
	all, err := d.DB.Agents(ctx)
	if err != nil {
		return unreadable(err)
	}
	active, invited, supervisors := 0, 0, 0
	for _, a := range all {
		switch {
		case a.Disabled():
		case !a.Enrolled():
			invited++
		default:
			active++
			if a.Role == db.RoleSupervisor {
				supervisors++
			}
		}
	}
	switch {
	case active+invited == 0:
		return ok(first)
	case active == 0:
		return ok(account.Counted(invited, "invité, qui n'a pas encore ouvert son accès", "invités, qui n'ont pas encore ouvert leur accès"))
	case supervisors == 0:
		return attention(account.Counted(active, "actif", "actifs") + ", aucun superviseur : « sesame agent add NOM --role superviseur » en ajoute un")
	}
	return ok(account.Counted(active, "actif", "actifs") + ", " + account.Counted(supervisors, "superviseur", "superviseurs"))
}
