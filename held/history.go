package held

import (
	"slices"
	"strings"

	"sesame/db"
	"sesame/journey/acts"
)

// toMember lists the kinds of entries in a contact message's thread that the member has read or written.
var toMember = []db.ContactEntryKind{db.EntryAnswer, db.EntryReply}

func (f file) thread(t db.ContactThread) entry {
	c, parts := t.Message, t.Entries
	if f.reader == ForMember {
		parts = slices.DeleteFunc(slices.Clone(parts), func(e db.ContactEntry) bool { return !slices.Contains(toMember, e.Kind) })
	}
	return entry{"numero": c.Number, "ecrit_le": f.iso(c.CreatedAt), "objet": c.Subject, "nom": c.Name, "identifiant": c.Identifier, "adresse_e_mail": c.Email, "message": c.Message,
		"suite": each(parts, func(e db.ContactEntry) entry {
			return entry{"le": f.iso(e.CreatedAt), "genre": entryKinds[e.Kind], "par": actorWords(e.Actor), "texte": e.Words, "cite": e.Cited, "de": e.From}
		})}
}

func (f file) mandate(x db.Mandate) entry {
	e := entry{"genre": mandateKinds[x.Kind], "mandataire": x.Holder, "pour_quoi": x.Scope, "piece": x.Piece, "vue_le": x.SeenOn, "du": x.From, "au": x.Until,
		"note_le": f.iso(x.CreatedAt), "fini_le": f.iso(x.EndedAt)}
	if f.reader == ForCaisse {
		e["pourquoi_fini"] = x.EndReason
	}
	return e
}

// history returns the entries of the audit log about the member; for the member, only those shown in « Historique ».
func (f file) history(rows []db.AuditRow) []entry {
	all := []entry{}
	for _, r := range rows {
		e := entry{"le": f.iso(r.At), "par": actorWords(r.Actor)}
		if f.reader == ForMember {
			said, told := r.Kind().ForMember(r.Result)
			if !told {
				continue
			}
			e["fait"] = said
		} else {
			e["fait"], e["note"] = r.Kind().ForAgent(r.Result, r.Told())
		}
		all = append(all, trimmed(e))
	}
	return all
}

// actorWords describes the actor of an event without naming an agent.
func actorWords(actor string) string {
	switch {
	case strings.HasPrefix(actor, "agent:"):
		return "un agent"
	case actor == string(acts.Member):
		return "vous"
	case actor == string(acts.System):
		return "le service"
	}
	return "une personne non connectée"
}
