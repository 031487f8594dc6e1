package views

import (
	"strconv"

	"sesame/account"
	"sesame/journey/events"
	"sesame/texts"
)

var someMember = DeskWho{URL: "/agent/adherents/12", Name: "Mme Marie Dupont", Category: "particulier", Identifier: "2 85 ** ** *** 123",
	Born: "naissance le 31 juillet 1985 à Poitiers", Address: []string{"12 rue des Tilleuls", "86000 POITIERS"}}

var otherMember = DeskWho{URL: "/agent/adherents/13", Name: "Mme Marie Dupont", Category: "exploitant", Identifier: "2 85 ** ** *** ***"}

func agentMemberSamples() []Sample {
	dupond := DeskFound{"/agent/adherents/14", "M. Jean Dupond", "3 rue du Four, 86500 MONTMORILLON", "exploitant, naissance le 4 mars 1945, 1 45 ** ** *** 390", "jamais connecté", ""}
	duport := DeskFound{"/agent/adherents/15", "Mme Jeanne Duport", "EHPAD Les Tilleuls, 86370 VIVONNE", "particulier, naissance le 3 novembre 1942, 2 42 ** ** *** 100", "mot de passe choisi", ""}
	suspect := desk("message-suspect", "agent", Screen{Action: "/agent/message-suspect", Data: DeskSuspectData{Ways: []DeskChoice{
		{Value: "email", Label: "Par e-mail"}, {Value: "sms", Label: "Par SMS"}, {Value: "letter", Label: "Par la poste"}}}})
	find := desk("adherents", "agent", Screen{Data: DeskFindData{}})
	reset, _ := events.PasswordReset.ForAgent(events.OK, events.Details{Channel: account.Email})
	member := desk("adherent", "agent", Screen{Data: DeskMemberData{Who: someMember,
		Now:  texts.TemporarySent("par e-mail", "le 3 novembre 2026 à 14 h 05", "à demain à 14 h 05"),
		Next: texts.NextTypeSent,
		Acts: []DeskAct{{"Réinitialiser le mot de passe", "/agent/adherents/12/reinitialisation", "r", true}, {"Lever un blocage", "/agent/adherents/12/deblocage", "b", false},
			{"Au téléphone", "/agent/adherents/12/telephone", "t", false}},
		Looked:   texts.RecordLooked(3, "cpetit", "le 3 novembre 2026 à 14 h 05"),
		Contacts: []DeskContact{{"Adresse e-mail", "marie.dupont@poitou.example", "l'adhérent", "le 3 novembre 2026 à 14 h 05", "le 3 novembre 2026 à 14 h 05"}, {Label: "Fax", Value: texts.ContactNone}},
		Timeline: []DeskDeed{{"le 3 novembre 2026 à 14 h 05", reset, "cpetit", "appel de l'adhérente"}},
	}})
	full := member.Data.(DeskMemberData)
	full.Blocks = []string{texts.BlockedUntil("à 14 h 05", "trop de mots de passe faux à la connexion")}
	full.Journeys = []string{texts.Join(texts.UnderWay("Mot de passe oublié", "14 h 00", "Demande d'un nouveau mot de passe", "BCD-234"),
		texts.CodeUnderWay("par e-mail", "remis au serveur de messagerie le 3 novembre 2026 à 14 h 00", 0, 3, "à 14 h 30"))}
	full.Refusal = texts.LastRefusal("aujourd'hui à 13 h 58", texts.RefusedReplaced("KTR-482", "BCD-234"))
	full.Advice = []string{texts.AdviseNewest, texts.AdviseSpam}
	full.Waiting = DeskTask{Label: "Une réinitialisation par SMS, demandée par ymoreau, attend un second agent", URL: "/agent/approbations/3"}
	full.Proved = []string{texts.IdentityProved(texts.ProvedByKnown, "il y a 3 minutes", texts.ProofStrong)}
	full.Alike = []TodoGroup{{Same: texts.SameBirth, More: 1, Members: []TodoMember{{"/agent/adherents/14", someMember.Name, "NIORT", "…4124"}}}}
	full.Differences = []DeskDifference{{"l'adresse e-mail", "/agent/adherents/12/ecart/email", "ancienne@poitou.example", "vu le 3 novembre 2026 à 8 h 00"}}
	left := DeskLeftOut{"portable", "06 •• •• •• •• (••••)", texts.CellNoPhone, "le 3 novembre 2026 à 8 h 00", "/agent/adherents/12/valeur/portable"}
	full.LeftOut = []DeskLeftOut{left}
	full.Sessions = []SessionRow{{ID: 12, Device: "Firefox sur Windows", Since: "le 3 novembre 2026 à 14 h 05", Seen: "le 3 novembre 2026 à 14 h 06"}}
	full.Logins = []LoginRow{{When: "le 3 novembre 2026 à 14 h 05", How: "mot de passe", Device: "Firefox sur Windows"}}
	full.Messages.Newest = []DeskSent{{"le 3 novembre 2026 à 14 h 05", "mot de passe temporaire par e-mail, demande KTR-482", "refusé : cette adresse e-mail n'existe pas", true},
		{"le 3 novembre 2026 à 14 h 00", "code de confirmation par SMS, demande BCD-234", "accepté par l'opérateur de SMS le 3 novembre 2026 à 14 h 00", false}}
	full.Held = DeskHeldLetter{Request: "KTR-482", URL: "/agent/courriers/lettres/5/nom", Reasons: []string{texts.AddressLineLong(1, 51, 38)}}
	full.Messages.Older, full.Messages.Counted = full.Messages.Newest[1:], texts.Rows(7, 15, 3)
	full.Letters.Newest = []DeskSent{{"le 3 octobre 2026 à 14 h 05", "mot de passe temporaire, demande KTR-482", "revenu le 12 octobre 2026 à 9 h 00 : " + events.Cause("unknown").Words(), true}}
	full.WrittenCounted = texts.Rows(1, 15, 0)
	full.Letters.Counted, full.LoginsCounted, full.DeedsCounted = texts.Rows(1, 15, 1), texts.Rows(3, 10, 0), texts.Rows(60, 60, 0)
	full.Logins = append(full.Logins, full.Logins...)
	for len(full.Timeline) < 5 {
		full.Timeline = append(full.Timeline, full.Timeline[0])
	}
	full.Contacts = append(full.Contacts[:1:1], DeskContact{"Téléphone portable", "06 12 34 56 78", "un agent", texts.Unverified("le 3 novembre 2026 à 14 h 05"), "le 3 novembre 2026 à 14 h 00"},
		DeskContact{"Téléphone fixe", "05 49 12 34 56", "le fichier", "non", "le 3 novembre 2025 à 8 h 00"}, full.Contacts[1])
	full.Acts = everyAct()
	full.FormerLogins = []LoginRow{{When: "le 1er novembre 2026 à 9 h 10", How: "mot de passe", Device: "Firefox sur Windows"}}
	full.Mandates, full.Idle, full.Holds = someMandates[:1], someMandates[1:], []DeskMandate{{Kind: "mandat", Holder: "Mme Marie Dupont", Piece: someMandates[0].Piece, Account: "M. Jean Martin", URL: "/agent/adherents/13"}}
	full.Written = []DeskWritten{{"le 3 octobre 2026 à 14 h 05", "Ma carte Vitale", "MSG-357", "répondu", "/agent/messages/MSG-357"}}
	full.Refused = []string{texts.ContactRefused("Adresse e-mail", "3 novembre 2026 à 14 h 05", "revenu le 3 novembre 2026 à 14 h 06 : la boîte est pleine (5.2.2)")}
	leftOuts := desk("valeurs", "agent", Screen{Action: "/agent/valeurs?colonne=", Data: DeskLeftOutData{Filters: []AgentLink{{"/agent/valeurs", "Toutes (2)", true}, {"/agent/valeurs?colonne=portable", "portable (2)", false}},
		Rows:  []DeskLeftOutRow{{URL: someMember.URL, Name: someMember.Name, Key: "12-portable-0a", Correct: someMember.URL + "/coordonnees", DeskLeftOut: left}},
		First: []string{"12-portable-0a"}, Further: "/agent/valeurs?colonne=&apres=12+portable"}})
	seen := "le 3 novembre 2026 à 8 h 00"
	differences := desk("ecarts", "agent", Screen{Action: "/agent/ecarts?moyen=", Data: DeskDifferencesData{Filters: []AgentLink{{"/agent/ecarts", "Toutes (2)", true}, {"/agent/ecarts?moyen=email", "Adresse e-mail (1)", false}},
		Rows: []DeskDifferenceRow{
			{URL: someMember.URL, Name: someMember.Name, Label: "Adresse e-mail", Word: "l'adresse e-mail", Here: "m•••@poitou.example", File: "a•••@poitou.example", Verified: true, Key: "12-email-0a", Seen: seen, Settle: "/agent/adherents/12/ecart/email"},
			{URL: someMember.URL, Name: someMember.Name, Label: "Téléphone fixe", Word: "le téléphone fixe", File: "05 •• •• •• 34", Key: "12-landline-0b", Checked: true, Seen: seen, Settle: "/agent/adherents/12/ecart/fixe"}},
		First: []string{"12-email-0a", "12-landline-0b"}, Further: "/agent/ecarts?moyen=&apres=12+fixe"}})
	return []Sample{
		{"agent-adherents", find},
		{"agent-adherents-vide", find.refused(FieldError{"recherche", required})},
		{"agent-adherents-trouves", find.with(func(s *Screen) {
			s.Values = map[string]string{"recherche": "dupont"}
			s.Data = DeskFindData{Searched: true, Written: DeskMatches{Rows: []DeskFound{
				{someMember.URL, someMember.Name, "12 rue des Tilleuls, 86000 POITIERS", someMember.Category + ", " + someMember.Born + ", " + someMember.Identifier, "jamais connecté", ""},
				{"/agent/adherents/13", "Ferme Dupont", "La Borde, 79000 NIORT", "entreprise, 732 829 320 00074", "mot de passe choisi", ""}}},
				Heard: DeskMatches{Rows: []DeskFound{dupond}}, Near: DeskMatches{Rows: []DeskFound{duport}, More: true}}.WithKeys()
		})},
		{"agent-adherents-precisez", find.with(func(s *Screen) {
			s.Values = map[string]string{"recherche": "jean"}
			s.Data = DeskFindData{Searched: true, Written: DeskMatches{Rows: []DeskFound{dupond, duport}, More: true}}.WithKeys()
		})},
		{"agent-adherents-entendus", find.with(func(s *Screen) {
			s.Values = map[string]string{"recherche": "dupon"}
			s.Data = DeskFindData{Searched: true, Heard: DeskMatches{Rows: []DeskFound{dupond}}}.WithKeys()
		})},
		{"agent-adherents-numero-inconnu", find.with(func(s *Screen) { s.Data = DeskFindData{Searched: true, Unknown: "PSK-827"} })},
		{"agent-adherents-carte-vitale", find.with(func(s *Screen) { s.Data = DeskFindData{Searched: true, Serial: true} })},
		{"agent-message-suspect", suspect},
		{"agent-message-suspect-note", suspect.with(func(s *Screen) { s.Notice = texts.SuspectNoted })},
		{"agent-message-suspect-refuse", suspect.refused(FieldError{"voie", texts.SuspectWay}, FieldError{"numero", texts.SuspectNumber})},
		{"agent-adherents-personne", find.with(func(s *Screen) { s.Data = DeskFindData{Searched: true} })},
		{"agent-adherent", member},
		{"agent-adherent-complet", member.with(func(s *Screen) { s.Data, s.Notice = full, texts.PasswordReset })},
		{"agent-historique", desk("historique", "agent", Screen{Data: DeskHistoryData{Who: someMember, Deeds: full.Timeline,
			Older: someMember.URL + "/historique?avant=12", Newest: someMember.URL + "/historique"}})},
		{"agent-historique-vide", desk("historique", "agent", Screen{Data: DeskHistoryData{Who: someMember}})},
		{"agent-adherent-ferme", member.with(func(s *Screen) {
			d := s.Data.(DeskMemberData)
			d.Now, d.Next = texts.AccountClosed("3 novembre 2026"), texts.NextClosed
			s.Data = d
		})},
		{"agent-adherent-suspendu", member.with(func(s *Screen) {
			d := s.Data.(DeskMemberData)
			d.Now, d.Next = texts.SuspendedSince("le 3 novembre 2026 à 14 h 05", "cpetit"), texts.NextSuspended
			d.Acts = []DeskAct{{Label: "Rétablir l'accès", URL: "/agent/adherents/12/retablissement", Key: "u", Urgent: true}, {Label: "Fermer l'espace privé", URL: "/agent/adherents/12/fermeture", Key: "f"}}
			s.Data, s.Notice = d, texts.MemberSuspended
		})},
		{"agent-adherent-double", member.with(func(s *Screen) {
			d := s.Data.(DeskMemberData)
			d.Now = texts.Join(texts.ClosedHere("le 3 novembre 2026 à 14 h 05", "cpetit", events.Cause("duplicate").Words()), texts.FileSaysOpen)
			d.Next = texts.Join(texts.NextClosedKept, texts.ReopensUntil("au 3 décembre 2026 à 14 h 05"), texts.NextClosedHere)
			d.Kept = DeskTask{Label: texts.ClosedElsewhere(otherMember.Name, otherMember.Identifier), URL: otherMember.URL}
			d.Acts = []DeskAct{{Label: "Rouvrir l'espace privé", URL: "/agent/adherents/12/reouverture", Key: "o", Urgent: true}}
			s.Data, s.Notice = d, texts.MemberClosed
		})},
		{"agent-adherent-garde", member.with(func(s *Screen) {
			d := s.Data.(DeskMemberData)
			d.Duplicates = []DeskTask{{Label: texts.ClosedElsewhere(otherMember.Name, otherMember.Identifier), URL: otherMember.URL}}
			closed, _ := events.MemberClosed.ForAgent(events.OK, events.Details{Cause: "duplicate"})
			d.Timeline = append([]DeskDeed{{"le 3 novembre 2026 à 15 h 00", texts.OfFormerAccount(closed), "cpetit", "deux comptes, même personne"}}, d.Timeline...)
			s.Data = d
		})},
		{"agent-valeurs", leftOuts},
		{"agent-valeurs-vues", leftOuts.with(func(s *Screen) {
			d := s.Data.(DeskLeftOutData)
			d.Done = TodoDone{Did: TodoTold{N: 1, Who: []TodoMember{{someMember.URL, someMember.Name, "POITIERS", "…4123"}}}, Refused: []TodoTold{{Why: texts.TodoOver, N: 1}}}
			s.Data = d
		})},
		{"agent-valeurs-refusees", leftOuts.refused(FieldError{"lesquels", texts.TodoNobody}, FieldError{"raison", texts.ReasonMissing})},
		{"agent-valeurs-superviseur", leftOuts.with(func(s *Screen) {
			d := s.Data.(DeskLeftOutData)
			d.File = "/agent/valeurs/fichier.csv?colonne="
			s.Data = d
		})},
		{"agent-valeurs-vide", desk("valeurs", "agent", Screen{Data: DeskLeftOutData{Filters: []AgentLink{{"/agent/valeurs", "Toutes (0)", true}}}})},
		{"agent-ecarts", differences},
		{"agent-ecarts-regles", differences.with(func(s *Screen) {
			d := s.Data.(DeskDifferencesData)
			d.Done = TodoDone{Did: TodoTold{N: 1, Who: []TodoMember{{someMember.URL, someMember.Name, "POITIERS", "…4123"}}}}
			s.Data = d
		})},
		{"agent-ecarts-refuses", differences.refused(FieldError{"lesquels", texts.TodoNobody}, FieldError{"choix", texts.ChooseOneOfTwo}, FieldError{"raison", texts.ReasonMissing})},
		{"agent-ecarts-superviseur", differences.with(func(s *Screen) {
			d := s.Data.(DeskDifferencesData)
			d.File = "/agent/ecarts/fichier.csv?moyen="
			s.Data = d
		})},
		{"agent-ecarts-vide", desk("ecarts", "agent", Screen{Data: DeskDifferencesData{Filters: []AgentLink{{"/agent/ecarts", "Toutes (0)", true}}}})},
		{"agent-valeur", desk("valeur", "agent", Screen{Action: left.URL, Version: "0a1b2c3d", Data: DeskLeftOutValueData{Who: someMember, Value: left}})},
		{"agent-erreur-adherent-parti", desk("erreur", "agent", Screen{Data: ErrorData{Status: 404, Message: texts.MemberGone}})},
	}
}

