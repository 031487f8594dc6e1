package held

import (
	"time"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/texts"
)

// Contacts lists the kinds of contacts in display order, with their French names.
var Contacts = []struct {
	Kind db.ContactKind
	Name string
}{{db.Email, "Adresse e-mail"}, {db.Mobile, "Portable"}, {db.Landline, "Téléphone fixe"}, {db.Fax, "Fax"}}

// State describes in French whether the account is open, suspended or closed.
func State(a *acts.Acts, of *db.Member) string {
	s := of.Status
	day := func(at time.Time) string { return DateTime(at, a.Location) }
	switch {
	case s.State == db.StateSuspended:
		return "suspendu depuis le " + day(s.At)
	case s.State == db.StateClosed && a.Reopens(of):
		return "fermé le " + day(s.At) + " (" + texts.ClosingCauses[string(s.Cause)] + ") ; peut être rouvert jusqu'au " + day(a.ReopensUntil(s.At))
	case s.State == db.StateClosed:
		return "fermé pour de bon le " + day(s.At) + " (" + texts.ClosingCauses[string(s.Cause)] + ")"
	case a.DB.ClosedByFile(of, a.Now()):
		return "fermé par le système de gestion depuis le " + of.ClosesOn
	}
	return "ouvert"
}

// DateTime formats an instant in French, with day and hour.
func DateTime(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("02/01/2006 à 15 h 04")
}

func (f file) identity(of *db.Member) entry {
	p := of.Profile
	return trimmed(entry{"identifiant": p.Identifier, "categorie": of.Category, "civilite": p.Civility, "nom": p.LastName, "prenom": p.FirstName, "raison_sociale": p.Company,
		"naissance": p.BirthDate, "commune_de_naissance": p.BirthTown, "pays_de_naissance": p.BirthCountry, "adresse": p.Address, "inscrit_le": f.iso(of.CreatedAt)})
}

func (f file) access(h db.HeldData) entry {
	of := h.Member
	e := entry{"espace_prive": State(f.acts, of), "mot_de_passe_choisi_le": f.iso(of.PasswordChangedAt), "personnalise_le": f.iso(of.PersonalisedAt), "franceconnect_depuis": f.iso(h.FranceConnect)}
	if t := of.Temporary; t != nil {
		e["mot_de_passe_temporaire"] = entry{"donne_le": f.iso(t.IssuedAt), "jusqu_au": f.iso(t.ExpiresAt)}
	}
	return trimmed(e)
}

// contacts lists the contacts in use, those that wait for a code, those that were replaced lately, and the differing
// values of the file.
func (f file) contacts(h db.HeldData) (all []entry) {
	add := func(kind db.ContactKind, e entry) {
		for _, c := range Contacts {
			if c.Kind == kind {
				e["genre"] = c.Name
			}
		}
		if e["valeur"] != "" {
			all = append(all, trimmed(e))
		}
	}
	for _, told := range Contacts {
		c := h.Member.Contacts[told.Kind]
		add(told.Kind, entry{"valeur": c.Value, "vient_de": sourceWords[c.Source], "verifie_le": f.iso(c.VerifiedAt), "change_le": f.iso(c.ChangedAt)})
	}
	add(db.Email, entry{"valeur": h.Member.PendingEmail, "etat": "attend un code"})
	add(db.Mobile, entry{"valeur": h.Member.PendingMobile, "etat": "attend un code"})
	for _, c := range h.Replaced {
		add(c.Kind, entry{"valeur": c.Value, "etat": "remplacé", "remplace_le": f.iso(c.ReplacedAt)})
	}
	for _, c := range h.Differences {
		add(c.Kind, entry{"valeur": c.Value, "etat": "autre valeur du système de gestion", "vu_le": f.iso(c.SeenAt)})
	}
	return all
}
