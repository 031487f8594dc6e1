package letters_test

import (
	"strings"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

const longName = "DE LA ROCHEFOUCAULD-MONTBEL"

// livesNoble is the file's line of a member whose name is too long for an envelope.
func livesNoble(s *servicetest.Service, name string) {
	s.ImportFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n"+servicetest.Tiers(1)+";tiers;Monsieur;"+name+";Charles-Henri;3 rue Haute;86000 Poitiers\n",
		"identifiant;nature;date;montant\n")
}

func TestTheMailroomShortensANameForTheEnvelope(t *testing.T) {
	s := servicetest.NewService(t)
	livesNoble(s, longName)
	s.QueueLetter(servicetest.Tiers(1))
	b, helper := s.AgentBrowser(db.RoleMailroom), s.AgentBrowser(db.RoleAgent)
	held := s.WaitingLetter(1)
	page := "/agent/courriers/lettres/1/nom"
	p := b.Get(servicetest.Courriers).Says("À imprimer : rien", "Retenus : 1", "La ligne 1 compte 50 caractères").SaysNot("système de gestion")
	p = p.Follow("Raccourcir le nom sur l'enveloppe ("+held.Request+")").At(page, 200)
	const button = "Garder ce nom sur l'enveloppe"
	for _, e := range []struct{ name, note, says string }{
		{"", "Trop long", "Ce champ est exigé"}, {"M. de La Rochefoucauld", "", "Ce champ est exigé"}, {"M. Martin", "Trop long", "« MARTIN » n'est pas dans le nom du fichier"},
		{"M. Charles-Henri", "Trop long", "au moins un mot du nom de famille"}, {"M. de La Rochefoucauld", "client ROCHEFOUCAULD", "ROCHEFOUCAULD"},
	} {
		p.Press(button, servicetest.Fields{"nom_1": e.name, "motif": e.note}).At(page, 422).Says(e.says)
	}
	typed := servicetest.Fields{"nom_1": "M. C.-H. de La Rochefoucauld-Montbel"}
	stale := p
	p.Press(button, typed).At(servicetest.Courriers+"?etat=nom", 200).Says("À imprimer : 1", "Sur l'enveloppe : M. C.-H. de La Rochefoucauld-Montbel").SaysNot("Retenus")
	stale.Press(button, typed).At(servicetest.Courriers+"?etat=nom", 200) // a double click
	late := stale.Press(button, servicetest.Fields{"nom_1": "M. Montbel", "motif": "Trop long"}).At(page, 422).Says("Quelqu'un d'autre vient d'agir", "Sur l'enveloppe : M. C.-H. de La Rochefoucauld-Montbel")
	if kept := late.Doc.Find(`[name="nom_1"]`).AttrOr("value", ""); kept != "M. Montbel" {
		t.Errorf("the name that was written is %q", kept)
	}
	if rows := s.Audited("envelope-name-shortened"); len(rows) != 1 || rows[0].Request != held.Request || rows[0].Note != texts.ShortNameReason {
		t.Errorf("audited %+v", rows)
	}
	pdf := b.Prints()
	if words := servicetest.Words(pdf.Sheets()[1]); !strings.Contains(words, "M. C.-H. de La Rochefoucauld-Montbel 3 RUE HAUTE") || !strings.Contains(words, "Monsieur Charles-Henri "+longName+",") {
		t.Errorf("printed %s", words)
	}
	b.Get(page).At(servicetest.Courriers+"?etat=deja", 200).Says(texts.LettersMoved)
	helper.Get(page).At(page, 403)

	t.Run("later letters have it too", func(t *testing.T) {
		s.QueueLetter(servicetest.Tiers(1))
		if hold := s.WaitingLetter(1).Hold; hold.Held() {
			t.Errorf("held: %+v", hold)
		}
	})
	t.Run("another name in the file is held again", func(t *testing.T) {
		livesNoble(s, longName+" D'ARGENTON")
		if hold := s.WaitingLetter(1).Hold; !hold.Held() || hold.Names[0].Short != "" {
			t.Errorf("held: %+v", hold)
		}
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
		if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM envelope_names`); n != 0 {
			t.Error("the former short name is kept")
		}
		livesNoble(s, longName)
		if hold := s.WaitingLetter(1).Hold; !hold.Held() {
			t.Error("the former short name came back")
		}
	})
	t.Run("the member's page says that the letter is held, and leads a superviseur to the form", func(t *testing.T) {
		sheet := s.Sheet(servicetest.Tiers(1))
		helper.Get(sheet).Says("est retenu : La ligne 1 compte 50 caractères").SaysNot("Raccourcir le nom")
		s.AgentBrowser(db.RoleSupervisor).Get(sheet).Follow("Raccourcir le nom sur l'enveloppe").Press(button, servicetest.Fields{"nom_1": "M. Montbel", "motif": "Trop long"}).
			At(servicetest.Courriers+"?etat=nom", 200)
		helper.Get(sheet).SaysNot("est retenu")
	})
}

// A name with characters that the post cannot read is reported as a name, not as an address.
func TestANameInOtherLettersIsToldAsOne(t *testing.T) {
	s := servicetest.NewService(t)
	livesNoble(s, "ΠΑΠΑΔΟΠΟΥΛΟΣ")
	s.QueueLetter(servicetest.Tiers(1))
	s.AgentBrowser(db.RoleMailroom).Get(servicetest.Courriers).Says("La ligne 1 contient « Π », que la poste ne lit pas", "Cela ne se change pas ici : corrigez-le dans le système de gestion").
		SaysNot("Corrigez l'adresse", "ligne d'adresse")
}

// A shortened name that fits does not hide an address line that is too long.
func TestAShortNameLeavesTheAddressToTheFile(t *testing.T) {
	s := servicetest.NewService(t)
	s.ImportFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n"+servicetest.Tiers(1)+";tiers;Monsieur;"+longName+";Charles-Henri;4 rue de la Très Longue Rue dont personne ne voit la fin;86000 Poitiers\n",
		"identifiant;nature;date;montant\n")
	s.QueueLetter(servicetest.Tiers(1))
	b := s.AgentBrowser(db.RoleMailroom)
	b.Get(servicetest.Courriers).Says("Cela ne se change pas ici : corrigez-le dans le système de gestion")
	b.Get("/agent/courriers/lettres/1/nom").Press("Garder ce nom sur l'enveloppe", servicetest.Fields{"nom_1": "M. de La Rochefoucauld", "motif": "Trop long"}).
		Says("Retenus : 1", "La ligne 2 compte", "Cela ne se change pas ici : corrigez-le dans le système de gestion").SaysNot("La ligne 1 compte")
}