// everyAct returns all acts that a member's page can have.
func everyAct() (all []DeskAct) {
	for _, a := range []struct{ key, path, name string }{
		{"r", "reinitialisation", "Réinitialiser le mot de passe"}, {"g", "guichet", "Remettre un mot de passe au guichet"}, {"l", "courrier", "Refaire le dernier courrier"},
		{"i", "identifiant", "Envoyer son identifiant"}, {"b", "deblocage", "Lever un blocage"}, {"c", "coordonnees", "Corriger les coordonnées"}, {"s", "sessions", "Fermer les sessions"}, {"t", "telephone", "Au téléphone"},
		{"m", "mandats", "Tutelle ou mandat"}, {"u", "suspension", "Suspendre l'accès"}, {"f", "fermeture", "Fermer l'espace privé"},
		{"d", "donnees", "Télécharger ses données"}, {"e", "effacement", "Effacer l'adhérent"},
	} {
		all = append(all, DeskAct{a.name, someMember.URL + "/" + a.path, a.key, a.key == "b"})
	}
	return all
}

// someMandates holds one mandate in force and one that has ended.
var someMandates = []DeskMandate{
	{Kind: "tutelle", Holder: "Mme Anne Martin, UDAF 79", Scope: "ses biens seulement", Piece: texts.MandatePiece("jugement", "3 mars 2026", "cpetit"), Days: "jusqu'au 3 mars 2027",
		Account: "UDAF 79", URL: "/agent/adherents/13", EndURL: "/agent/adherents/12/mandats/1"},
	{Kind: "mandat", Holder: "M. Luc Dupont", Piece: texts.MandatePiece("procuration", "3 mars 2025", "cpetit"), State: texts.MandateEndedBy("le 3 novembre 2026 à 14 h 05", "ymoreau", "")},
}

