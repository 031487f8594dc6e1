package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"time"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/journey/acts"
)

// entry is one thing that is held, by what the person who reads the file calls its parts. Empty parts are left out.
type entry map[string]any

// export writes everything that is held about the member into a file of mode 0600 that does not exist yet.
func (m *memberCommand) export(ctx context.Context) error {
	err := m.caller.WriteNew(m.file, func(f *os.File) error {
		return m.inTx(ctx, func(t *db.Tx, _ *db.Member, d acts.Deed) error {
			held, err := m.acts.ExportMember(ctx, t, acts.Command, d)
			if err != nil {
				return err
			}
			w := json.NewEncoder(f)
			w.SetEscapeHTML(false)
			w.SetIndent("", "  ")
			return w.Encode(m.heldEntry(held))
		})
	})
	if errors.Is(err, os.ErrExist) {
		return taken(m.file)
	}
	return err
}

// heldEntry is the whole file.
func (m *memberCommand) heldEntry(h db.HeldData) entry {
	return entry{
		"ecrit_le":    m.iso(m.now()),
		"remarque":    "Les mots de passe, la carte Vitale et les montants ne sont gardés que sous une forme codée, que personne ne peut relire.",
		"identite":    m.identity(h.Member),
		"acces":       m.access(h),
		"coordonnees": m.contacts(h),
		"connexions": each(h.Logins, func(l db.Login) entry {
			return entry{"par": loginMethods[l.Method], "appareil": l.Device, "ouverte_le": m.iso(l.OpenedAt), "vue_le": m.iso(l.LastSeenAt), "fermee_le": m.iso(l.EndedAt)}
		}),
		"cles_d_acces": each(h.Passkeys, func(k db.MemberPasskey) entry {
			return entry{"appareil": k.Device, "ajoutee_le": m.iso(k.CreatedAt), "utilisee_le": m.iso(k.UsedAt)}
		}),
		"navigateurs_connus": each(h.Browsers, func(b db.KnownBrowser) entry {
			return entry{"appareil": b.Device, "connu_depuis": m.iso(b.CreatedAt), "vu_le": m.iso(b.SeenAt)}
		}),
		"messages_envoyes": each(h.Messages, func(s db.SentMessage) entry {
			return entry{"objet": courier.KindWords(s.Kind), "par": channelWords[s.Channel], "demande": s.Request, "ecrit_le": m.iso(s.CreatedAt), "etat": messageStates[s.State], "depuis": m.iso(s.DoneAt), "remise": fateWords[s.Fate], "remise_connue_le": m.iso(s.FateAt)}
		}),
		"courriers": each(h.Letters, func(l db.LetterRow) entry {
			return entry{"demande": l.Request, "ecrit_le": m.iso(l.CreatedAt), "etat": letterStates[l.State], "poste_le": m.iso(l.PostedAt), "depuis": m.iso(l.DoneAt)}
		}),
		"demandes_en_cours": each(h.Demands, func(f *db.Flow) entry {
			return entry{"parcours": f.Journey, "demande": f.Request, "commencee_le": m.iso(f.CreatedAt), "codes_envoyes": f.CodesSent}
		}),
		"accords_demandes": each(h.Approvals, func(a db.Approval) entry {
			return entry{"demande_le": m.iso(a.AskedAt), "pourquoi": a.Grounds.Words(), "decide_le": m.iso(a.DecidedAt), "accorde": a.Decision == db.ApprovalGranted, "pourquoi_cette_decision": a.DecisionReason}
		}),
		"paiements": each(h.Payments, func(p db.Payment) entry {
			return entry{"nature": p.Nature, "date": p.PaidOn}
		}),
		"messages_de_contact":    each(h.Threads, m.thread),
		"agissent_pour_vous":     each(h.About, m.mandate),
		"vous_agissez_pour":      each(h.Held, m.mandate),
		"noms_chez_les_services": h.Subjects,
		"journal": each(h.History, func(r db.AuditRow) entry {
			said, note := r.Kind().ForAgent(r.Result, r.Told())
			return entry{"le": m.iso(r.At), "par": actorWords(r.Actor), "fait": said, "note": note}
		}),
	}
}

func (m *memberCommand) identity(of *db.Member) entry {
	p := of.Profile
	return trimmed(entry{"identifiant": p.Identifier, "categorie": of.Category, "civilite": p.Civility, "nom": p.LastName, "prenom": p.FirstName, "raison_sociale": p.Company,
		"naissance": p.BirthDate, "commune_de_naissance": p.BirthTown, "pays_de_naissance": p.BirthCountry, "adresse": p.Address, "inscrit_le": m.iso(of.CreatedAt)})
}

