package demo

import (
	"context"
	"io"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

// correspondents are invented members who get letters only, so that the mailroom has work; they are not in the
// list of accounts to try.
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

// letter is a letter to one of them: its temporary password, and how long ago it was requested.
type letter struct {
	identifier, temporary string
	ago                   time.Duration
}

// Two batches: one was posted, and a letter of it came back; the other is still to be posted. The waiting letters: an
// address that is too long, one from which a letter came back, and two that can be printed.
var (
	postedLetters = []letter{
		{"1480186999201", "grange4herbe", 219 * time.Hour}, {"2510286999202", "verger7brume", 218 * time.Hour}, {"1550386999203", "ferme8hangar", 217 * time.Hour}, {typesReplaced, replacedLetter, 216 * time.Hour}}
	printedLetters = []letter{{"2470486999204", "champ5rameau", 28 * time.Hour}, {"1620586999205", "ruche6vergne", 27 * time.Hour}}
	waitingLetters = []letter{{"1440786999207", "semence9parc", 5 * time.Hour}, {"1550386999203", "marre2fumure", 3 * time.Hour},
		{"2560686999206", "jachere3pres", 2 * time.Hour}, {"2590886999208", "haute8futaye", time.Hour}}
)

// letterSecrets returns the passwords of these letters.
func letterSecrets() (secrets []string) {
	for _, batch := range [][]letter{postedLetters, printedLetters, waitingLetters} {
		for _, l := range batch {
			secrets = append(secrets, l.temporary)
		}
	}
	return secrets
}

// fillLetters requests the letters, and performs the mailroom's work until now.
func (p *past) fillLetters() {
	mailroom := agents[2]
	for _, batch := range [][]letter{postedLetters, printedLetters, waitingLetters} {
		for _, l := range batch {
			p.ago(l.ago, p.sends(l.id(), l.temporary, p.hashes[l.temporary], false))
		}
	}
	p.ago(200*time.Hour, p.prints(postedLetters))
	p.ago(199*time.Hour, p.byStaff(mailroom, func(ctx context.Context, t *db.Tx, a *acts.Acts, who acts.Actor) error {
		b, letters, err := firstBatch(ctx, t)
		if err != nil {
			return err
		}
		return a.PostBatch(ctx, t, who, b.Number, acts.BatchVersion(b, letters), nil)
	}))
	p.ago(26*time.Hour, p.prints(printedLetters))
	p.ago(4*time.Hour, p.byStaff(mailroom, func(ctx context.Context, t *db.Tx, a *acts.Acts, who acts.Actor) error {
		_, letters, err := firstBatch(ctx, t)
		if err != nil {
			return err
		}
		_, err = a.ReturnLetter(ctx, t, who, letters[2].ID, letters[2].Stamp(), db.ReturnedUnknown)
		return err
	}))
}

func firstBatch(ctx context.Context, t *db.Tx) (db.LetterBatch, []db.LetterRow, error) {
	b, err := t.LetterBatch(ctx, 1)
	if err != nil {
		return b, nil, err
	}
	letters, err := t.LettersOfBatch(ctx, b.Number)
	return b, letters, err
}

func (l letter) id() account.Identifier { return identifierOf(l.identifier) }

// prints prints a batch of exactly these letters, and discards the PDF.
func (p *past) prints(letters []letter) act {
	return func(ctx context.Context, a *acts.Acts) error {
		waiting, err := a.DB.LetterQueue(ctx, a.Now())
		if err != nil {
			return err
		}
		var only []db.ChosenLetter
		for _, l := range letters {
			m, err := memberOf(ctx, a.DB.Reader, l.id())
			if err != nil {
				return err
			}
			for _, w := range waiting {
				if w.MemberID == m.ID {
					only = append(only, w.Chosen())
				}
			}
		}
		_, err = a.Print(ctx, p.staff[agents[2].login], db.Recto, only, func(io.Writer, db.BatchDraft) error { return nil }, io.Discard)
		return err
	}
}
