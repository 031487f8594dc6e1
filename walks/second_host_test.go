package walks

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// copiedMembers is the number of members; each requests a password once.
const copiedMembers = 5000

// TestSecondHost loses the machine of the service while members use it, and goes on with the copy that Litestream keeps on
// another one, as docs/second-host.md says: what was copied is there, members who were logged in still are, the database is
// intact. `make try-second-host` gives each machine a network of its own.
func TestSecondHost(t *testing.T) {
	first, second := newHosts(t)
	second.takesCopies()
	first.imports("adherents", copiedFile("86000 POITIERS"))
	(&crash{site: first.site, path: first.database()}).settle(copiedMembers)
	first.serve()
	first.replicate(second)

	// A member requests a password, and logs in with it. Another one waits for a code.
	logged, waiting := first.visitor(), first.visitor()
	logged.forgets(t, 0)
	logged.types(t, first.post.code(t, crashEmail(0)))
	logged.posts(t, "/connexion", url.Values{"identifiant": {crashID(0)}, "mot_de_passe": {first.post.temporary(t, crashEmail(0))}}, "/personnalisation/mot-de-passe")
	waiting.forgets(t, 1)
	code := first.post.code(t, crashEmail(1))

	first.tellsHowFar()

	load := newLoad(first)
	load.reaches(t, 100)
	changed := copiedFile("86100 CHATELLERAULT")
	first.imports("adherents", changed)
	promised := load.answers()
	first.copied() // the promised requests must not be lost
	load.reaches(t, len(promised)+underLoad())
	died := first.dies()
	load.stop()

	began := time.Now()
	second.restores()
	second.takesKeyOf(first)
	restored := time.Since(began)
	second.serve()
	t.Logf("restored in %v, serving after %v", restored.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	all := load.answers()
	lost, oldest := second.lacks(all)
	of := time.Duration(0)
	if lost > 0 {
		of = died.Sub(oldest)
	}
	t.Logf("%d requests were answered in %v; %d are lost, of the last %v", len(all), died.Sub(all[0].at).Round(time.Second), lost, of.Round(time.Millisecond))
	if lost, _ := second.lacks(promised); lost > 0 || len(promised) == 0 {
		t.Errorf("%d of %d requests were copied and are lost", lost, len(promised))
	}
	waiting.moves(second)
	waiting.types(t, code)
	logged.moves(second)
	if s := logged.opens(t, "/personnalisation/mot-de-passe"); s.path != "/personnalisation/mot-de-passe" {
		t.Errorf("who was logged in is led to %s", s.path)
	}
	second.stop()
	(&crash{site: second.site, path: second.database()}).whole()
	file := filepath.Join(t.TempDir(), "adherents.csv")
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := second.run("import", "adherents", file); !strings.Contains(said, "0 ajoutée, 0 modifiée") {
		t.Errorf("the members that were loaded under load are not all there as they were:\n%s", said)
	}
}

// underLoad is the number of requests that are answered after the last copy that must not be lost; it is large where the loss
// is measured.
func underLoad() int {
	if namespaced {
		return 3000
	}
	return 50
}

// copiedFile returns the back office's file of these members, all in one town.
func copiedFile(town string) string {
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := range copiedMembers {
		fmt.Fprintf(&file, "%s;tiers;Étude %d;%s;%s\n", crashID(i), i, town, crashEmail(i))
	}
	return file.String()
}
