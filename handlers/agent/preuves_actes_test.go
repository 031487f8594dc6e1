package agent_test

import (
	"cmp"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
)

// The possible results of an act.
const (
	done    = 'f'
	agreed  = 'a' // a colleague must agree
	refused = 'r'
)

// provedAct is an act of the table: the state of the member's account before the proof, the result of the act, and what its
// form shows besides. outcomes begins with the result without a proof and continues in the order of acts.Proofs; it may end
// there for an act that needs no proof.
type provedAct struct {
	outcomes string
	before   func(*caller) // nil for nothing
	do       func(*caller) rune
	shows    acts.ProofKind
	role     db.Role // of who may do it; empty for an agent
}

// caller is Marie on the telephone with an agent.
type caller struct {
	*testing.T
	s            *servicetest.Service
	agent        *servicetest.Browser
	sheet        string
	moved, spelt bool // she has given another e-mail address; an agent has written down another mobile number
	asked        bool // the agent confirms to have asked who is there, wherever a form asks that
	last         *servicetest.Page
	speltEmail   bool // spell her e-mail address, because the act needs the mobile number as it is
}

func (c *caller) moves() {
	if c.moved {
		return
	}
	c.moved = true
	own := c.s.Browser()
	own.LogIn(servicetest.Marie, servicetest.First)
	own.Get("/espace/mon-compte/adresse").Press("Suivant", servicetest.Fields{"email": "neuve@poitou.example", "actuel": servicetest.First}).
		Press("Valider", servicetest.Fields{"code": c.s.LastOf(db.KindEmailCode).Secret})
}

func (c *caller) dictates() {
	if c.spelt {
		return
	}
	c.spelt = true
	field := servicetest.Fields{"portable": "06 39 98 12 99"}
	if c.speltEmail {
		field = servicetest.Fields{"email": "dictee@poitou.example"}
	}
	field["motif"] = servicetest.Motive
	c.presses(c.agent, "/coordonnees", "Enregistrer les coordonnées", field).At(c.sheet+"?etat=coordonnees", 200)
}

// reads has Marie read back a code of this call.
func (c *caller) reads(what string) *servicetest.Page {
	return c.presses(c.agent, "/telephone", "Vérifier le code", servicetest.Fields{"code": sends(c.s, c.agent, servicetest.Marie, what)})
}

// shows gives each proof; a document is stated in the form of the act.
var shows = map[acts.ProofKind]func(*caller){
	"":               func(*caller) {},
	acts.ByDocument:  func(*caller) {},
	acts.ByCallWords: func(c *caller) { c.agent.Get(c.sheet+"/telephone").Press("Commencer l'appel", nil) },
	acts.BySpelling: func(c *caller) {
		c.dictates()
		what := "code-sms"
		if c.speltEmail {
			what = "code-email"
		}
		c.reads(what).At(c.sheet+"/telephone?etat=orthographe", 200)
	},
	acts.ByFreshContact: func(c *caller) {
		c.moves()
		c.reads("code-email").At(c.sheet+"?etat=prouve", 200).Says("(preuve faible)")
	},
	acts.ByQuestion: func(c *caller) {
		c.agent.Get(c.sheet+"/telephone").Press("Vérifier la réponse", servicetest.Fields{"nature": "prestation", "reponse": "412,50"}).At(c.sheet+"/telephone?etat=juste", 200)
	},
	acts.ByKnownContact: func(c *caller) {
		what := "code-email"
		if c.moved {
			what = "ancien-email"
		}
		c.reads(what).Says("(preuve forte)")
	},
}

// ended is what a page says of an act that was done, or that waits for a colleague.
func (c *caller) ended(p *servicetest.Page, did, asks string) rune {
	switch {
	case p.Status == 200 && p.Path == c.sheet+"?etat="+did:
		return done
	case p.Status == 200 && asks != "" && p.Path == c.sheet+"?etat="+asks:
		return agreed
	}
	return refused
}

// presses submits the form on a page of the member's, and states that the agent has asked who is there if c.asked.
func (c *caller) presses(b *servicetest.Browser, page, button string, typed servicetest.Fields) *servicetest.Page {
	c.Helper()
	p := b.Get(c.sheet + page)
	if c.asked && p.Doc.Find(`[name="representant"]`).Length() > 0 {
		typed["representant"] = "oui"
	}
	c.last = p.Press(button, typed)
	return c.last
}

