package inbox_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

func TestContactMessagesAtTheDesk(t *testing.T) {
	const answer = "Votre carte part demain.\nBonne journée."
	for name, goes := range map[string]func(*testing.T, *servicetest.Service){
		"a message is listed, read as it was written, and leads to the member whose identifier it names": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", servicetest.Marie, "jeanne@ferme.example", "Où est-elle ?\n\n<script>alert(1)</script>")
			agent := s.AgentBrowser(db.RoleAgent)
			agent.Get("/agent").Says("1 message de contact attend une réponse")
			agent.Get("/agent/messages").Says("À traiter (1)", number, "Ma carte", "Jeanne <Test>", "nouveau")
			p := agent.Get("/agent/messages/"+number).Says("Où est-elle ?", "<script>alert(1)</script>", servicetest.Marie, "fiche de l'adhérent")
			if href := p.Doc.Find("dd a").AttrOr("href", ""); href != fmt.Sprintf("/agent/adherents/%d", s.Member(servicetest.Marie).ID) {
				t.Errorf("leads to %q", href)
			}
			if written := p.Doc.Find(".ecrit").Text(); !strings.Contains(written, "?\n\n<script>") {
				t.Errorf("the lines became %q", written)
			}
			read := s.Audited("contact-message-read")
			if len(read) != 1 || read[0].Actor != "agent:agent1" || read[0].Target != fmt.Sprintf("%x", s.Member(servicetest.Marie).IdentifierKey) {
				t.Errorf("audited %+v", read)
			}
			if len(s.Audited("contact-messages-listed")) != 1 {
				t.Error("the list was looked at, and nothing says so")
			}
		},
		"an unknown identifier leads nowhere": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", servicetest.Nobody, "jeanne@ferme.example", "Où ?")
			s.AgentBrowser(db.RoleAgent).Get("/agent/messages/"+number).Says(servicetest.Nobody, "personne n'a cet identifiant").SaysNot("fiche de l'adhérent")
		},
		"a message that is not there is a page that says so": func(t *testing.T, s *servicetest.Service) {
			s.AgentBrowser(db.RoleAgent).Get("/agent/messages/KTR-482").At("/agent/messages/KTR-482", 404)
		},
		"after 48 hours without an answer it is urgent": func(t *testing.T, s *servicetest.Service) {
			s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.Wait(47 * time.Hour)
			s.AgentBrowser(db.RoleAgent).Get("/agent").Says("1 message de contact attend une réponse").SaysNot("48 heures")
			s.Wait(2 * time.Hour)
			b := s.AgentBrowser(db.RoleAgent)
			if p := b.Get("/agent").Says("dont 1 depuis plus de 48 heures"); p.Doc.Find("a.urgent").Length() != 1 {
				t.Error("it is not shown as urgent")
			}
			b.Get("/agent/messages").Says("plus de 48 h")
		},
		"an answer leaves by e-mail, is kept, and its fate is shown": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", servicetest.Marie, "jeanne@ferme.example", "Numéro "+servicetest.Marie)
			b := s.AgentBrowser(db.RoleAgent)
			p := b.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": answer}).At("/agent/messages/"+number+"?etat=reponse", 200)
			p.Says("répondu par vous", "Votre carte part demain.", "en attente de départ", "Votre réponse est en route", "15 h 05. Relisez cette réponse plus bas")
			m := s.LastOf(db.KindContactAnswer)
			if m.To != "jeanne@ferme.example" || m.Detail != answer || m.Request != number || m.Secret != "" {
				t.Errorf("left: %+v", m.Message)
			}
			if err := s.DB.Refused(t.Context(), m, s.Now(), "smtp-refus 550 5.1.1"); err != nil {
				t.Fatal(err)
			}
			b.Get("/agent/messages/"+number).Says("refusée par le serveur de messagerie : l'adresse n'existe pas (5.1.1)").
				Press("Envoyer la réponse", servicetest.Fields{"texte": "Elle est partie.", "malgre": "oui"}).Says("Elle est partie.", "en attente de départ")
			if n := len(s.Audited("contact-message-answered")); n != 2 {
				t.Errorf("%d answers are audited", n)
			}
			b.Get("/agent").Says("Rien n'attend")
			b.Get("/agent/messages?etat=repondu").Says("Répondus (1)", number)
		},
		"a double click sends one answer": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			b := s.AgentBrowser(db.RoleAgent)
			path, form := b.Get("/agent/messages/"+number).Form("Envoyer la réponse", servicetest.Fields{"texte": answer})
			b.Post(path, form)
			b.Post(path, form).At("/agent/messages/"+number+"?etat=reponse", 200)
			if n := len(s.Audited("contact-message-answered")); n != 1 {
				t.Errorf("%d answers left", n)
			}
		},
		"a secret or an identifier is refused with a sentence, what was typed is kept, and nothing leaves": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.Sent()
			b := s.AgentBrowser(db.RoleAgent)
			for typed, says := range map[string]string{
				"Voici k7mpqr2wxyzd": "mot de passe temporaire", "Votre numéro est 2 85 07 86 123 456": "identifiant", "": "Ce champ est exigé",
				"https://ailleurs.example": "lien", strings.Repeat("a", 5001): "trop longue",
			} {
				p := b.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": typed}).At("/agent/messages/"+number+"/reponse", 422).Says(says)
				if got := p.Doc.Find("textarea").Text(); got != typed {
					t.Errorf("%q became %q", typed, got)
				}
			}
			if left := s.Sent(); len(left) != 0 {
				t.Errorf("left: %+v", left)
			}
			b.Get("/agent/messages/"+number+"/reponse").At("/agent/messages/"+number, 200)
		},
		"a stale page changes nothing and says who has acted": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.Sent()
			one, two := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleAgent)
			stale := two.Get("/agent/messages/" + number)
			one.Get("/agent/messages/"+number).Press("Je m'en occupe", nil).Says("pris en charge par vous")
			stale.Press("Envoyer la réponse", servicetest.Fields{"texte": answer}).At("/agent/messages/"+number+"/reponse", 422).
				Says("agent1 a pris ce message le 23 novembre 2026 à 15 h 05", "Rien n'a été fait", "Votre carte part demain.")
			stale.Press("Classer sans réponse", servicetest.Fields{"motif": "unwanted"}).Says("agent1 a pris ce message")
			stale.Press("Je m'en occupe", nil).Says("agent1 a pris ce message")
			if left := s.Sent(); len(left) != 0 {
				t.Errorf("left: %+v", left)
			}
			two.Get("/agent/messages/"+number).SaysNot("Classer sans réponse").Press("Reprendre ce message", nil).Says("pris en charge par vous")
		},
		"a message is put away with a reason and can be taken up again": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Gagnez", "", "jeanne@ferme.example", "Ici")
			b := s.AgentBrowser(db.RoleAgent)
			p := b.Get("/agent/messages/" + number)
			p.Press("Classer sans réponse", nil).At("/agent/messages/"+number+"/classement", 422).Says("Dites pourquoi")
			p.Press("Classer sans réponse", servicetest.Fields{"motif": "unwanted"}).Says("classé par vous : publicité").SaysNot("Envoyer la réponse")
			b.Get("/agent/messages?etat=classe").Says(number)
			b.Get("/agent/messages").SaysNot(number)
			b.Get("/agent/messages/"+number).Press("Rouvrir ce message", nil).Says("pris en charge par vous", "Envoyer la réponse")
			if rows := s.Audited("contact-message-closed"); len(rows) != 1 || rows[0].Request != number || rows[0].Cause != "unwanted" {
				t.Errorf("audited %+v", rows)
			}
		},
		"the other messages of the same address or member are shown": func(t *testing.T, s *servicetest.Service) {
			b := s.Browser()
			n1, n2 := b.Writes("Un", "", "Jeanne@ferme.example", "1"), b.Writes("Deux", servicetest.Marie, "jeanne@ferme.example", "2")
			n3, n4 := b.Writes("Trois", servicetest.Marie, "autre@ferme.example", "3"), b.Writes("Quatre", "", "loin@ferme.example", "4")
			s.AgentBrowser(db.RoleAgent).Get("/agent/messages/"+n2).Says(n1, n3).SaysNot(n4)
		},
		"a colleague's message is answered by who confirms it": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.Sent()
			one, two := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleAgent)
			one.Get("/agent/messages/"+number).Press("Je m'en occupe", nil)
			p := two.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": answer}).At("/agent/messages/"+number+"/reponse", 422).Says("agent1 s'occupe de ce message")
			if got := p.Doc.Find("#champ-texte").Text(); got != answer || len(s.Sent()) != 0 {
				t.Errorf("what was typed became %q, or left", got)
			}
			p.Press("Envoyer la réponse", servicetest.Fields{"texte": answer, "malgre": "oui"}).Says("répondu par vous")
		},
		"a second answer within minutes is asked about, later it is not": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			b := s.AgentBrowser(db.RoleAgent)
			b.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": answer})
			b.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": "Encore."}).At("/agent/messages/"+number+"/reponse", 422).
				Says("Vous avez répondu le 23 novembre 2026 à 15 h 05")
			s.Wait(15 * time.Minute)
			s.AgentBrowser(db.RoleAgent).Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": "Encore."}).Says("répondu par vous")
		},
		"what the mail says already is not said twice": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.AgentBrowser(db.RoleAgent).Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": "Bonjour Madame,\n\nelle part demain.\n\nCordialement"}).At("/agent/messages/"+number+"?etat=reponse", 200)
			if m := s.LastOf(db.KindContactAnswer); m.Detail != "Elle part demain." {
				t.Errorf("left: %q", m.Detail)
			}
		},
		"a note and a call stay among agents": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.Sent()
			b := s.AgentBrowser(db.RoleAgent)
			p := b.Get("/agent/messages/" + number)
			p.Press("Garder la note", nil).At("/agent/messages/"+number+"/note", 422).Says("Ce champ est exigé")
			p.Press("Garder la note", servicetest.Fields{"note": "Elle a déménagé."}).Says("Note interne", "Elle a déménagé.", "jamais envoyée", "nouveau")
			p.Press("Garder la note", servicetest.Fields{"note": "Autre chose."}).Says("vous avez écrit une note le 23 novembre", "Rien n'a été fait")
			b.Get("/agent/messages/"+number).Press("J'ai rappelé la personne", servicetest.Fields{"note": "Tout est dit."}).Says("Personne rappelée", "répondu par vous")
			if left := s.Sent(); len(left) != 0 {
				t.Errorf("left: %+v", left)
			}
			if len(s.Audited("contact-message-noted")) != 1 || len(s.Audited("contact-message-called")) != 1 {
				t.Error("the audit log lacks them")
			}
		},
		"a message is given to a colleague, who finds it on the first page": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			one, two := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleAgent)
			p := one.Get("/agent/messages/" + number)
			p.Press("Confier", servicetest.Fields{"agent": "personne"}).At("/agent/messages/"+number+"/attribution", 422).Says("Choisissez un agent de la liste")
			p.Press("Confier", servicetest.Fields{"agent": "agent2"}).Says("pris en charge par agent2", "Vous avez confié ce message à agent2")
			one.Get("/agent").SaysNot("vous attend")
			two.Get("/agent").Says("1 message de contact vous attend, vous")
			two.Get("/agent/messages?etat=miens").Says("Les miens (1)", number)
			two.Get("/agent/messages/" + number).Says("agent1 vous a confié ce message, le 23 novembre")
			if rows := s.Audited("contact-message-assigned"); len(rows) != 1 || rows[0].Login != "agent2" {
				t.Errorf("audited %+v", rows)
			}
		},
		"a message of an agent who has left is nobody's": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.AgentBrowser(db.RoleAgent).Get("/agent/messages/"+number).Press("Je m'en occupe", nil)
			b := s.AgentBrowser(db.RoleAgent)
			b.Get("/agent/messages?etat=personne").Says("À personne (0)").SaysNot(number)
			if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
				gone, err := tx.AgentByLogin(t.Context(), "agent1")
				if err != nil {
					return err
				}
				return tx.Disable(t.Context(), gone, s.Now())
			}); err != nil {
				t.Fatal(err)
			}
			b.Get("/agent/messages?etat=personne").Says("À personne (1)", number)
		},
		"an answer that asks something leaves the message waiting for its sender": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			b := s.AgentBrowser(db.RoleAgent)
			b.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": "Laquelle ?", "attend": "oui"}).Says("en attente de l'adhérent")
			b.Get("/agent/messages?etat=attente").Says("En attente de l'adhérent (1)", number)
			b.Get("/agent").Says("Rien n'attend")
		},
		"a ready answer is put below what was typed, with its places filled in, and counted once it has left": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.Sent()
			boss := s.AgentBrowser(db.RoleSupervisor)
			boss.Get("/agent/reponses-types").Says("Ce mail ne vient pas de nous")
			boss.Get("/agent/reponses-types/ajout").Press("Enregistrer", servicetest.Fields{"titre": "Carte", "texte": "Carte de {nom}, {prenom}"}).At("/agent/reponses-types/ajout", 422).Says("Rien ne remplace {prenom}")
			boss.Get("/agent/reponses-types/ajout").Press("Enregistrer", servicetest.Fields{"titre": "Carte", "texte": "La carte de {nom}, numéro {numero}, part de {caisse}."}).
				At("/agent/reponses-types?etat=enregistree", 200).Says("Carte")
			b := s.AgentBrowser(db.RoleAgent)
			b.Get("/agent/reponses-types").At("/agent/reponses-types", 403)
			p := b.Get("/agent/messages/" + number)
			p.Press("Insérer la réponse type", servicetest.Fields{"texte": "J'ai cherché."}).At("/agent/messages/"+number+"/modele", 422).Says("Choisissez une réponse type")
			id := p.Doc.Find("#champ-modele option").FilterFunction(func(_ int, o *goquery.Selection) bool { return o.Text() == "Carte" }).AttrOr("value", "")
			p = p.Press("Insérer la réponse type", servicetest.Fields{"texte": "J'ai cherché.", "modele": id}).At("/agent/messages/"+number+"/modele", 200)
			want := "J'ai cherché.\n\nLa carte de Jeanne <Test>, numéro " + number + ", part de " + s.Caisse.Name + "."
			if got := p.Doc.Find("#champ-texte").Text(); got != want || len(s.Sent()) != 0 {
				t.Errorf("the field holds %q, want %q; or something left", got, want)
			}
			p.Press("Envoyer la réponse", nil).Says("répondu par vous")
			kept, err := s.DB.ReadyAnswers(t.Context())
			for _, r := range kept {
				if r.Used != map[bool]int{true: 1}[r.Title == "Carte"] {
					t.Errorf("%s was used %d times", r.Title, r.Used)
				}
			}
			if err != nil {
				t.Error(err)
			}
			edit := boss.Get("/agent/reponses-types/" + id)
			edit.Press("Enregistrer", servicetest.Fields{"titre": "Carte Vitale"}).At("/agent/reponses-types?etat=enregistree", 200)
			edit.Press("Supprimer", nil).At("/agent/reponses-types/"+id+"/suppression", 422).Says("a changé depuis", "Carte Vitale")
			edit = edit.Press("Enregistrer", servicetest.Fields{"texte": "Elle part demain."}).At("/agent/reponses-types/"+id, 422).Says("a changé depuis", "Carte Vitale", "La carte de {nom}, numéro {numero}, part de {caisse}.")
			if got := edit.Doc.Find("#champ-texte").Text(); got != "Elle part demain." {
				t.Errorf("what was written became %q", got)
			}
			edit.Press("Enregistrer", nil).At("/agent/reponses-types?etat=enregistree", 200)
			boss.Get("/agent/reponses-types/"+id).Says("Elle part demain.").Press("Supprimer", nil).At("/agent/reponses-types?etat=supprimee", 200).SaysNot("Carte Vitale")
		},
		"what a colleague has done meanwhile is told though a ready answer was put in first": func(t *testing.T, s *servicetest.Service) {
			page := "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			slow, quick := s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleAgent)
			p := slow.Get(page)
			id := p.Doc.Find("#champ-modele option").Last().AttrOr("value", "")
			quick.Get(page).Press("Envoyer la réponse", servicetest.Fields{"texte": "Elle est partie."}).Says("répondu par vous")
			s.Sent()
			p = p.Press("Insérer la réponse type", servicetest.Fields{"modele": id}).At(page+"/modele", 200)
			p.Press("Envoyer la réponse", servicetest.Fields{"texte": "Elle part demain."}).At(page+"/reponse", 422).Says("a changé depuis")
			if n := len(s.Sent()); n != 0 {
				t.Errorf("%d answers left", n)
			}
		},
		"messages are found by number, name, address and words of the subject, and what is searched stands in no address": func(t *testing.T, s *servicetest.Service) {
			w := s.Browser()
			n1, n2 := w.Writes("Ma carte Vitale", "", "jeanne@ferme.example", "1"), w.Writes("Facture d'été", "", "Paul@bois.example", "2")
			b := s.AgentBrowser(db.RoleAgent)
			for text, want := range map[string][2]bool{n1: {true, false}, strings.ToLower(n2): {false, true}, "CARTE vitale": {true, false}, "ete": {false, true}, "jeanne": {true, true}, // the name of both
				"paul@bois.example": {false, true}, "bois": {false, true}, "carte facture": {false, false}, "%": {false, false}} {
				p := b.Get("/agent/messages").Press("Chercher", servicetest.Fields{"cherche": text}).At("/agent/messages", 200)
				if got := [2]bool{strings.Contains(p.Text(), n1), strings.Contains(p.Text(), n2)}; got != want && text != n1 && text != strings.ToLower(n2) || p.Doc.Find("table a").Length() != count(want) {
					t.Errorf("%q found %v, %d links", text, got, p.Doc.Find("table a").Length())
				}
			}
			b.Get("/agent/messages").Press("Chercher", nil).At("/agent/messages", 422).Says("Écrivez un numéro")
		},
		"lists are paged, and who waits longest comes first": func(t *testing.T, s *servicetest.Service) {
			for i := range 27 {
				err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
					return tx.AddContactMessage(t.Context(), db.ContactMessage{Number: fmt.Sprintf("MSG-%03d", i), Subject: "S", Name: "N", Email: "e@f.example", Message: "M"}, s.Now())
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			b := s.AgentBrowser(db.RoleAgent)
			b.Get("/agent/messages").Says("MSG-000", "MSG-024", "Messages suivants").SaysNot("MSG-025")
			b.Get("/agent/messages").Press("Chercher", servicetest.Fields{"cherche": "e@f.example"}).SaysNot("D'autres messages")
			b.Get("/agent/messages?etat=a-traiter&page=2").Says("MSG-025", "Messages précédents").SaysNot("MSG-024", "Messages suivants")
			b.Get("/agent/messages?etat=tous").Says("MSG-026", "MSG-002").SaysNot("MSG-001")
			b.Get("/agent/messages?etat=autre&ordre=recents&page=-3").At("/agent/messages?etat=autre&ordre=recents&page=-3", 200).Says("MSG-026").SaysNot("MSG-001")
		},
		"the mailroom reads none": func(t *testing.T, s *servicetest.Service) {
			number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			b := s.AgentBrowser(db.RoleMailroom)
			b.Get("/agent").SaysNot("message de contact")
			b.Get("/agent/messages/"+number).At("/agent/messages/"+number, 403)
			if p := b.Post("/agent/messages/"+number+"/prise", url.Values{"version": {"0"}}); p.Status != 403 {
				t.Errorf("answered %d", p.Status)
			}
		},
	} {
		t.Run(name, func(t *testing.T) { goes(t, servicetest.NewService(t)) })
	}
}

