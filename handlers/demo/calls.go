package demo

import (
	"context"
	"errors"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// callers are invented members who call, and who are not in the list of accounts to try.
const callers = `identifiant;categorie;civilite;nom;prenom;date_naissance;adresse1;adresse4;adresse6;email;portable
2440286999301;particulier;Madame;VRIGNAUD;Huguette;11/02/1944;;14 rue de l'Ormeau;79400 SAINT-MAIXENT-L'ÉCOLE;huguette.vrignaud@gatine.example;
1890186999302;particulier;Monsieur;QUINTARD;Loïc;27/01/1989;;Les Brandes;86160 GENÇAY;loic.quintard@poitou.example;
2721286999182;exploitant;Madame;NAUDIN;Isabelle;02/12/1972;;Le Pré Neuf;86300 VALDIVIENNE;i.naudin@gaec.example;
1770586999303;exploitant;Monsieur;BERTHONNEAU;Gilles;30/05/1977;;La Grange aux Moines;86370 VIVONNE;gilles.berthonneau@poitou.example;
`

// The members of the calls that need a history of their own.
const (
	codeNotCome   = "1890186999302"
	typesReplaced = "2440286999301"
	blockedOut    = "1770586999303"

	underGuardianship = "1380117999070"
	guardianOf        = "TEST0077"

	replacedLetter = "gerbe4charme" //nolint:gosec // G101: of an invented member
	replacing      = "sauge7vanter" //nolint:gosec // G101: of an invented member
)

// calls are ten typical calls of a day.
var calls = []views.DemoCall{
	{Says: "« Loïc Quintard. Je n'ai pas reçu mon code. »", Look: "La page commence par sa demande : à quelle adresse le code est parti, s'il a été accepté, jusqu'à quand il vaut."},
	{Says: "« Madame Vrignaud. Mon mot de passe provisoire ne marche pas. »", Look: "Le dernier refus dit lequel elle a tapé : celui de la lettre, qu'un e-mail a remplacé."},
	{Says: "« Élodie Girault. J'ai changé d'adresse e-mail. »", Look: "« Au téléphone » : la question prouve qui parle, un code à la nouvelle adresse prouve qu'elle est bien écrite."},
	{Says: "« Gilles Berthonneau, à Vivonne. Je suis bloqué. »", Look: "La page dit depuis quoi et jusqu'à quand. « Lever un blocage » suffit."},
	{Says: "« Je suis le tuteur de Marcel Guérin, à Saintes. »", Look: "Le repère « tutelle » est au-dessus des actes, et demandé encore avant une réinitialisation."},
	{Says: "« Mon mari est décédé : Alain Favreau. »", Look: "« Fermer l'espace privé » : plus rien ne part, et la fermeture se défait pendant 30 jours."},
	{Says: "« Isabelle Naudin. J'ai deux comptes. »", Look: "L'adresse et les derniers caractères de l'identifiant les distinguent ; l'un se ferme au profit de l'autre."},
	{Says: "« Odette Chaigneau, à Bressuire. Mon courrier n'est jamais arrivé. »", Look: "La page dit quand il a été posté ; « Refaire ce courrier » en met un autre dans la file."},
	{Says: "« Fernand Baudry. Je n'ai ni e-mail ni portable. »", Look: "Avant de remettre un mot de passe, l'écran dit ce qu'il lui faudra pour continuer."},
	{Says: "« Ce message vient-il de vous ? »", Look: "Cherchez le numéro d'un message de cette page : sa demande s'ouvre. Pour un autre, la recherche dit quoi répondre, et vous notez le message."},
}

// fillCalls creates the events that the calls are about.
func (p *past) fillCalls() {
	for _, id := range []string{codeNotCome, blockedOut} {
		p.days(-30, p.personalises(member{identifier: id, state: connected}))
	}
	for day := -28; day < 0; day += 3 { // so that this member has a long history
		p.days(day, p.comesAndGoes(member{identifier: codeNotCome}))
	}
	p.ago(4*time.Minute, asksForCode(codeNotCome))
	p.ago(9*time.Minute, failsAllDay(blockedOut))
	p.ago(20*time.Hour, p.sends(identifierOf(typesReplaced), replacing, p.hashes[replacing], true))
	p.ago(12*day, p.byStaff(agents[1], isUnderGuardianship))
	p.ago(25*time.Minute, triesPassword(typesReplaced, replacedLetter))
}

// isUnderGuardianship adds a mandate to act for a member, as by an agent who has seen the judgment.
func isUnderGuardianship(ctx context.Context, t *db.Tx, a *acts.Acts, who acts.Actor) error {
	m, err := memberOf(ctx, t.Reader, identifierOf(underGuardianship))
	if err != nil {
		return err
	}
	guardian, err := memberOf(ctx, t.Reader, identifierOf(guardianOf))
	if err != nil {
		return err
	}
	version, err := a.MemberVersion(ctx, t.Reader, m)
	if err != nil {
		return err
	}
	d := acts.Deed{Member: m.ID, Version: version, Grounds: events.Noted("jugement présenté au guichet")}
	return a.AddMandate(ctx, t, who, d, guardian, db.MandateTerms{Kind: db.Guardianship, Holder: "Association tutélaire du Haut-Poitou",
		Piece: "jugement du tribunal de Saintes", SeenOn: a.Today()})
}

// asksForCode performs « oubli » up to the code.
func asksForCode(identifier string) act {
	return func(ctx context.Context, a *acts.Acts) error {
		s, err := a.LookUp(ctx, identifierOf(identifier))
		if err != nil {
			return err
		}
		var f *db.Flow
		err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
			f, err = a.BeginForgotten(ctx, t, visitor(a), journey.Forgotten, s, nil)
			return err
		})
		if err != nil {
			return err
		}
		return a.ChooseChannel(ctx, visitor(a), f, s.Member, account.Email)
	}
}

// triesPassword performs a login that is refused.
func triesPassword(identifier, password string) act {
	return func(ctx context.Context, a *acts.Acts) error {
		m, err := memberOf(ctx, a.DB.Reader, identifierOf(identifier))
		if err != nil {
			return err
		}
		var refused *acts.Refused
		if _, err = a.LogIn(ctx, visitor(a), m.IdentifierKey, m, password, nil); !errors.As(err, &refused) {
			return errors.Join(errors.New("the log-in was not refused"), err)
		}
		return nil
	}
}

// failsAllDay counts the maximum number of wrong passwords per day in a known browser. It writes them to the counter
// directly, because comparing each would make the demonstration's start too slow.
func failsAllDay(identifier string) act {
	return func(ctx context.Context, a *acts.Acts) error {
		m, err := memberOf(ctx, a.DB.Reader, identifierOf(identifier))
		if err != nil {
			return err
		}
		return a.DB.InTx(ctx, func(t *db.Tx) error {
			for range a.Limits.LoginPerDay {
				if err := t.Count(ctx, db.KnownFailures, m.IdentifierKey, a.Now()); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