// does is an act that requires only a reason.
func does(page, button, did string) func(*caller) rune {
	return func(c *caller) rune {
		return c.ended(c.presses(c.agent, page, button, servicetest.Fields{"motif": servicetest.Motive}), did, "")
	}
}

func resetsBy(way string) func(*caller) rune {
	return func(c *caller) rune {
		p := c.presses(c.agent, "/reinitialisation", "Réinitialiser le mot de passe", servicetest.Fields{"voie": way, "motif": servicetest.Motive})
		return c.ended(p, "reinitialise", "approbation")
	}
}

// waitsForTheFile imports a file whose data about Marie differ.
func waitsForTheFile(columns, values string) func(*caller) {
	return func(c *caller) {
		c.s.ImportFiles("identifiant;categorie;nom;adresse6;"+columns+"\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;"+values+"\n", servicetest.NoPayments)
	}
}

// waitsForTheLetter prints a letter that never arrives.
func (c *caller) waitsForTheLetter() {
	resetsBy("courrier")(c)
	mailroom := c.s.AgentBrowser(db.RoleMailroom)
	mailroom.Prints()
	mailroom.Get(servicetest.Courriers+"/lots/1").Press("Tout est posté", nil)
	c.s.Wait(8 * 24 * time.Hour)
	c.agent = c.s.AgentBrowser(db.RoleAgent)
}