func (m *memberCommand) access(h db.HeldData) entry {
	of := h.Member
	e := entry{"espace_prive": m.state(of), "mot_de_passe_choisi_le": m.iso(of.PasswordChangedAt), "personnalise_le": m.iso(of.PersonalisedAt), "franceconnect_depuis": m.iso(h.FranceConnect)}
	if t := of.Temporary; t != nil {
		e["mot_de_passe_temporaire"] = entry{"donne_le": m.iso(t.IssuedAt), "jusqu_au": m.iso(t.ExpiresAt)}
	}
	return trimmed(e)
}

// contacts are those in use, those that wait for a code, those that were replaced lately and those that the file says.
func (m *memberCommand) contacts(h db.HeldData) (all []entry) {
	add := func(kind db.ContactKind, e entry) {
		for _, c := range shownContacts {
			if c.kind == kind {
				e["genre"] = c.name
			}
		}
		if e["valeur"] != "" {
			all = append(all, trimmed(e))
		}
	}
	for _, shown := range shownContacts {
		c := h.Member.Contacts[shown.kind]
		add(shown.kind, entry{"valeur": c.Value, "vient_de": sourceWords[c.Source], "verifie_le": m.iso(c.VerifiedAt), "change_le": m.iso(c.ChangedAt)})
	}
	add(db.Email, entry{"valeur": h.Member.PendingEmail, "etat": "attend un code"})
	add(db.Mobile, entry{"valeur": h.Member.PendingMobile, "etat": "attend un code"})
	for _, c := range h.Replaced {
		add(c.Kind, entry{"valeur": c.Value, "etat": "remplacé", "remplace_le": m.iso(c.ReplacedAt)})
	}
	for _, c := range h.Differences {
		add(c.Kind, entry{"valeur": c.Value, "etat": "autre valeur du système de gestion", "vu_le": m.iso(c.SeenAt)})
	}
	return all
}

func (m *memberCommand) thread(t db.ContactThread) entry {
	c := t.Message
	return entry{"numero": c.Number, "ecrit_le": m.iso(c.CreatedAt), "objet": c.Subject, "nom": c.Name, "identifiant": c.Identifier, "adresse_e_mail": c.Email, "message": c.Message,
		"suite": each(t.Entries, func(e db.ContactEntry) entry {
			return entry{"le": m.iso(e.CreatedAt), "genre": entryKinds[e.Kind], "par": actorWords(e.Actor), "texte": e.Words, "cite": e.Cited, "de": e.From}
		})}
}

func (m *memberCommand) mandate(x db.Mandate) entry {
	return entry{"genre": mandateKinds[x.Kind], "mandataire": x.Holder, "pour_quoi": x.Scope, "piece": x.Piece, "vue_le": x.SeenOn, "du": x.From, "au": x.Until,
		"note_le": m.iso(x.CreatedAt), "fini_le": m.iso(x.EndedAt), "pourquoi_fini": x.EndReason}
}

// iso is an instant as ISO 8601 has it, in the caisse's time zone; empty for none.
func (m *memberCommand) iso(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(m.zone).Format(time.RFC3339)
}

// each makes entries of a list, an empty list of none.
func each[T any](of []T, one func(T) entry) []entry {
	all := []entry{}
	for _, x := range of {
		all = append(all, trimmed(one(x)))
	}
	return all
}

// trimmed leaves empty parts out.
func trimmed(e entry) entry {
	for name, value := range e {
		if value == "" || value == account.Category("") {
			delete(e, name)
		}
	}
	return e
}

// actorWords names no agent.
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

var (
	loginMethods  = map[string]string{"password": "mot de passe", "temporary": "mot de passe temporaire", "franceconnect": "FranceConnect", "passkey": "clé d'accès"} //nolint:gosec // G101: words for ways in
	channelWords  = map[account.Channel]string{account.Email: "e-mail", account.SMS: "SMS"}
	messageStates = map[db.MessageState]string{db.MessageWaiting: "en attente", db.MessageSent: "parti", db.MessageRefused: "refusé", db.MessageExpired: "périmé"}
	fateWords     = map[db.Fate]string{db.FateDelivered: "remis", db.FateDelayed: "retardé", db.FateBounced: "non remis"}
	letterStates  = map[db.LetterState]string{db.LetterWaiting: "en attente", db.LetterPrinted: "imprimé", db.LetterPosted: "posté", db.LetterReturned: "revenu", db.LetterExpired: "périmé", db.LetterRenewed: "refait"}
	sourceWords   = map[db.Source]string{db.FromFile: "le système de gestion", db.FromMember: "vous", db.FromAgent: "un agent"}
	entryKinds    = map[db.ContactEntryKind]string{db.EntryAnswer: "réponse", db.EntryReply: "votre réponse", db.EntryNote: "note entre agents", db.EntryCall: "appel", db.EntryTaken: "pris en charge", db.EntryAssigned: "confié", db.EntryClosed: "classé"}
	mandateKinds  = map[db.MandateKind]string{db.Guardianship: "tutelle", db.Curatorship: "curatelle", db.FamilyAuthority: "habilitation familiale", db.PowerOfAttorney: "mandat", db.OtherAuthorisation: "autre"}
)
