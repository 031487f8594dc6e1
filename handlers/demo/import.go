package demo

import (
	"context"
	"errors"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
)

// fillImport adds a file that an agent loaded on the web yesterday, with two refused lines.
func fillImport(ctx context.Context, t *db.Tx, now time.Time) error {
	i := db.FileImport{Actor: "agent:" + agents[0].login, Kind: "adherents", Name: "adherents-novembre.csv", Bytes: 4312, StartedAt: now.Add(-26 * time.Hour)}
	if err := t.AddImport(ctx, &i); err != nil {
		return err
	}
	i.Phase, i.KeepGoing, i.EndedAt = db.ImportLoaded, true, i.StartedAt.Add(time.Minute)
	i.Report = db.ImportReport{Lines: 23, Added: 2, Changed: 1, Unchanged: 18, Refused: 2}
	i.Refused = []backoffice.RowError{
		{Line: 9, Column: "identifiant", Masked: "258••••••••••", Reason: "La clé ne va pas avec ce numéro : vérifiez les chiffres."},
		{Line: 17, Column: "date_naissance", Masked: "31/••/••••", Reason: "Cette date n'existe pas."},
	}
	moved, err := t.MoveImport(ctx, db.ImportChecking, i)
	if err == nil && !moved {
		err = errors.New("the import of the demonstration cannot be noted")
	}
	return err
}
