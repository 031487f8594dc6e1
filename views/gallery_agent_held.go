package views

import (
	"time"

	"sesame/texts"
)

func agentHeldSamples() []Sample {
	full := texts.Join(texts.Sentence(texts.BudgetUse("sms", time.Hour, 60, 60)), texts.BudgetFull)
	held := desk("en-attente", "agent", Screen{Action: "/agent/en-attente", Data: DeskHeldData{Budgets: []string{full}, All: 240, Messages: "812-1793711160", Letters: "7-1793607120", Rows: []DeskHeld{
		{Key: "m806-1793711100", Request: "KTR-482", What: "code de confirmation par SMS", Name: someMember.Name, URL: "/agent/adherents/12", Since: "14 h 05", Until: "à 15 h 05"},
		{Key: "c7-1793607120", Request: "FBH-323", What: texts.HeldLetterQuarter, Name: "GAEC DES TROIS CHÊNES", URL: "/agent/adherents/13", Since: "hier à 9 h 12", Until: "le 17 novembre à 9 h 12"},
		{Key: "m812-1793711160", Request: "MSG-357", What: texts.HeldContact, Since: "14 h 06", Until: "le 10 novembre à 14 h 06"},
	}}})
	return []Sample{
		{"agent-en-attente", held},
		{"agent-en-attente-fait", held.with(func(s *Screen) { s.Notice = texts.HeldLeft(3, 0) })},
		{"agent-en-attente-inutile", held.with(func(s *Screen) { s.Notice = texts.HeldLeft(1, 2) })},
		{"agent-en-attente-vide", held.refused(FieldError{"", texts.HeldNothingChosen}, FieldError{"motif", required})},
		{"agent-en-attente-deja", held.refused(FieldError{"", texts.HeldOver})},
		{"agent-en-attente-rien", desk("en-attente", "agent", Screen{Action: "/agent/en-attente", Data: DeskHeldData{}})},
	}
}