// represented gives the member of an act a representative.
func represented(s *Screen) { s.Mandates = []string{"Mme Anne Martin, UDAF 79 (tutelle)"} }

// someProofs is a part of the data of « agent/preuves ».
var someProofs = DeskProofsData{
	Proofs: []DeskProofRow{{texts.Sentence(texts.ProvedByQuestion), texts.ProofMedium, texts.WhyQuestion},
		{texts.Sentence(texts.ProvedByKnown), texts.ProofStrong, texts.WhyKnown}},
	Needs: []DeskNeedRow{{"Suspendre l'accès", texts.ProofNone, "non", "oui, sans attendre"}, {"Remettre un mot de passe au guichet, pièce d'identité vue", texts.ProofMedium, "oui, si la preuve manque", "oui"}},
}

func agentActSamples() []Sample {
	act := func(template string, data any) Screen {
		return desk(template, "agent", Screen{Action: someMember.URL + "/" + template, Version: "0a1b2c3d", Data: data})
	}
	reset := act("reinitialisation", DeskResetData{Who: someMember, Channels: []DeskChoice{
		{Value: "email", Key: "e", Label: "Par e-mail, à marie.dupont@poitou.example", Note: texts.Join(texts.ResetFresh("le 3 novembre 2026 à 9 h 05"), texts.ProofAsked(texts.ProofMedium, true))},
		{Value: "sms", Key: "s", Label: "Par SMS", Note: texts.ResetWithoutMobile, Closed: true},
		{Value: "courrier", Key: "l", Label: "Par lettre, à son adresse postale"}}})
	stuck := reset.with(func(s *Screen) {
		s.Data = DeskResetData{Who: someMember, Channels: []DeskChoice{
			{Value: "email", Key: "e", Label: "Par e-mail, à marie.dupont@poitou.example", Note: texts.WayStuck(false, "", "14 h 05")},
			{Value: "sms", Key: "s", Label: "Par SMS, au 06 12 34 56 78"}, {Value: "courrier", Key: "l", Label: "Par lettre, à son adresse postale"}}}
	})
	counter := act("guichet", DeskCounterData{Who: someMember, Need: texts.ProofAsked(texts.ProofMedium, true), Life: texts.SlipLife(24), Category: account.Particulier, Question: true})
	counterWith := func(change func(*DeskCounterData)) Screen {
		return counter.with(func(s *Screen) {
			d := s.Data.(DeskCounterData)
			change(&d)
			s.Data = d
		})
	}
	mandates := act("mandats", DeskMandatesData{Who: someMember, Need: texts.ProofAsked(texts.ProofWeak, false), Mandates: someMandates, Kinds: []DeskChoice{{Value: "guardianship", Label: "tutelle"}, {Value: "power-of-attorney", Label: "mandat"}}})
	unblock := act("deblocage", DeskActData{Who: someMember, Lines: []string{"trop de mots de passe faux à la connexion (jusqu'à 14 h 05)"}})
	correct := act("coordonnees", DeskActData{Who: someMember, Need: texts.NoProofAsked}).with(func(s *Screen) {
		s.Values = map[string]string{"email": "marie.dupont@poitou.example", "portable": "06 12 34 56 78"}
	})
	difference := act("ecart", DeskDifferenceData{Who: someMember, Label: "Adresse e-mail", Current: "marie.dupont@poitou.example", File: "ancienne@poitou.example"})
	sessions := act("sessions", DeskActData{Who: someMember, Lines: []string{"Firefox sur Windows, ouverte le 3 novembre 2026 à 14 h 05"}})
	sending := DeskChoices{{Value: "code-email", Label: "Un code à vous dire, par e-mail à marie.dupont@poitou.example", Note: texts.CallSpelling},
		{Value: "ancien-email", Label: "Un code à vous dire, par e-mail à ancienne@poitou.example", Note: texts.CallFormer},
		{Value: "mots-email", Label: "Les mots de cet appel, par e-mail à marie.dupont@poitou.example"},
		{Value: "code-sms", Label: "Un code à vous dire, par SMS", Note: texts.CallUnknown, Closed: true}}.Lettered()
	call := act("telephone", DeskCallData{Who: someMember, Category: account.Particulier, Question: true, Words: "moulin cerise", Until: "jusqu'à 14 h 20", Sending: sending})
	before := act("telephone", DeskCallData{Who: someMember, Sending: DeskChoices{{Value: "code-email", Label: "Un code à vous dire, par e-mail à marie.dupont@poitou.example"},
		{Value: "mots-email", Label: "Les mots de cet appel, par e-mail à marie.dupont@poitou.example", Note: texts.CallNotBegun, Closed: true}}.Lettered()})
	asked := DeskApproval{URL: "/agent/approbations/3", Name: someMember.Name, What: "Une réinitialisation par SMS", Asker: "ymoreau", Reason: "appel de l'adhérente", When: "le 3 novembre 2026 à 14 h 05", Until: "demain à 14 h 05"}
	approval := desk("approbation", "superviseur", Screen{Action: asked.URL, Version: "12.reset.ymoreau.1793710000", Data: DeskApprovalData{Who: someMember, Approval: asked,
		Contact: DeskContact{"Téléphone portable", "06 12 34 56 78", "un agent", "non", "le 3 novembre 2026 à 9 h 05"}}})
	own := approval.Data.(DeskApprovalData)
	own.Approval.Own = true
	slip := approval.Data.(DeskApprovalData)
	slip.Counter, slip.Contact, slip.Approval.What = true, DeskContact{}, "Une réinitialisation "+events.ChannelWords(account.Counter)
	ended := approval.Data.(DeskApprovalData)
	ended.Ended = texts.ApprovalDeclined("cpetit", "le 3 novembre 2026 à 15 h 00", "le numéro ne répond pas")
	motif := FieldError{"motif", required}
	closing := approval.Data.(DeskApprovalData)
	closing.Contact, closing.Closing, closing.Kept, closing.Approval.What = DeskContact{}, texts.ClosingCauses["duplicate"], otherMember, "La fermeture de l'espace privé"
	erasing := approval.Data.(DeskApprovalData)
	erasing.Contact, erasing.Erasing, erasing.Approval.What = DeskContact{}, true, "L'effacement de l'adhérent"
	ends := DeskClosingData{Who: someMember, Until: "au 3 décembre 2026 à 14 h 05"}
	for i, cause := range []string{"death", "left", "duplicate", "wish", "other"} {
		ends.Causes = append(ends.Causes, DeskChoice{Value: cause, Label: texts.ClosingCauses[cause], Key: strconv.Itoa(i + 1)})
	}
	asks := ends
	asks.Asks = true
	alone := DeskActData{Who: someMember}
	ending := func(name string) Screen {
		return act(name, DeskEndingData{Who: someMember}).with(func(s *Screen) { s.Username = "cpetit" })
	}
	copied, erased := ending("donnees"), ending("effacement")
	return []Sample{
		{"agent-reinitialisation", reset},
		{"agent-reinitialisation-panne", stuck},
		{"agent-reinitialisation-vide", reset.refused(FieldError{"voie", texts.ChooseWay}, motif)},
		{"agent-reinitialisation-perimee", reset.refused(FieldError{"", texts.MemberChanged("coordonnées corrigées, par ymoreau, le 3 novembre 2026 à 14 h 05")})},
		{"agent-reinitialisation-aucune-voie", reset.with(func(s *Screen) {
			s.Data = DeskResetData{Who: someMember, Lacks: texts.WithoutContact, Channels: []DeskChoice{{Label: "Par lettre", Note: texts.ResetLetterSent("à partir de demain à 14 h 05"), Closed: true}}}
		})},
		{"agent-guichet", counter},
		{"agent-guichet-prouve", counterWith(func(d *DeskCounterData) { d.Proof = texts.SlipProof(texts.ProvedByKnown, "", "14 h 05") })},
		{"agent-guichet-attend", counterWith(func(d *DeskCounterData) { d.Full, d.Waiting = true, "/agent/approbations/3" })},
		{"agent-guichet-faux", counter.refused(FieldError{"reponse", texts.SlipAnswerWrong})},
		{"agent-guichet-vide", counter.refused(FieldError{"piece", texts.IdentityUnchecked}, motif)},
		{"agent-reinitialisation-represente", reset.with(represented).refused(FieldError{"representant", texts.MandateUnasked})},
		{"agent-guichet-represente", counter.with(represented)},
		{"agent-coordonnees-represente", correct.with(represented)},
		{"agent-mandats", mandates},
		{"agent-mandats-represente", mandates.with(represented).refused(FieldError{"representant", texts.MandateUnasked})},
		{"agent-mandats-refuses", mandates.refused(FieldError{"nature", texts.MandateKindNone}, FieldError{"qui", required}, FieldError{"vue", texts.MandateDay}, FieldError{"compte", texts.MandateNoHolder})},
		{"agent-mandat-fin", desk("mandat-fin", "agent", Screen{Action: someMandates[0].EndURL, Version: "0a1b2c3d", Data: DeskMandateEndData{Who: someMember, Mandate: someMandates[0]}})},
		{"agent-deblocage", unblock},
		{"agent-deblocage-inconnus", act("deblocage", DeskActData{Who: someMember, Strangers: true})},
		{"agent-deblocage-rien", act("deblocage", DeskActData{Who: someMember})},
		{"agent-coordonnees", correct},
		{"agent-coordonnees-refusees", correct.refused(FieldError{"portable", texts.PhoneMalformed}, motif)},
		{"agent-coordonnees-depassees", correct.refused(FieldError{"", texts.MemberChanged("coordonnées corrigées : adresse e-mail, par jmartin, le 23 novembre 2026 à 15 h 10")},
			FieldError{"", texts.CorrectionOvertaken}, FieldError{"email", texts.ContactMeanwhile("neuve@poitou.example")}, FieldError{"fax", texts.ContactMeanwhile("")})},
		{"agent-coordonnees-email-douteux", correct.with(askedAbout(texts.EmailKeepTheirs))},
		{"agent-ecart", difference},
		{"agent-ecart-vide", difference.refused(FieldError{"choix", texts.ChooseOneOfTwo}, motif)},
		{"agent-approbation-fermeture", approval.with(func(s *Screen) { s.Data = closing })},
		{"agent-approbation-effacement", approval.with(func(s *Screen) { s.Data = erasing })},
		{"agent-donnees", copied},
		{"agent-donnees-annuaire", copied.with(func(s *Screen) { s.Data = DeskEndingData{Who: someMember, ByDirectory: true} })},
		{"agent-donnees-refusees", copied.refused(motif, FieldError{"actuel", texts.PasswordNotYours})},
		{"agent-effacement", erased},
		{"agent-effacement-seul", erased.with(func(s *Screen) { s.Data = DeskEndingData{Who: someMember, Lacks: texts.ErasureLacksColleague} })},
		{"agent-effacement-refuse", erased.refused(FieldError{"", texts.ApprovalWaits})},
		{"agent-suspension", act("suspension", alone)},
		{"agent-suspension-represente", act("suspension", alone).with(represented)},
		{"agent-suspension-vide", act("suspension", alone).refused(motif)},
		{"agent-retablissement", act("retablissement", alone)},
		{"agent-retablissement-vide", act("retablissement", alone).refused(motif)},
		{"agent-fermeture", act("fermeture", asks)},
		{"agent-fermeture-superviseur", act("fermeture", ends)},
		{"agent-fermeture-vide", act("fermeture", asks).refused(FieldError{"cause", texts.ChooseCause}, motif)},
		{"agent-fermeture-sans-compte", act("fermeture", asks).refused(FieldError{"garde", texts.NoSurvivor}).with(func(s *Screen) { s.Values = map[string]string{"cause": "duplicate", "garde": "T123"} })},
		{"agent-fermeture-represente", act("fermeture", asks).with(represented)},
		{"agent-reouverture", act("reouverture", alone)},
		{"agent-reouverture-tard", act("reouverture", alone).refused(FieldError{"", texts.ClosedForGood})},
		{"agent-sessions", sessions},
		{"agent-sessions-represente", sessions.with(represented)},
		{"agent-sessions-aucune", act("sessions", DeskActData{Who: someMember})},
		{"agent-telephone", call},
		{"agent-telephone-avant", before},
		{"agent-telephone-code", call.with(func(s *Screen) {
			s.Notice = texts.CallMessageSent
			s.Data = DeskCallData{Who: someMember, Words: "moulin cerise", Until: "jusqu'à 14 h 20", Sending: sending, Asked: texts.CallCodeSent("le 3 novembre 2026 à 14 h 05", "à 14 h 15")}
		}).refused(FieldError{"code", texts.CallCodeWrong})},
		{"agent-telephone-prouve", call.with(func(s *Screen) {
			s.Data = DeskCallData{Who: someMember, Words: "moulin cerise", Until: "jusqu'à 14 h 20", Sending: sending, Forgets: texts.OtherCallForgets,
				Proved: []string{texts.IdentityProved(texts.ProvedByQuestion, "il y a 3 minutes", texts.ProofMedium)}}
		})},
		{"agent-telephone-represente", call.with(represented)},
		{"agent-telephone-faux", call.refused(FieldError{"reponse", texts.QuestionWrong})},
		{"agent-preuves", desk("preuves", "agent", Screen{Data: someProofs})},
		{"agent-approbations", desk("approbations", "superviseur", Screen{Data: DeskApprovalsData{Waiting: []DeskApproval{asked}}})},
		{"agent-approbations-aucune", desk("approbations", "agent", Screen{Data: DeskApprovalsData{}})},
		{"agent-approbation", approval},
		{"agent-approbation-guichet", approval.with(func(s *Screen) { s.Data = slip })},
		{"agent-approbation-sans-motif", approval.refused(motif)},
		{"agent-approbation-la-mienne", approval.with(func(s *Screen) { s.Data = own })},
		{"agent-approbation-refusee", approval.with(func(s *Screen) { s.Data = ended })},
	}
}