func count(found [2]bool) (n int) {
	for _, f := range found {
		if f {
			n++
		}
	}
	return n
}

func TestOfTwoAgentsAtOnceOneTakesTheMessage(t *testing.T) {
	s := servicetest.NewService(t)
	number := s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
	s.Sent()
	pages := make([]*servicetest.Page, 4)
	for i := range pages {
		pages[i] = s.AgentBrowser(db.RoleAgent).Get("/agent/messages/" + number)
	}
	answers := make([]*servicetest.Page, len(pages))
	var barrier, over sync.WaitGroup
	barrier.Add(1)
	for i, p := range pages {
		path, form := p.Form("Envoyer la réponse", servicetest.Fields{"texte": fmt.Sprintf("Réponse %d.", i)})
		over.Go(func() {
			barrier.Wait()
			answers[i] = p.B.Post(path, form)
		})
	}
	barrier.Done()
	over.Wait()
	won := 0
	for _, p := range answers {
		if p.Status == 200 {
			won++
		} else if p.Status != 422 || !strings.Contains(p.Text(), "a répondu le 23 novembre") {
			t.Errorf("%d: %s", p.Status, p.Brief())
		}
	}
	if left := s.Sent(); won != 1 || len(left) != 1 {
		t.Errorf("%d agents have answered, %d answers left", won, len(left))
	}
}

