package views

import (
	"sesame/account/backoffice"
	"sesame/texts"
)

func agentImportSamples() []Sample {
	row := DeskImportRow{"/agent/imports/3", "Import 3", "adherents.csv", "adhérents", "cpetit", "le 23 novembre 2026 à 14 h 05", "vérification en cours"}
	list := desk("imports", "superviseur", Screen{Action: "/agent/imports", Data: DeskImportsData{Gigabytes: 2, Rows: []DeskImportRow{row}}})
	begun := DeskImportData{ID: 3, Name: "adherents.csv", Kind: "adhérents", Size: "3,4 Mo", Who: "vous", When: row.When, Phase: "checking",
		State: texts.ImportChecking, Running: true, Percent: 45, Shown: 200}
	checked := DeskImportData{ID: 3, Name: "adherents.csv", Kind: "adhérents", Size: "3,4 Mo", Who: "vous", When: row.When, Phase: "checked", Shown: 200, Refused: 2,
		State: texts.ImportChecked, Decide: true, Choose: true, Rejects: "/agent/imports/3/rejets.csv",
		Counts: []DeskCount{{"Lignes lues", "12\u202f034"}, {"À ajouter", "12"}, {"À modifier", "7"}, {"Inchangées", "12\u202f013"}, {"Refusées", "2"}},
		Lines:  []DeskFileLine{{17, "identifiant", "285••••••••••", texts.LineOfNobody}, {18, "", "", texts.LineCutShort(7, 19)}}}
	clean, failed := checked, begun
	clean.Choose, clean.Lines, clean.Refused, clean.Rejects = false, nil, 0, ""
	asked := clean
	report := backoffice.Report{Lines: 60, Changed: 4, LeftOut: 2, Emptied: 3, Others: 1, OthersIn: 1}
	report.LeftOutOf[backoffice.Mobile], report.LeftOutOf[backoffice.Email], report.EmptiedOf[backoffice.Email] = 1, 1, 3
	asked.Notices, asked.Question = report.Notices(), report.Question()
	asked.Changes = []DeskFileChange{{12, "2 85 ** ** *** ***", "autre personne, valeurs effacées", []DeskColumnChange{{"nom", "« Du•••• »", "« Ma•••• »"}, {"email", "« m••••@••••••.••••••• »", "(vide)"}}},
		{40, "356 *** *** *****", "", []DeskColumnChange{{"adresse4", "« 3 ••• •• ••••• »", "« 12 ••• •• ••••• »"}}}}
	asked.Listed = true
	asked.LeftOut = []DeskFileLine{{17, "email", "N•", texts.CellSaysEmpty}}
	asked.Warned = []DeskFileLine{{21, "date_naissance", "••/••/••••", texts.CellOtherBirth}, {30, "portable", "0•••••••••", texts.CellShared(140)}}
	loaded := checked
	loaded.Ended = "le 23 novembre 2026 à 14 h 12"
	loaded.Phase, loaded.State, loaded.Decide, loaded.Choose, loaded.Rejects, loaded.Refused = "loaded", texts.ImportLoaded, false, false, "", 340
	undoable, undone := loaded, loaded
	undoable.Differences = true
	undoable.UndoUntil = "à demain à 14 h 12"
	undone.State, undone.Undone = texts.ImportUndone(7, 12, 1), "par vous le 23 novembre 2026 à 15 h 05"
	failed.Phase, failed.State, failed.Running, failed.Failure = "failed", texts.ImportFailed, false, texts.FileHeaderWrong([]string{"colonne en double : nom"}, []string{"identifiant", "categorie", "nom"})
	one := func(d DeskImportData) Screen {
		return desk("import", "superviseur", Screen{Action: "/agent/imports/3", Data: d})
	}
	return []Sample{
		{"agent-imports", list},
		{"agent-imports-occupe", list.with(func(s *Screen) { s.Data = DeskImportsData{Gigabytes: 2, Busy: &row} })},
		{"agent-imports-refuse", list.refused(FieldError{"nature", texts.ImportChooseKind}, FieldError{"fichier", texts.ImportChooseFile})},
		{"agent-import-en-cours", one(begun)},
		{"agent-import-verifie", one(checked)},
		{"agent-import-sans-choix", one(checked).refused(FieldError{"lignes", texts.ImportChooseLines})},
		{"agent-import-sans-refus", one(clean)},
		{"agent-import-accord", one(asked)},
		{"agent-import-sans-accord", one(asked).refused(FieldError{"accord", texts.ImportAgree})},
		{"agent-import-charge", one(loaded)},
		{"agent-import-retour", one(undoable)},
		{"agent-import-remis", one(undone)},
		{"agent-import-echec", one(failed)},
	}
}
