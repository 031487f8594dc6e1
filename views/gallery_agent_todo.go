package views

import "sesame/texts"

func agentTodoSamples() []Sample {
	dupont := TodoMember{someMember.URL, someMember.Name, "POITIERS", "…4123"}
	lists := desk("a-voir", "agent", Screen{Data: TodoListsData{Lists: []TodoCount{
		{"/agent/a-voir/jamais-venus", texts.TodoNever, texts.TodoNeverMeans, 1000, "plus de 1 000"}, {"/agent/a-voir/doublons", texts.TodoDuplicates, texts.TodoDuplicatesMeans, 2, "2"}}}})
	full := TodoListData{Title: texts.TodoReturned, Means: texts.TodoReturnedMeans, Many: true, Invites: true, First: []string{"12-3", "13-4", "14-5"}, File: "/agent/a-voir/courriers-revenus/fichier.csv", Further: "/agent/a-voir/courriers-revenus?apres=4+13",
		Rows: []TodoRow{{"12-3", dupont, "le 3 novembre 2026", "inconnu à l'adresse (NPAI)", false}, {"13-4", TodoMember{"/agent/adherents/13", "Ferme Dupont", "NIORT", "…0074"}, "le 4 novembre 2026", "non réclamé, " + texts.StateSuspended, true}}}
	full.Causes = []DeskChoice{{Value: "death", Label: texts.ClosingCauses["death"]}, {Value: "left", Label: texts.ClosingCauses["left"]}}
	list := desk("a-voir-liste", "superviseur", Screen{Action: "/agent/a-voir/courriers-revenus", Data: full})
	pairs := TodoGroupsData{Title: texts.TodoDuplicates, Means: texts.TodoDuplicatesMeans, File: "/agent/a-voir/doublons/fichier.csv", Further: "/agent/a-voir/doublons?apres=birth-00", Rows: []TodoGroup{
		{Key: "birth-00", Same: texts.SameBirth, More: 2, Members: []TodoMember{dupont, {"/agent/adherents/14", someMember.Name, "POITIERS", "…4124"}}}}}
	groups := desk("a-voir-pareils", "superviseur", Screen{Action: "/agent/a-voir/doublons", Data: pairs})
	done := TodoDone{Did: TodoTold{N: 37, Who: []TodoMember{dupont}}, Refused: []TodoTold{{texts.TodoLetterHeld, 2, []TodoMember{dupont}}, {texts.TodoOver, 1, nil}}}
	identifier := desk("identifiant", "agent", Screen{Action: someMember.URL + "/identifiant", Version: "0a1b2c3d", Data: DeskIdentifierData{Who: someMember, Need: texts.NoProofAsked, Held: true},
		Values: map[string]string{"raison": "identifier-lost"}})
	lost := desk("courrier", "agent", Screen{Action: someMember.URL + "/courrier", Version: "0a1b2c3d", Data: DeskLostLetterData{Who: someMember, Letter: "posté le 3 novembre 2026 à 14 h 05", Held: true}})
	return []Sample{
		{"agent-courrier", lost},
		{"agent-courrier-refuse", lost.refused(FieldError{"raison", texts.ReasonMissing})},
		{"agent-courrier-trop-tot", lost.with(func(s *Screen) {
			s.Data = DeskLostLetterData{Who: someMember, Letter: "posté le 3 novembre 2026 à 14 h 05", Why: texts.LostLetterEarly("le 10 novembre 2026 à 14 h 05")}
		})},
		{"agent-identifiant", identifier},
		{"agent-identifiant-refuse", identifier.refused(FieldError{"raison", texts.ReasonMissing}).with(func(s *Screen) { s.Values = nil })},
		{"agent-courrier-represente", lost.with(represented)},
		{"agent-identifiant-represente", identifier.with(represented).refused(FieldError{"representant", texts.MandateUnasked})},
		{"agent-identifiant-en-route", identifier.with(func(s *Screen) { s.Data = DeskIdentifierData{Who: someMember, Under: "il attend d'être imprimé"} })},
		{"agent-courrier-aucun", lost.with(func(s *Screen) { s.Data = DeskLostLetterData{Who: someMember, Why: texts.LostLetterNone} })},
		{"agent-a-voir", lists},
		{"agent-a-voir-liste", list},
		{"agent-a-voir-liste-faite", list.with(func(s *Screen) {
			d := full
			d.Done, d.Many, d.Invites, d.File, d.First = done, false, false, "", d.First[:2]
			s.Data = d
		})},
		{"agent-a-voir-liste-demandee", list.with(func(s *Screen) {
			d := full
			d.Done, d.Many, d.Invites, d.ClosingAsks = TodoDone{Asked: TodoTold{N: 2, Who: []TodoMember{dupont}}}, false, false, true
			s.Data = d
		})},
		{"agent-a-voir-liste-refusee", list.refused(FieldError{"acte", texts.TodoChooseAct}, FieldError{"lesquels", texts.TodoCloseTicked}, FieldError{"cause", texts.ChooseCause}, FieldError{"raison", texts.ReasonMissing})},
		{"agent-a-voir-liste-vide", list.with(func(s *Screen) { s.Data = TodoListData{Title: texts.TodoSMS, Means: texts.TodoSMSMeans} })},
		{"agent-a-voir-pareils", groups},
		{"agent-a-voir-pareils-faits", groups.with(func(s *Screen) {
			s.Data = TodoGroupsData{Title: pairs.Title, Means: pairs.Means, Done: TodoDone{Did: TodoTold{N: 1}}}
		})},
		{"agent-a-voir-pareils-refuses", groups.refused(FieldError{"", texts.TodoNoGroup})},
	}
}