// A button of a message's page keeps the content of the fields that it does not use: an answer is still there after « Je m'en
// occupe » and after a note, also with a double click, and is shown nowhere else.
func TestAnActOnAMessageLeavesWhatElseIsWritten(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleAgent)
	page := "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
	holds := func(p *servicetest.Page, answer, note string) *servicetest.Page {
		t.Helper()
		if got := [2]string{p.Doc.Find(`[name="texte"]`).Text(), p.Doc.Find(`[name="note"]`).Text()}; got != [2]string{answer, note} {
			t.Errorf("the fields hold %q, not %q and %q", got, answer, note)
		}
		return p.SaysNot(texts.EntryBack)
	}
	const answer, note = "Votre carte part demain.", "À rappeler lundi."
	first := b.Get(page)
	for range 2 {
		holds(first.Press("Je m'en occupe", servicetest.Fields{"texte": answer, "note": note}).At(page+"?etat=prise", 200), answer, note)
	}
	holds(holds(b.Get(page), "", "").Press("Garder la note", servicetest.Fields{"texte": answer}).At(page+"/note", 422), answer, "")
	noted := holds(b.Get(page).Press("Garder la note", servicetest.Fields{"texte": answer, "note": note}).At(page+"?etat=note", 200).Says(note), answer, "")
	sent := noted.Press("Envoyer la réponse", servicetest.Fields{"note": "Suite"}).At(page+"?etat=reponse", 200).Says(answer)
	holds(sent, "", "Suite")
	holds(b.Get(page), "", "")
	// The same holds for « Confier », « Classer sans réponse » and « Rouvrir »: the answer is still there after all of them,
	// and after each refusal.
	colleague, _ := s.NewAgent(db.RoleAgent)
	unsaid := holds(b.Get(page).Press("Confier", servicetest.Fields{"texte": answer, "note": note}).At(page+"/attribution", 422), answer, note)
	given := holds(unsaid.Press("Confier", servicetest.Fields{"agent": colleague}).At(page+"?etat=attribution", 200), answer, note)
	mine := holds(given.Press("Reprendre ce message", nil).At(page+"?etat=prise", 200), answer, note)
	for button, sent := range map[string]string{"Classer sans réponse": "/classement", "Insérer la réponse type": "/modele"} {
		mine = holds(mine.Press(button, nil).At(page+sent, 422), answer, note)
	}
	closed := mine.Press("Classer sans réponse", servicetest.Fields{"motif": "duplicate"}).At(page+"?etat=classement", 200).Says(answer)
	closed = closed.Press("Garder la note", nil).At(page+"?etat=note", 200).Says(answer)
	holds(closed.Press("Rouvrir ce message", servicetest.Fields{"note": "Suite"}).At(page+"?etat=prise", 200), answer, "Suite")
}

// A search with more results than it shows says so, and so does the member's page.
func TestAListOfMessagesThatIsCutSaysSo(t *testing.T) {
	s := servicetest.NewService(t)
	for i := range 51 {
		err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.AddContactMessage(t.Context(), db.ContactMessage{Number: fmt.Sprintf("MSG-%03d", i), Subject: "Carte", Name: "N", Email: "e@f.example", Message: "M",
				MemberID: s.Member(servicetest.Marie).ID}, s.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		if i != 49 {
			continue
		}
		s.AgentBrowser(db.RoleAgent).Get("/agent/messages").Press("Chercher", servicetest.Fields{"cherche": "carte"}).Says("MSG-000", "MSG-049").SaysNot("D'autres messages")
	}
	b := s.AgentBrowser(db.RoleAgent)
	b.Get("/agent/messages").Press("Chercher", servicetest.Fields{"cherche": "carte"}).Says("MSG-001", "MSG-050", "D'autres messages, plus anciens, ont été trouvés").SaysNot("MSG-000")
	b.Get(s.Sheet(servicetest.Marie)).Says("Messages reçus par le formulaire de contact : 15 ou plus")
}
