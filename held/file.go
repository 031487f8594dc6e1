package held

import (
	"encoding/json"
	"io"
	"time"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/texts"
)

// Reader is the reader for whom the file is written.
type Reader int

// The readers.
const (
	ForCaisse Reader = iota
	ForMember        // without the notes and decisions that agents write for each other
)

// entry is one item of the file; its keys are the French names of its fields. Empty fields are left out.
type entry map[string]any

// file builds the entries.
type file struct {
	acts   *acts.Acts
	reader Reader
}

// Write writes the data held about a member as JSON. It never contains secrets or their hashes.
func Write(w io.Writer, a *acts.Acts, h db.HeldData, reader Reader) error {
	to := json.NewEncoder(w)
	to.SetEscapeHTML(false)
	to.SetIndent("", "  ")
	return to.Encode(file{a, reader}.whole(h))
}

func (f file) whole(h db.HeldData) entry {
	e := entry{
		"ecrit_le":    f.iso(f.acts.Now()),
		"remarque":    texts.HeldCoded,
		"identite":    f.identity(h.Member),
		"acces":       f.access(h),
		"coordonnees": f.contacts(h),
		"connexions": each(h.Logins, func(l db.Login) entry {
			return entry{"par": loginMethods[l.Method], "appareil": l.Device, "ouverte_le": f.iso(l.OpenedAt), "vue_le": f.iso(l.LastSeenAt), "fermee_le": f.iso(l.EndedAt)}
		}),
		"cles_d_acces": each(h.Passkeys, func(k db.MemberPasskey) entry {
			return entry{"appareil": k.Device, "ajoutee_le": f.iso(k.CreatedAt), "utilisee_le": f.iso(k.UsedAt)}
		}),
		"navigateurs_connus": each(h.Browsers, func(b db.KnownBrowser) entry {
			return entry{"appareil": b.Device, "connu_depuis": f.iso(b.CreatedAt), "vu_le": f.iso(b.SeenAt)}
		}),
		"messages_envoyes": each(h.Messages, func(s db.SentMessage) entry {
			return entry{"objet": courier.KindWords(s.Kind), "par": channelWords[s.Channel], "demande": s.Request, "ecrit_le": f.iso(s.CreatedAt), "etat": messageStates[s.State], "depuis": f.iso(s.DoneAt), "remise": fateWords[s.Fate], "remise_connue_le": f.iso(s.FateAt)}
		}),
		"courriers": each(h.Letters, func(l db.LetterRow) entry {
			return entry{"contenu": letterKinds[l.Kind], "demande": l.Request, "ecrit_le": f.iso(l.CreatedAt), "etat": letterStates[l.State], "poste_le": f.iso(l.PostedAt), "depuis": f.iso(l.DoneAt)}
		}),
		"noms_sur_l_enveloppe": each(h.EnvelopeNames, func(n account.ShortName) entry {
			return entry{"nom": n.Of, "ecrit": n.Short}
		}),
		"demandes_en_cours": each(h.Demands, func(d *db.Flow) entry {
			return entry{"parcours": d.Journey, "demande": d.Request, "commencee_le": f.iso(d.CreatedAt), "codes_envoyes": d.CodesSent}
		}),
		"paiements": each(h.Payments, func(p db.Payment) entry {
			return entry{"nature": p.Nature, "date": p.PaidOn}
		}),
		"messages_de_contact":    each(h.Threads, f.thread),
		"agissent_pour_vous":     each(h.About, f.mandate),
		"vous_agissez_pour":      each(h.Held, f.mandate),
		"noms_chez_les_services": h.Subjects,
		"journal":                f.history(h.History),
	}
	if f.reader == ForCaisse {
		e["accords_demandes"] = each(h.Approvals, func(a db.Approval) entry {
			return entry{"demande_le": f.iso(a.AskedAt), "pourquoi": a.Grounds.Words(), "decide_le": f.iso(a.DecidedAt), "accorde": a.Decision == db.ApprovalGranted, "pourquoi_cette_decision": a.DecisionReason}
		})
	}
	return e
}

// iso formats an instant as ISO 8601 in the caisse's time zone; empty for the zero time.
func (f file) iso(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(f.acts.Location).Format(time.RFC3339)
}

// each makes an entry of each element. It never returns nil, which JSON would write as null.
func each[T any](of []T, one func(T) entry) []entry {
	all := []entry{}
	for _, x := range of {
		all = append(all, trimmed(one(x)))
	}
	return all
}

// trimmed removes empty fields.
func trimmed(e entry) entry {
	for name, value := range e {
		if value == "" || value == account.Category("") {
			delete(e, name)
		}
	}
	return e
}
