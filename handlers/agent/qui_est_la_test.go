package agent_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"sesame/handlers/agent"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// If somebody acts for the member, each act asks who is there when the table says so, and is done once the agent has asked.
func TestEachActAsksWhoIsThereAsTheTableSays(t *testing.T) {
	for _, need := range acts.Needs {
		act, known := provedActs[need.Act]
		if !known { // what waits because of a ceiling has no caller
			continue
		}
		last := len(act.outcomes) - 1
		t.Run(string(need.Act), func(t *testing.T) {
			c := act.tries(t)
			notes(c.s, c.agent, servicetest.Marie, nil).At(c.sheet+"?etat=mandat", 200)
			act.prepares(c)
			shows[shown()[last]](c)
			if need.Who == acts.AskFirst {
				c.asked = false
				if got := act.do(c); got != refused || !strings.Contains(c.last.Text(), "cochez cette case") {
					t.Errorf("unasked: %c, and the page says:\n%s", got, c.last.Brief())
				}
				c.asked = true
			}
			if got := act.do(c); got != rune(act.outcomes[last]) {
				t.Errorf("%c instead of %c", got, act.outcomes[last])
			}
			if need.Who == acts.NobodyToAsk && c.last != nil && c.last.Doc.Find(`[name="representant"]`).Length() > 0 {
				t.Error("the form asks who is there")
			}
		})
	}
}

// An act that protects a member does not wait for the answer: it is done with or without it, and the log says which.
func TestWhatProtectsAMemberWaitsForNoAnswer(t *testing.T) {
	for act, event := range map[acts.DeskAct]string{acts.ToSuspend: "member-suspended", acts.ToCloseSessions: "sessions-closed"} {
		if act.Need().Who != acts.AskIfAnybody {
			t.Errorf("%s: the table says %d", act, act.Need().Who)
		}
		for says, by := range map[string]events.Cause{"asked": events.ByCaller, "unasked": events.ByCaisse, "for nobody": ""} {
			t.Run(string(act)+" "+says, func(t *testing.T) {
				c := provedActs[act].tries(t)
				if c.asked = says == "asked"; by != "" {
					notes(c.s, c.agent, servicetest.Marie, nil).At(c.sheet+"?etat=mandat", 200)
				}
				if got := provedActs[act].do(c); got != done {
					t.Errorf("%c, and the page says:\n%s", got, c.last.Brief())
				}
				if noted := c.s.Audited(event); len(noted) != 1 || noted[0].Cause != by {
					t.Errorf("audited %+v", noted)
				}
			})
		}
	}
}

// actsOf are the acts of the table that each form below « /agent/adherents/:id » performs.
var actsOf = map[string][]acts.DeskAct{
	"reinitialisation":   {acts.ToSendLetter, acts.ToResetKnown, acts.ToResetFresh, acts.ToResetUnproved},
	"guichet":            {acts.ToHandSlip},
	"deblocage":          {acts.ToUnblock},
	"coordonnees":        {acts.ToCorrectContacts},
	"ecart/:moyen":       {acts.ToSettleDifference},
	"valeur/:colonne":    {acts.ToDismissValue},
	"sessions":           {acts.ToCloseSessions},
	"suspension":         {acts.ToSuspend},
	"retablissement":     {acts.ToResume},
	"fermeture":          {acts.ToCloseAccount},
	"reouverture":        {acts.ToReopenAccount},
	"donnees":            {acts.ToExportMember},
	"effacement":         {acts.ToEraseMember},
	"telephone":          {acts.ToTrustContact}, // once the code is read back
	"courrier":           {acts.ToRenewLetter},
	"identifiant":        {acts.ToSendIdentifier},
	"mandats":            {acts.ToMarkMandate},
	"mandats/:mandat":    {acts.ToEndMandate},
	"telephone/appel":    nil, // draws the words of the call
	"telephone/envoi":    nil, // sends what is read back, to who is known already
	"telephone/question": nil, // shows who is there: TestWhoActsForAMemberIsAskedAgain
	"guichet/question":   nil, // the same
	"guichet/accord":     nil, // asks a colleague, before the slip that asks who is there
}

// A new act on a member must have a row in the table, which says whether it asks who is there.
func TestEveryFormOnAMemberIsInTheTable(t *testing.T) {
	var done []acts.DeskAct
	for _, r := range agent.DeskTable() {
		form, of := strings.CutPrefix(r.Path, "/adherents/:id/")
		if !of || r.Method != http.MethodPost {
			continue
		}
		does, known := actsOf[form]
		if !known {
			t.Errorf("%s: which act of the table is it?", form)
		}
		done = append(done, does...)
	}
	for _, need := range acts.Needs {
		if need.Act != acts.ToRelease && !slices.Contains(done, need.Act) {
			t.Errorf("no form does %s", need.Act)
		}
	}
}
