package views

import (
	"sesame/journey/events"
	"sesame/texts"
)

func agentLetterSamples() []Sample {
	const asked, until = "le 21 novembre 2026 à 10 h 12", "21 décembre 2026 à 10 h 12"
	line := func(id int64, request, name, town string) LetterLine {
		return LetterLine{ID: id, Request: request, Name: name, Town: town, Asked: asked, Until: until}
	}
	marcel, jeanne, claire := line(1, "KTR-482", "Monsieur Marcel Guérin", "SAINTES"), line(2, "BVX-357", "Madame Jeanne Aubert", "POITIERS"), line(3, "MLD-236", "Maître Claire Berthelot", "MONTMORILLON")
	old := marcel
	old.Old = true
	nobleLines := []AddressLine{{"Monsieur Charles-Henri DE LA ROCHEFOUCAULD-MONTBEL", true}, {"3 RUE HAUTE", false}, {"17000 LA ROCHELLE", false}}
	noble := line(5, "HTR-294", nobleLines[0].Text, "LA ROCHELLE")
	street := []AddressLine{{"Madame Jeanne Aubert", false}, {"128 BOULEVARD DU MARECHAL DE LATTRE DE TASSIGNY", true}, {"86000 POITIERS", false}}
	batches := []BatchLine{
		{Number: 12, Printed: "le 23 novembre 2026 à 9 h 04", By: "lfabre", Count: 3, Waiting: 3},
		{Number: 11, Printed: "le 20 novembre 2026 à 9 h 30", By: "la commande", Count: 18, Waiting: 2, Old: true, Posted: 12, Returned: 1, Renewed: 2, Ended: 1},
	}
	stamped := func(l LetterLine) LetterLine {
		l.Stamp = l.Request + ".1793710000"
		return l
	}
	queue := LettersData{Waiting: []LetterLine{stamped(old), stamped(jeanne)}, Since: asked, Old: true, Batches: batches}
	held := LettersData{Batches: batches[:1], Older: "/agent/courriers?avant=12#lots", Lapsed: []LetterLine{claire}, Dead: []BatchLetter{{LetterLine: jeanne, State: texts.DeadReplaced}}, Held: []HeldLetter{
		{LetterLine: jeanne, Reasons: []string{texts.Join(texts.AddressLineLong(2, 47, 38), texts.AddressShortens)}, Lines: street,
			Proposed: []string{"Madame Jeanne Aubert", "128 BD DU MAL DE LATTRE DE TASSIGNY", "86000 POITIERS"}, Version: "0a1b", Accept: true},
		{LetterLine: claire, Reasons: []string{texts.LetterCameBack("3 novembre 2026")}, Lines: []AddressLine{{"Maître Claire Berthelot", false}, {"86500 MONTMORILLON", false}}, Version: "0a1c", Accept: true},
		{LetterLine: line(4, "ZRG-779", "EARL du Grand Pré", ""), Reasons: []string{texts.AddressMissing}, Mend: true},
		{LetterLine: stamped(marcel), Reasons: []string{texts.LetterTooLate}, Renew: true},
		{LetterLine: noble, Reasons: []string{texts.AddressLineLong(1, 51, 38)}, Lines: nobleLines, Version: "0a1d", Shorten: true},
	}}
	short := stamped(noble)
	short.Short = []string{"M DE LA ROCHEFOUCAULD-MONTBEL"}
	name := desk("courriers-nom", "courrier", Screen{Action: "/agent/courriers/lettres/5/nom", Version: "0a1d", Data: ShortNameData{LetterLine: noble, Lines: nobleLines,
		Names: []NameLine{{"nom_1", texts.ShortNameLine(1)}}}, Values: map[string]string{"nom_1": nobleLines[0].Text, "motif": texts.ShortNameReason}})
	letter := func(l LetterLine, sheet int, state string, here, out bool) BatchLetter {
		return BatchLetter{LetterLine: l, Batch: 12, Sheet: sheet, State: state, Here: here, Out: out}
	}
	batch := BatchData{BatchLine: BatchLine{Number: 12, Printed: "le 23 novembre 2026 à 9 h 04", By: "lfabre", Count: 5, Waiting: 2, Posted: 1, Returned: 1}, Gone: 1, Dead: 1, TwoSided: true, Letters: []BatchLetter{
		letter(marcel, 1, "imprimé, pas encore posté", true, true), letter(jeanne, 2, texts.PasswordDead("imprimé, pas encore posté", texts.DeadUsed), true, true),
		letter(claire, 3, "posté le 23 novembre 2026 à 11 h", false, true), letter(line(4, "ZRG-779", "EARL du Grand Pré", ""), 4, "revenu le 23 novembre 2026 à 11 h : "+events.Cause("unknown").Words(), false, false),
	}}
	over := BatchData{BatchLine: BatchLine{Number: 12, Printed: "le 23 novembre 2026 à 9 h 04", By: "lfabre", Count: 1, Renewed: 1}, Letters: []BatchLetter{letter(marcel, 1, "refait le 23 novembre 2026 à 11 h : introuvable", false, false)}}
	list := desk("courriers", "courrier", Screen{Action: "/agent/courriers", Data: queue})
	lot := desk("courriers-lot", "courrier", Screen{Action: "/agent/courriers/lots/12", Version: "5-2-1", Data: batch})
	again := desk("courriers-refaire", "courrier", Screen{Action: "/agent/courriers/lots/12/refaire", Version: "5-2-1", Data: batch})
	back := desk("courriers-retour", "courrier", Screen{Action: "/agent/courriers/retour", Data: ReturnsData{}})
	one := desk("courriers-retour-lettre", "courrier", Screen{Action: "/agent/courriers/lettres/3/retour", Version: "MKZ-553.1793710000", Data: ReturnData{batch.Letters[2]}})
	pile := desk("courriers-retours", "courrier", Screen{Action: "/agent/courriers/retours", Data: PileData{}})
	scanned := PileData{Noted: []Envelope{{batch.Letters[2], "0000120030", texts.EnvelopeNoted}}, Refused: []Envelope{{batch.Letters[3], "0000120048", texts.EnvelopeOver}, {Typed: "KTR482", Said: texts.EnvelopeUnread}}}
	return []Sample{
		{"agent-courriers", list},
		{"agent-courriers-beaucoup", list.with(func(s *Screen) {
			s.Data = LettersData{Waiting: queue.Waiting, Behind: 398, Batch: 300, Since: asked, Old: true, Batches: batches, Held: held.Held, HeldMore: 77}
		})},
		{"agent-courriers-retenus", list.with(func(s *Screen) { s.Data = held })},
		{"agent-courriers-raccourci", list.with(func(s *Screen) {
			s.Data, s.Notice = LettersData{Waiting: []LetterLine{short}, Since: asked, Batches: batches}, texts.NameShortened
		})},
		{"agent-courriers-nom", name},
		{"agent-courriers-nom-refuse", name.refused(FieldError{"nom_1", texts.ShortNameOther("MARTIN")}).with(func(s *Screen) { s.Values = map[string]string{"nom_1": "M. Martin", "motif": texts.ShortNameReason} })},
		{"agent-courriers-vide", list.with(func(s *Screen) { s.Data = LettersData{} })},
		{"agent-courriers-refuse", list.refused(FieldError{"presentation", texts.LettersChooseSides})},
		{"agent-courriers-depasse", list.refused(FieldError{"", texts.LettersMoved})},
		{"agent-courriers-lot", lot},
		{"agent-courriers-lot-fini", lot.with(func(s *Screen) { s.Data = over })},
		{"agent-courriers-refaire", again},
		{"agent-courriers-refaire-sans-raison", again.refused(FieldError{"raison", texts.LettersChooseReason})},
		{"agent-courriers-refaire-rien", again.with(func(s *Screen) { s.Data = over })},
		{"agent-courriers-retours", pile},
		{"agent-courriers-retours-refuse", pile.refused(FieldError{"raison", texts.LetterChooseReturn}, FieldError{"enveloppes", texts.EnvelopesNone})},
		{"agent-courriers-retours-dits", pile.with(func(s *Screen) { s.Data, s.Values = scanned, map[string]string{"raison": "unknown"} })},
		{"agent-courriers-retour", back},
		{"agent-courriers-retour-refuse", back.refused(FieldError{"recherche", texts.LetterNoBatch(99)}).with(func(s *Screen) { s.Values = map[string]string{"recherche": "99"} })},
		{"agent-courriers-retour-trouve", back.with(func(s *Screen) { s.Data = ReturnsData{"MLD-236", batch.Letters[2:3]} })},
		{"agent-courriers-retour-inconnu", back.with(func(s *Screen) { s.Data = ReturnsData{Request: "MLD-236"} })},
		{"agent-courriers-retour-lettre", one},
		{"agent-courriers-retour-lettre-refuse", one.refused(FieldError{"raison", texts.LetterChooseReturn})},
		{"agent-courriers-retour-lettre-finie", one.with(func(s *Screen) { s.Data = ReturnData{batch.Letters[3]} })},
	}
}