var provedActs = map[acts.DeskAct]provedAct{
	acts.ToSendLetter:     {outcomes: "fffffff", do: resetsBy("courrier")},
	acts.ToRenewLetter:    {outcomes: "f", before: (*caller).waitsForTheLetter, do: does("/courrier", "Refaire ce courrier", "refait")},
	acts.ToSendIdentifier: {outcomes: "f", do: does("/identifiant", "Envoyer son identifiant par lettre", "identifiant")},
	acts.ToResetKnown:     {outcomes: "fffffff", before: func(c *caller) { c.speltEmail = true }, do: resetsBy("sms")},
	acts.ToResetFresh:     {outcomes: "aaaaaff", before: (*caller).moves, do: resetsBy("email")},
	acts.ToResetUnproved:  {outcomes: "aaaaaaf", before: (*caller).dictates, do: resetsBy("sms")},
	acts.ToHandSlip: {outcomes: "aaaaaff", do: func(c *caller) rune {
		p := c.presses(c.agent, "/guichet", slipButton, servicetest.Fields{"piece": "oui", "motif": servicetest.Motive})
		if p.Status == 200 {
			return done
		}
		if p.Doc.Find(`[name="motif_accord"]`).Length() == 0 {
			return refused
		}
		p = c.agent.Get(c.sheet+"/guichet").Press("Demander l'accord d'un second agent", servicetest.Fields{"motif_accord": servicetest.Motive})
		if p.Status != 200 {
			return refused
		}
		return agreed
	}, shows: acts.ByDocument},
	acts.ToCorrectContacts: {outcomes: "fffffff", do: func(c *caller) rune {
		p := c.presses(c.agent, "/coordonnees", "Enregistrer les coordonnées", servicetest.Fields{"fax": "05 49 12 34 56", "motif": servicetest.Motive})
		return c.ended(p, "coordonnees", "")
	}},
	acts.ToTrustContact: {outcomes: "rrrrrrf", before: (*caller).dictates, do: func(c *caller) rune {
		c.reads("code-sms")
		if c.s.Member(servicetest.Marie).Contacts[db.Mobile].VerifiedAt.IsZero() {
			return refused
		}
		return done
	}},
	acts.ToSettleDifference: {outcomes: "f", before: waitsForTheFile("email", "fichier@poitou.example"), do: func(c *caller) rune {
		return c.ended(c.presses(c.agent, "/ecart/email", "Enregistrer ce choix", servicetest.Fields{"choix": "fichier", "motif": servicetest.Motive}), "ecart", "")
	}},
	acts.ToDismissValue: {outcomes: "f", before: waitsForTheFile("date_naissance", "31/31/1985"), do: does("/valeur/date_naissance", "Écarter cette valeur", "valeur")},
	acts.ToUnblock: {outcomes: "fffffff", do: func(c *caller) rune {
		m := c.s.Member(servicetest.Marie)
		err := c.s.DB.InTx(c.Context(), func(t *db.Tx) error {
			for range 5 {
				if err := t.Count(c.Context(), db.OwnWrongCodes, m.IdentifierKey, c.s.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			c.Fatal(err)
		}
		return does("/deblocage", "Lever le blocage", "debloque")(c)
	}},
	acts.ToMarkMandate: {outcomes: "fffffff", do: func(c *caller) rune {
		typed := servicetest.Fields{}
		if !c.asked {
			typed["representant"] = ""
		}
		c.last = notes(c.s, c.agent, servicetest.Marie, typed)
		return c.ended(c.last, "mandat", "")
	}, shows: acts.ByDocument},
	acts.ToEndMandate: {outcomes: "f", before: func(c *caller) { notes(c.s, c.agent, servicetest.Marie, nil) },
		do: does("/mandats/1", "Noter la fin", "mandat-fin")},
	acts.ToCloseSessions: {outcomes: "f", do: does("/sessions", "Fermer ces sessions", "sessions")},
	acts.ToSuspend:       {outcomes: "f", do: does("/suspension", "Suspendre l'accès", "suspendu")},
	acts.ToResume: {outcomes: "f", before: func(c *caller) { does("/suspension", "Suspendre l'accès", "suspendu")(c) },
		do: does("/retablissement", "Rétablir l'accès", "retabli")},
	acts.ToCloseAccount: {outcomes: "aaaaaaa", do: func(c *caller) rune {
		return c.ended(c.presses(c.agent, "/fermeture", "Demander l'accord", servicetest.Fields{"cause": "left", "motif": servicetest.Motive}), "ferme", "demande")
	}},
	acts.ToReopenAccount: {outcomes: "f", before: func(c *caller) {
		c.presses(c.s.AgentBrowser(db.RoleSupervisor), "/fermeture", "Fermer l'espace privé", servicetest.Fields{"cause": "left", "motif": servicetest.Motive})
	}, do: does("/reouverture", "Rouvrir l'espace privé", "rouvert")},
	acts.ToExportMember: {outcomes: "f", role: db.RoleSupervisor, do: func(c *caller) rune {
		p := c.presses(c.agent, "/donnees", "Télécharger ses données", servicetest.Fields{"motif": servicetest.Motive, "actuel": servicetest.AgentPassword})
		if p.Status != 200 {
			return refused
		}
		return done
	}},
	acts.ToEraseMember: {outcomes: "a", role: db.RoleSupervisor, do: func(c *caller) rune {
		p := c.presses(c.agent, "/effacement", "Demander l'accord pour effacer", servicetest.Fields{"motif": servicetest.Motive, "actuel": servicetest.AgentPassword})
		return c.ended(p, "", "effacement")
	}},
}

// tries prepares an attempt at an act of the table by an agent who has the right.
func (act provedAct) tries(t *testing.T) *caller {
	t.Helper()
	s, _, agent := target(t, cmp.Or(act.role, db.RoleAgent))
	return &caller{T: t, s: s, agent: agent, sheet: s.Sheet(servicetest.Marie), asked: true}
}

// prepares puts the account into the state that the act needs, before the proof.
func (act provedAct) prepares(c *caller) {
	if act.before != nil {
		act.before(c)
	}
}

// told is the result that the table gives for this strength of proof.
func told(need acts.Need, strength acts.Strength) rune {
	switch {
	case need.Second >= acts.SecondUnlessSupervisor:
		return agreed
	case strength >= need.Strength:
		return done
	case need.Second == acts.SecondIfUnproved:
		return agreed
	}
	return refused
}

// shown are the kinds of proof in the order of the outcomes, beginning with none.
func shown() []acts.ProofKind {
	kinds := []acts.ProofKind{""}
	for _, row := range acts.Proofs {
		kinds = append(kinds, row.Kind)
	}
	return kinds
}

// The table on « /agent/preuves » agrees with the result of each act after each proof. An act on what waits because of a
// ceiling has no caller.
func TestEachActAsksWhatTheTableSays(t *testing.T) {
	for _, need := range acts.Needs {
		act, known := provedActs[need.Act]
		if !known {
			if need.Act != acts.ToRelease {
				t.Errorf("nobody tries %s", need.Act)
			}
			continue
		}
		for i, kind := range shown()[:len(act.outcomes)] {
			name := string(need.Act) + " with " + string(kind)
			if says := told(need, max(kind.Strength(), act.shows.Strength())); says != rune(act.outcomes[i]) {
				t.Errorf("%s: the table says %c", name, says)
			}
			t.Run(name, func(t *testing.T) {
				c := act.tries(t)
				act.prepares(c)
				shows[kind](c)
				if got := act.do(c); got != rune(act.outcomes[i]) {
					t.Errorf("%c instead of %c", got, act.outcomes[i])
				}
			})
		}
	}
}
