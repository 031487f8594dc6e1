package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/replica"
)

// lateCopy is the lag from which the copy on a second host counts as late. Litestream sends every second.
const lateCopy = time.Minute

// replica checks how far the copy on the second host is behind.
func (d *Doctor) replica(ctx context.Context) Finding {
	if d.Replica == nil {
		return ok("aucune (SESAME_REPLICA_SOCKET)")
	}
	whole, err := d.Replica.Whole(ctx)
	var stuck *replica.StuckError
	switch {
	case errors.As(err, &stuck):
		return failed("Litestream ne copie plus (" + stuck.Says + ") : regardez la place sur le disque et « journalctl -u sesame-litestream »")
	case errors.Is(err, replica.ErrForeign):
		return failed("Litestream ne copie pas " + d.DBPath + " : donnez le chemin absolu de la base dans litestream.yml, le même que dans SESAME_DB")
	case errors.Is(err, replica.ErrNever):
		return failed("rien n'est encore copié : vérifiez dans litestream.yml l'adresse de la seconde machine et sa clé, puis « journalctl -u sesame-litestream »")
	case err != nil:
		return failed("Litestream ne répond pas : lancez « systemctl start sesame-litestream », et vérifiez que « socket » de litestream.yml est SESAME_REPLICA_SOCKET")
	}
	if late := d.Now().Sub(whole); late > lateCopy {
		return failed(fmt.Sprintf("la copie a %s de retard : vérifiez que la seconde machine répond, et « journalctl -u sesame-litestream »", account.Counted(int(late.Minutes()), "minute", "minutes")))
	}
	return ok("la copie était complète le " + d.moment(whole))
}
