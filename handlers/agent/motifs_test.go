package agent_test

import (
	"slices"
	"strings"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// Acts that write into the record, concern the file or end an account have ready reasons of their own: each page offers them,
// accepts one without a text, and the audit log stores it.
func TestTheRecordHasReadyReasonsOfItsOwn(t *testing.T) {
	mandate := servicetest.Fields{"nature": "guardianship", "qui": "Mme Anne Martin, UDAF 79", "piece": "jugement", "vue": "20/11/2026"}
	for _, c := range []struct {
		act          acts.DeskAct
		page, button string
		typed        servicetest.Fields
		matter       events.Matter
		event        string
	}{
		{acts.ToMarkMandate, "/mandats", "Noter", mandate, events.RecordMatter, "mandate-added"},
		{acts.ToEndMandate, "/mandats/1", "Noter la fin", servicetest.Fields{}, events.RecordMatter, "mandate-ended"},
		{acts.ToSendIdentifier, "/identifiant", "Envoyer son identifiant par lettre", servicetest.Fields{}, events.RecordMatter, "identifier-sent"},
		{acts.ToSettleDifference, "/ecart/email", "Enregistrer ce choix", servicetest.Fields{"choix": "ici"}, events.FileMatter, "difference-settled"},
		{acts.ToDismissValue, "/valeur/date_naissance", "Écarter cette valeur", servicetest.Fields{}, events.FileMatter, "left-out-dismissed"},
		{acts.ToCloseAccount, "/fermeture", "Demander l'accord", servicetest.Fields{"cause": "death"}, events.EndMatter, "ending-asked"},
		{acts.ToExportMember, "/donnees", "Télécharger ses données", servicetest.Fields{"actuel": servicetest.AgentPassword}, events.EndMatter, "member-exported"},
		{acts.ToEraseMember, "/effacement", "Demander l'accord pour effacer", servicetest.Fields{"actuel": servicetest.AgentPassword}, events.EndMatter, "ending-asked"},
	} {
		t.Run(string(c.act), func(t *testing.T) {
			w := provedActs[c.act].tries(t)
			provedActs[c.act].prepares(w)
			chosen := offers(t, w.agent.Get(w.sheet+c.page), c.matter)
			c.typed["raison"] = string(chosen)
			if p := w.presses(w.agent, c.page, c.button, c.typed); p.Status != 200 {
				t.Fatalf("answered %d: %s", p.Status, p.Brief())
			}
			if rows := w.s.Audited(c.event); len(rows) != 1 || rows[0].Motive != chosen || rows[0].Note != "" {
				t.Errorf("audited %+v", rows)
			}
		})
	}
}

// offers fails if a page offers other reasons than those of a matter, or uses a key twice; it returns the first reason.
func offers(t *testing.T, p *servicetest.Page, matter events.Matter) events.Motive {
	t.Helper()
	var offered []events.Motive
	for _, field := range p.Doc.Find(`input[name="raison"]`).EachIter() {
		offered = append(offered, events.Motive(field.AttrOr("value", "")))
	}
	if !slices.Equal(offered, matter.Motives()) {
		t.Errorf("the page offers %q", offered)
	}
	keys := map[string]bool{}
	for _, field := range p.Doc.Find(`main [data-touche]`).EachIter() {
		key := field.AttrOr("data-touche", "")
		if keys[key] || len(key) != 1 {
			t.Errorf("the key %q stands for two things, or for none", key)
		}
		keys[key] = true
	}
	return matter.Motives()[0]
}

// The lists about the file, and those of similar accounts, offer reasons, too.
func TestListsHaveReadyReasonsOfTheirOwn(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	var lines strings.Builder
	for i := 1; i <= 2; i++ {
		lines.WriteString(servicetest.Tiers(i) + ";tiers;Mme;Aubert;Jeanne;3 rue Haute;86000 Poitiers;;\n")
	}
	s.ImportFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6;email;portable\n"+lines.String()+
		servicetest.Marie+";particulier;Mme;Dupont;Marie;;86000 Poitiers;fichier@poitou.example;06 39 98 (mari)\n", servicetest.NoPayments)
	if err := s.DB.FindLikenesses(t.Context(), s.Now()); err != nil {
		t.Fatal(err)
	}
	agent := s.AgentBrowser(db.RoleAgent)
	for _, c := range []struct {
		page, button string
		matter       events.Matter
		event        string
		fields       servicetest.Fields
	}{
		{"/agent/ecarts", "Enregistrer ce choix", events.FileMatter, "difference-settled", servicetest.Fields{"choix": "ici"}},
		{"/agent/valeurs", "Vu : écarter ces valeurs", events.FileMatter, "left-out-dismissed", servicetest.Fields{}},
		{"/agent/a-voir/doublons", "Vu : mettre de côté ce qui est coché", events.AlikeMatter, "todo-set-aside", servicetest.Fields{}},
	} {
		p := agent.Get(c.page)
		chosen := offers(t, p, c.matter)
		c.fields["raison"], c.fields["ligne"] = string(chosen), p.Doc.Find(`input[name="ligne"]`).AttrOr("value", "")
		if p.Doc.Find(`input[name="lesquels"]`).Length() > 0 {
			c.fields["lesquels"] = "coches"
		}
		if p = p.Press(c.button, c.fields).Says("C'est fait pour 1."); p.Status != 200 {
			t.Errorf("%s: answered %d", c.page, p.Status)
		}
		rows := s.Audited(c.event)
		if len(rows) == 0 || rows[0].Motive != chosen {
			t.Errorf("%s: audited %+v", c.page, rows)
		}
	}
}
