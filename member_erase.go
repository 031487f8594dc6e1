package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/terminal"
)

// lastTyped is how many characters of the identifier must be typed to confirm an erasure.
const lastTyped = 4

// erase deletes the member and everything held about them, after a confirmation.
func (m *memberCommand) erase(ctx context.Context) error {
	if err := m.sure(ctx); err != nil {
		return err
	}
	err := m.inTx(ctx, func(t *db.Tx, _ *db.Member, d acts.Deed) error {
		_, err := m.acts.EraseMember(ctx, t, acts.Command, d)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(m.stdout, "L'adhérent est effacé. Les copies de sauvegarde d'avant le gardent jusqu'à leur propre fin.\n"+
		"Le prochain fichier d'adhérents le fait revenir s'il le nomme encore.")
	whole, err := m.acts.DB.EmptyWAL(ctx)
	if err == nil && !whole {
		fmt.Fprintln(m.stderr, "Le journal de la base (fichier -wal) garde encore d'anciennes pages chiffrées : le service les remplace au fil des heures, son redémarrage les retire.")
	}
	return err
}

// sure asks for the end of the identifier on a terminal. Without a terminal, --yes is required.
func (m *memberCommand) sure(ctx context.Context) error {
	switch {
	case m.yes:
		return nil
	case !terminal.Interactive(m.stdin):
		return errors.New("rien n'est effacé : ajoutez --yes, ou lancez la commande sur un terminal")
	}
	typed, err := terminal.NewDialogue(ctx, m.stdin, m.stderr).Ask(fmt.Sprintf("L'effacement ne se défait pas. Tapez les %d derniers caractères de l'identifiant : ", lastTyped))
	if err != nil || !m.meant(typed) {
		return errors.New("rien n'est effacé : ce ne sont pas les derniers caractères de l'identifiant")
	}
	return nil
}

// meant says whether the typed text is the end of the identifier.
func (m *memberCommand) meant(typed string) bool {
	v := m.id.Value
	return strings.EqualFold(typed, v[max(0, len(v)-lastTyped):])
}
