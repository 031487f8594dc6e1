package agent_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
)

// What becomes of an act.
const (
	done    = 'f'
	agreed  = 'a' // a colleague must agree
	refused = 'r'
)

// provedAct is an act of the table: what the member's account is made to be before the proof, what becomes of the act then, and what
// its own form shows beside. outcomes begins with no proof at all, and goes on in the order of acts.Proofs.
type provedAct struct {
	outcomes string
	before   func(*caller)
	do       func(*caller) rune
	shows    acts.ProofKind
}

// caller is Marie on the telephone with an agent.
type caller struct {
	*testing.T
	s            *servicetest.Service
	agent        *servicetest.Browser
	sheet        string
	moved, spelt bool // she has given another e-mail address; an agent has written down another mobile number
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
	c.agent.Corrects(servicetest.Marie, field).At(c.sheet+"?etat=coordonnees", 200)
}

// reads has Marie read back a code of this call.
func (c *caller) reads(what string) *servicetest.Page {
	return readsBack(c.s, c.agent, servicetest.Marie, sends(c.s, c.agent, servicetest.Marie, what))
}

// shows is how each proof is made; a document is shown in the form of the act.
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

// ended is what a page says of an act that was done, or waits for a colleague.
func (c *caller) ended(p *servicetest.Page, did, asks string) rune {
	switch {
	case p.Status == 200 && p.Path == c.sheet+"?etat="+did:
		return done
	case p.Status == 200 && asks != "" && p.Path == c.sheet+"?etat="+asks:
		return agreed
	}
	return refused
}

func resetsBy(way string) func(*caller) rune {
	return func(c *caller) rune {
		return c.ended(c.agent.Resets(servicetest.Marie, way), "reinitialise", "approbation")
	}
}

func nothing(*caller) {}

var provedActs = map[acts.DeskAct]provedAct{
	acts.ToSendLetter:    {"fffffff", nothing, resetsBy("courrier"), ""},
	acts.ToResetKnown:    {"fffffff", func(c *caller) { c.speltEmail = true }, resetsBy("sms"), ""},
	acts.ToResetFresh:    {"aaaaaff", (*caller).moves, resetsBy("email"), ""},
	acts.ToResetUnproved: {"aaaaaaf", (*caller).dictates, resetsBy("sms"), ""},
	acts.ToHandSlip: {"aaaaaff", nothing, func(c *caller) rune {
		if p := hands(c.agent, c.sheet); p.Status == 200 {
			return done
		}
		p := c.agent.Get(c.sheet+"/guichet").Press("Demander l'accord d'un second agent", servicetest.Fields{"motif_accord": servicetest.Motive})
		if p.Status != 200 {
			return refused
		}
		return agreed
	}, acts.ByDocument},
	acts.ToCorrectContacts: {"fffffff", nothing, func(c *caller) rune {
		return c.ended(c.agent.Corrects(servicetest.Marie, servicetest.Fields{"fax": "05 49 12 34 56"}), "coordonnees", "")
	}, ""},
	acts.ToTrustContact: {"rrrrrrf", (*caller).dictates, func(c *caller) rune {
		c.reads("code-sms")
		if c.s.Member(servicetest.Marie).Contacts[db.Mobile].VerifiedAt.IsZero() {
			return refused
		}
		return done
	}, ""},
	acts.ToUnblock: {"fffffff", nothing, func(c *caller) rune {
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
		return c.ended(c.agent.Get(c.sheet+"/deblocage").Press("Lever le blocage", servicetest.Fields{"motif": servicetest.Motive}), "debloque", "")
	}, ""},
	acts.ToMarkMandate: {"fffffff", nothing, func(c *caller) rune {
		return c.ended(notes(c.s, c.agent, servicetest.Marie, nil), "mandat", "")
	}, acts.ByDocument},
	acts.ToCloseAccount: {"aaaaaaa", nothing, func(c *caller) rune {
		return c.ended(ending(c.s, c.agent, servicetest.Marie, "/fermeture", "Demander l'accord", servicetest.Fields{"cause": "left"}), "ferme", "demande")
	}, ""},
}

// told is what the table says of an act once so much was shown.
func told(need acts.Need, shown acts.Strength) rune {
	switch {
	case need.Second >= acts.SecondButForSuperviseur:
		return agreed
	case shown >= need.Strength:
		return done
	case need.Second == acts.SecondInstead:
		return agreed
	}
	return refused
}

// What « /agent/preuves » tells of each proof and each act is what happens. What waits because of a ceiling has no caller, and only
// superviseurs erase.
func TestEachActAsksWhatTheTableSays(t *testing.T) {
	kinds := []acts.ProofKind{""}
	for _, row := range acts.Proofs {
		kinds = append(kinds, row.Kind)
	}
	for _, need := range acts.Needs {
		act, known := provedActs[need.Act]
		if !known {
			if need.Act != acts.ToRelease && need.Act != acts.ToEraseMember {
				t.Errorf("nobody tries %s", need.Act)
			}
			continue
		}
		for i, kind := range kinds {
			name := string(need.Act) + " with " + string(kind)
			if says := told(need, max(kind.Strength(), act.shows.Strength())); says != rune(act.outcomes[i]) {
				t.Errorf("%s: the table says %c", name, says)
			}
			t.Run(name, func(t *testing.T) {
				s, _, agent := target(t, db.RoleAgent)
				c := &caller{T: t, s: s, agent: agent, sheet: s.Sheet(servicetest.Marie)}
				act.before(c)
				shows[kind](c)
				if got := act.do(c); got != rune(act.outcomes[i]) {
					t.Errorf("%c instead of %c", got, act.outcomes[i])
				}
			})
		}
	}
}
