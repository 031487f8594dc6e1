package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
)

func TestContactMessagesAtTheDesk(t *testing.T) {
	const answer = "Votre carte part demain.\nBonne journée."
	for name, goes := range map[string]func(*testing.T, *service){
		"a message is listed, read as it was written, and leads to the member whose identifier it names": func(t *testing.T, s *service) {
			number := s.browser().writes("Ma carte", marie, "jeanne@ferme.example", "Où est-elle ?\n\n<script>alert(1)</script>")
			agent := s.agentBrowser(db.RoleAgent)
			agent.get("/agent").says("1 message de contact attend une réponse")
			agent.get("/agent/messages").says("À traiter (1)", number, "Ma carte", "Jeanne <Test>", "nouveau")
			p := agent.get("/agent/messages/"+number).says("Où est-elle ?", "<script>alert(1)</script>", marie, "fiche de l'adhérent")
			if href := p.doc.Find("dd a").AttrOr("href", ""); href != fmt.Sprintf("/agent/adherents/%d", s.member(marie).ID) {
				t.Errorf("leads to %q", href)
			}
			if written := p.doc.Find(".ecrit").Text(); !strings.Contains(written, "?\n\n<script>") {
				t.Errorf("the lines became %q", written)
			}
			read := s.audited("contact-message-read")
			if len(read) != 1 || read[0].Actor != "agent:agent1" || read[0].Target != fmt.Sprintf("%x", s.member(marie).IdentifierKey) {
				t.Errorf("audited %+v", read)
			}
			if len(s.audited("contact-messages-listed")) != 1 {
				t.Error("the list was looked at, and nothing says so")
			}
		},
		"an unknown identifier leads nowhere": func(t *testing.T, s *service) {
			number := s.browser().writes("Ma carte", nobody, "jeanne@ferme.example", "Où ?")
			s.agentBrowser(db.RoleAgent).get("/agent/messages/"+number).says(nobody, "personne n'a cet identifiant").silent("fiche de l'adhérent")
		},
		"a message that is not there is a page that says so": func(t *testing.T, s *service) {
			s.agentBrowser(db.RoleAgent).get("/agent/messages/KTR-482").at("/agent/messages/KTR-482", 404)
		},
		"after 48 hours without an answer it is urgent": func(t *testing.T, s *service) {
			s.browser().writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.wait(47 * time.Hour)
			s.agentBrowser(db.RoleAgent).get("/agent").says("1 message de contact attend une réponse").silent("48 heures")
			s.wait(2 * time.Hour)
			b := s.agentBrowser(db.RoleAgent)
			if p := b.get("/agent").says("dont 1 depuis plus de 48 heures"); p.doc.Find("a.urgent").Length() != 1 {
				t.Error("it is not shown as urgent")
			}
			b.get("/agent/messages").says("plus de 48 h")
		},
		"an answer leaves by e-mail, is kept, and its fate is shown": func(t *testing.T, s *service) {
			number := s.browser().writes("Ma carte", marie, "jeanne@ferme.example", "Numéro "+marie)
			b := s.agentBrowser(db.RoleAgent)
			p := b.get("/agent/messages/"+number).press("Envoyer la réponse", fields{"texte": answer}).at("/agent/messages/"+number+"?etat=reponse", 200)
			p.says("répondu par vous", "Votre carte part demain.", "en attente de départ", "Votre réponse est en route")
			m := s.lastOf(db.KindContactAnswer)
			if m.To != "jeanne@ferme.example" || m.Detail != answer || m.Request != number || m.Secret != "" {
				t.Errorf("left: %+v", m.Message)
			}
			if err := s.db.Refused(t.Context(), m.ID, s.now(), "smtp-refus 550 5.1.1"); err != nil {
				t.Fatal(err)
			}
			b.get("/agent/messages/"+number).says("refusée par le serveur de messagerie : l'adresse n'existe pas (5.1.1)").
				press("Envoyer la réponse", fields{"texte": "Elle est partie."}).says("Elle est partie.", "en attente de départ")
			if n := len(s.audited("contact-message-answered")); n != 2 {
				t.Errorf("%d answers are audited", n)
			}
			b.get("/agent").says("Rien n'attend")
			b.get("/agent/messages?etat=repondu").says("Répondus (1)", number)
		},
		"a double click sends one answer": func(t *testing.T, s *service) {
			number := s.browser().writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			b := s.agentBrowser(db.RoleAgent)
			path, form := b.get("/agent/messages/"+number).form("Envoyer la réponse", fields{"texte": answer})
			b.post(path, form)
			b.post(path, form).at("/agent/messages/"+number+"?etat=reponse", 200)
			if n := len(s.audited("contact-message-answered")); n != 1 {
				t.Errorf("%d answers left", n)
			}
		},
		"a secret or an identifier is refused with a sentence, what was typed is kept, and nothing leaves": func(t *testing.T, s *service) {
			number := s.browser().writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.sent()
			b := s.agentBrowser(db.RoleAgent)
			for typed, says := range map[string]string{
				"Voici k7mpqr2wxyzd": "mot de passe temporaire", "Votre numéro est 2 85 07 86 123 456": "identifiant", "": "Ce champ est exigé",
				"https://ailleurs.example": "lien", strings.Repeat("a", 5001): "trop longue",
			} {
				p := b.get("/agent/messages/"+number).press("Envoyer la réponse", fields{"texte": typed}).at("/agent/messages/"+number+"/reponse", 422).says(says)
				if got := p.doc.Find("textarea").Text(); got != typed {
					t.Errorf("%q became %q", typed, got)
				}
			}
			if left := s.sent(); len(left) != 0 {
				t.Errorf("left: %+v", left)
			}
			b.get("/agent/messages/"+number+"/reponse").at("/agent/messages/"+number, 200)
		},
		"a stale page changes nothing and says who has acted": func(t *testing.T, s *service) {
			number := s.browser().writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			s.sent()
			one, two := s.agentBrowser(db.RoleAgent), s.agentBrowser(db.RoleAgent)
			stale := two.get("/agent/messages/" + number)
			one.get("/agent/messages/"+number).press("Je m'en occupe", nil).says("pris en charge par vous")
			stale.press("Envoyer la réponse", fields{"texte": answer}).at("/agent/messages/"+number+"/reponse", 422).
				says("agent1 s'en occupe depuis le 23 novembre 2026 à 15 h 05", "Rien n'a été fait", "Ce que vous aviez écrit", "Votre carte part demain.")
			stale.press("Classer sans réponse", fields{"motif": "unwanted"}).says("agent1 s'en occupe")
			stale.press("Je m'en occupe", nil).says("agent1 s'en occupe")
			if left := s.sent(); len(left) != 0 {
				t.Errorf("left: %+v", left)
			}
			two.get("/agent/messages/"+number).silent("Envoyer la réponse").press("Reprendre ce message", nil).says("pris en charge par vous")
		},
		"a message is put away with a reason and can be taken up again": func(t *testing.T, s *service) {
			number := s.browser().writes("Gagnez", "", "jeanne@ferme.example", "Ici")
			b := s.agentBrowser(db.RoleAgent)
			p := b.get("/agent/messages/" + number)
			p.press("Classer sans réponse", nil).at("/agent/messages/"+number+"/classement", 422).says("Dites pourquoi")
			p.press("Classer sans réponse", fields{"motif": "unwanted"}).says("classé par vous : publicité").silent("Envoyer la réponse")
			b.get("/agent/messages?etat=classe").says(number)
			b.get("/agent/messages").silent(number)
			b.get("/agent/messages/"+number).press("Rouvrir ce message", nil).says("pris en charge par vous", "Envoyer la réponse")
			if rows := s.audited("contact-message-closed"); len(rows) != 1 || rows[0].Reason != number+", unwanted" {
				t.Errorf("audited %+v", rows)
			}
		},
		"the other messages of the same address or member are shown": func(t *testing.T, s *service) {
			b := s.browser()
			n1, n2 := b.writes("Un", "", "Jeanne@ferme.example", "1"), b.writes("Deux", marie, "jeanne@ferme.example", "2")
			n3, n4 := b.writes("Trois", marie, "autre@ferme.example", "3"), b.writes("Quatre", "", "loin@ferme.example", "4")
			s.agentBrowser(db.RoleAgent).get("/agent/messages/"+n2).says(n1, n3).silent(n4)
		},
		"lists are paged, newest first": func(t *testing.T, s *service) {
			for i := range 27 {
				err := s.db.InTx(t.Context(), func(tx *db.Tx) error {
					return tx.AddContactMessage(t.Context(), db.ContactMessage{Number: fmt.Sprintf("MSG-%03d", i), Subject: "S", Name: "N", Email: "e@f.example", Message: "M"}, s.now())
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			b := s.agentBrowser(db.RoleAgent)
			b.get("/agent/messages").says("MSG-026", "MSG-002", "Messages plus anciens").silent("MSG-001")
			b.get("/agent/messages?etat=a-traiter&page=2").says("MSG-001", "Messages plus récents").silent("MSG-002", "plus anciens")
			b.get("/agent/messages?etat=autre&page=-3").at("/agent/messages?etat=autre&page=-3", 200).says("MSG-026")
		},
		"the mailroom reads none": func(t *testing.T, s *service) {
			number := s.browser().writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
			b := s.agentBrowser(db.RoleMailroom)
			b.get("/agent").silent("message de contact")
			b.get("/agent/messages/"+number).at("/agent/messages/"+number, 403)
			if p := b.post("/agent/messages/"+number+"/prise", url.Values{"version": {"0"}}); p.status != 403 {
				t.Errorf("answered %d", p.status)
			}
		},
	} {
		t.Run(name, func(t *testing.T) { goes(t, newService(t)) })
	}
}

func TestOfTwoAgentsAtOnceOneTakesTheMessage(t *testing.T) {
	s := newService(t)
	number := s.browser().writes("Ma carte", "", "jeanne@ferme.example", "Où ?")
	s.sent()
	pages := make([]*page, 4)
	for i := range pages {
		pages[i] = s.agentBrowser(db.RoleAgent).get("/agent/messages/" + number)
	}
	answers := make([]*page, len(pages))
	var barrier, over sync.WaitGroup
	barrier.Add(1)
	for i, p := range pages {
		path, form := p.form("Envoyer la réponse", fields{"texte": fmt.Sprintf("Réponse %d.", i)})
		over.Go(func() {
			barrier.Wait()
			answers[i] = p.b.post(path, form)
		})
	}
	barrier.Done()
	over.Wait()
	won := 0
	for _, p := range answers {
		if p.status == 200 {
			won++
		} else if p.status != 422 || !strings.Contains(p.text(), "a répondu le 23 novembre") {
			t.Errorf("%d: %s", p.status, p.brief())
		}
	}
	if left := s.sent(); won != 1 || len(left) != 1 {
		t.Errorf("%d agents have answered, %d answers left", won, len(left))
	}
}
