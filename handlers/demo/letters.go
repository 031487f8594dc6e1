package demo

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
	"sesame/db"
)

// correspondents are invented members who get letters only, so that the mailroom has work; they are on no list of
// accounts to try.
const correspondents = `identifiant;categorie;civilite;nom;prenom;adresse1;adresse4;adresse6
1480186999201;particulier;Monsieur;BAUDRY;Fernand;;La Bergerie;86300 CHAUVIGNY
2510286999202;particulier;Madame;CHAIGNEAU;Odette;;3 rue de l'Abreuvoir;79300 BRESSUIRE
1550386999203;particulier;Monsieur;DELAVAULT;Serge;;17 route de Niort;79500 MELLE
2470486999204;particulier;Madame;ÉTOURNEAU;Simone;;5 impasse du Lavoir;86150 LUSIGNAN
1620586999205;particulier;Monsieur;FAVREAU;Alain;;24 avenue de la Gare;16500 CONFOLENS
2560686999206;particulier;Madame;GOUBAULT;Nicole;;2 chemin du Gué;17500 JONZAC
1440786999207;particulier;Monsieur;HÉRAULT;Maurice;;128 boulevard du Maréchal de Lattre de Tassigny;86000 POITIERS
2590886999208;particulier;Madame;INGRAND;Yvette;;11 place du Champ de Foire;86500 MONTMORILLON
`

// letter is a letter to one of them: its temporary password, and how long ago it was asked for.
type letter struct {
	identifier, temporary string
	ago                   time.Duration
}

// Two batches, one that was posted and of which a letter came back, one that is still to be posted; then what waits: an
// address that is too long, one from which a letter came back, one that can be printed.
var (
	postedLetters = []letter{
		{"1480186999201", "grange4herbe", 75 * time.Hour}, {"2510286999202", "verger7brume", 74 * time.Hour}, {"1550386999203", "ferme8hangar", 73 * time.Hour}}
	printedLetters = []letter{{"2470486999204", "champ5rameau", 28 * time.Hour}, {"1620586999205", "ruche6vergne", 27 * time.Hour}}
	waitingLetters = []letter{{"1440786999207", "semence9parc", 5 * time.Hour}, {"1550386999203", "marre2fumure", 3 * time.Hour},
		{"2560686999206", "jachere3pres", 2 * time.Hour}, {"2590886999208", "haute8futaye", time.Hour}}
)

// letterSecrets are the passwords of these letters.
func letterSecrets() (secrets []string) {
	for _, batch := range [][]letter{postedLetters, printedLetters, waitingLetters} {
		for _, l := range batch {
			secrets = append(secrets, l.temporary)
		}
	}
	return secrets
}

// fillLetters queues the letters, and lets the mailroom do what it would have done until now.
func fillLetters(ctx context.Context, t *db.Tx, hashes map[string]string, now time.Time) error {
	act := func(ago time.Duration) db.Act {
		return db.Act{Actor: "agent:" + agents[2].login, At: now.Add(-ago)}
	}
	posted, err := printBatch(ctx, t, postedLetters, hashes, now, act(50*time.Hour))
	if err != nil {
		return err
	}
	if _, err := t.MarkPosted(ctx, posted.Number, nil, act(49*time.Hour)); err != nil {
		return err
	}
	if _, err := t.MarkReturned(ctx, posted.Letters[2].ID, db.ReturnedUnknown, act(4*time.Hour)); err != nil {
		return err
	}
	if _, err := printBatch(ctx, t, printedLetters, hashes, now, act(26*time.Hour)); err != nil {
		return err
	}
	for _, l := range waitingLetters {
		if err := l.queue(ctx, t, hashes, now); err != nil {
			return err
		}
	}
	return nil
}

func (l letter) queue(ctx context.Context, t *db.Tx, hashes map[string]string, now time.Time) error {
	id, err := account.ParseIdentifier(l.identifier)
	if err != nil {
		return fmt.Errorf("%s: %w", l.identifier, err)
	}
	m, err := t.MemberByKey(ctx, t.Keys().IdentifierKey(id))
	if err != nil {
		return err
	}
	at := now.Add(-l.ago)
	until := at.Add(account.DefaultLimits().LetterTTL)
	err = t.QueueLetter(ctx, m.ID, db.LetterPayload{Name: m.Profile.DisplayName(), Secret: l.temporary, Request: account.NewRequestNumber(), At: at, Until: until})
	if err != nil {
		return err
	}
	return t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: hashes[l.temporary], Channel: account.Letter, IssuedAt: at, ExpiresAt: until})
}

// printBatch makes a batch of these letters and of no other, whose PDF nobody needs.
func printBatch(ctx context.Context, t *db.Tx, letters []letter, hashes map[string]string, now time.Time, act db.Act) (db.BatchDraft, error) {
	before, err := t.WaitingLetters(ctx, now)
	if err != nil {
		return db.BatchDraft{}, err
	}
	known := map[int64]bool{}
	for _, l := range before {
		known[l.ID] = true
	}
	for _, l := range letters {
		if err := l.queue(ctx, t, hashes, now); err != nil {
			return db.BatchDraft{}, err
		}
	}
	waiting, err := t.WaitingLetters(ctx, now)
	if err != nil {
		return db.BatchDraft{}, err
	}
	var only []int64
	for _, l := range waiting {
		if !known[l.ID] {
			only = append(only, l.ID)
		}
	}
	draft, err := t.DraftBatch(ctx, db.Recto, only, act)
	if err != nil {
		return draft, err
	}
	return draft, t.ClaimBatch(ctx, draft, act)
}
