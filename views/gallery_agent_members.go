package views

var someMember = DeskWho{URL: "/agent/adherents/12", Name: "Mme Marie Dupont", Category: "particulier", Identifier: "2 85 ** ** *** ***",
	Born: "naissance le 31 juillet 1985 à Poitiers", Address: []string{"12 rue des Tilleuls", "86000 POITIERS"}}

func agentMemberSamples() []Sample {
	find := desk("adherents", "agent", Screen{Data: DeskFindData{}})
	member := desk("adherent", "agent", Screen{Data: DeskMemberData{Who: someMember,
		Now:  "Un mot de passe temporaire lui est parti par e-mail le 3 novembre 2026 à 14 h 05, valable jusqu'à demain à 14 h 05.",
		Next: "Qu'elle tape son identifiant et ce mot de passe sur « Se connecter ».",
		Acts: []DeskTask{{"Réinitialiser le mot de passe", "/agent/adherents/12/reinitialisation", true}, {"Lever un blocage", "/agent/adherents/12/deblocage", false},
			{"Au téléphone", "/agent/adherents/12/telephone", false}},
		Contacts: []DeskContact{{"Adresse email", "marie.dupont@poitou.example", "l'adhérent", "le 3 novembre 2026 à 14 h 05", "le 3 novembre 2026 à 14 h 05"}, {Label: "Fax", Value: "inconnu"}},
		Timeline: []DeskDeed{{"le 3 novembre 2026 à 14 h 05", "mot de passe réinitialisé par e-mail", "cpetit", "appel de l'adhérente"}},
	}})
	full := member.Data.(DeskMemberData)
	full.Blocks = []string{"Bloqué jusqu'à 14 h 05 : trop de mots de passe faux à la connexion."}
	full.Waiting = DeskTask{Label: "Une réinitialisation par SMS, demandée par ymoreau, attend un second agent", URL: "/agent/approbations/3"}
	full.Proved = "Identité vérifiée par téléphone à 14 h 05."
	full.Differences = []DeskDifference{{"l'adresse email", "/agent/adherents/12/ecart/email", "ancienne@poitou.example", "vu le 3 novembre 2026 à 8 h 00"}}
	full.Sessions = []SessionRow{{ID: 12, Device: "Firefox sur Windows", Since: "le 3 novembre 2026 à 14 h 05", Seen: "le 3 novembre 2026 à 14 h 06"}}
	full.Logins = []LoginRow{{When: "le 3 novembre 2026 à 14 h 05", How: "Mot de passe", Device: "Firefox sur Windows"}}
	full.Messages = []DeskSent{{"le 3 novembre 2026 à 14 h 05", "mot de passe temporaire par e-mail, demande KTR-482", "refusé : cette adresse email n'existe pas", true},
		{"le 3 novembre 2026 à 14 h 00", "code de confirmation par SMS, demande BCD-234", "accepté par l'opérateur de SMS le 3 novembre 2026 à 14 h 00", false}}
	full.Letters = []DeskSent{{"le 3 octobre 2026 à 14 h 05", "mot de passe temporaire, demande KTR-482", "revenu le 12 octobre 2026 à 9 h 00 : destinataire inconnu à l'adresse", true}}
	full.Written = []DeskWritten{{"le 3 octobre 2026 à 14 h 05", "Ma carte Vitale", "MSG-357", "/agent/messages/MSG-357"}}
	full.Refused = []string{"Adresse email : le message du 3 novembre 2026 à 14 h 05 y est revenu le 3 novembre 2026 à 14 h 06 : la boîte est pleine (5.2.2). Vérifiez-le avec l'adhérent."}
	return []Sample{
		{"agent-adherents", find},
		{"agent-adherents-vide", find.refused(FieldError{"recherche", required})},
		{"agent-adherents-trouves", find.with(func(s *Screen) {
			s.Values = map[string]string{"recherche": "dupon poitiers"}
			s.Data = DeskFindData{Searched: true, Approximate: true, More: true, Found: []DeskFound{
				{someMember.URL, someMember.Name, someMember.Category, "86000 POITIERS", someMember.Born, someMember.Identifier, "jamais connecté"},
				{"/agent/adherents/13", "Ferme Dupont", "entreprise", "79000 NIORT", "", "732 *** *** *****", "mot de passe choisi"}}}
		})},
		{"agent-adherents-personne", find.with(func(s *Screen) { s.Data = DeskFindData{Searched: true} })},
		{"agent-adherent", member},
		{"agent-adherent-complet", member.with(func(s *Screen) { s.Data, s.Notice = full, "Le mot de passe a été réinitialisé." })},
		{"agent-erreur-adherent-parti", desk("erreur", "agent", Screen{Data: ErrorData{Status: 404, Message: "Cet adhérent n'est plus dans le service."}})},
	}
}

func agentActSamples() []Sample {
	act := func(template string, data any) Screen {
		return desk(template, "agent", Screen{Action: someMember.URL + "/" + template, Version: "0a1b2c3d", Data: data})
	}
	reset := act("reinitialisation", DeskResetData{Who: someMember, Channels: []DeskChoice{
		{Value: "email", Label: "Par e-mail, à marie.dupont@poitou.example", Note: "Changé depuis moins de 48 heures : un second agent devra donner son accord."},
		{Value: "sms", Label: "Par SMS", Note: "la caisse ne connaît pas de téléphone portable.", Closed: true},
		{Value: "courrier", Label: "Par courrier, à son adresse postale"}}})
	counter := act("guichet", DeskActData{Who: someMember, Lines: []string{"Le mot de passe de la feuille sera valable 24 heures."}})
	unblock := act("deblocage", DeskActData{Who: someMember, Lines: []string{"trop de mots de passe faux à la connexion (jusqu'à 14 h 05)"}})
	correct := act("coordonnees", DeskActData{Who: someMember}).with(func(s *Screen) {
		s.Values = map[string]string{"email": "marie.dupont@poitou.example", "portable": "06 12 34 56 78"}
	})
	difference := act("ecart", DeskDifferenceData{Who: someMember, Label: "Adresse email", Current: "marie.dupont@poitou.example", File: "ancienne@poitou.example"})
	sessions := act("sessions", DeskActData{Who: someMember, Lines: []string{"Firefox sur Windows, ouverte le 3 novembre 2026 à 14 h 05"}})
	sending := []DeskChoice{{Value: "code-email", Label: "Un code à vous dire, par e-mail à marie.dupont@poitou.example"},
		{Value: "mots-email", Label: "Les mots d'aujourd'hui, par e-mail à marie.dupont@poitou.example"},
		{Value: "code-sms", Label: "Un code à vous dire, par SMS", Note: "la caisse ne le connaît pas.", Closed: true}}
	call := act("telephone", DeskCallData{Who: someMember, Words: "moulin cerise", Sending: sending})
	asked := DeskApproval{URL: "/agent/approbations/3", Name: someMember.Name, Channel: "SMS", Asker: "ymoreau", Reason: "appel de l'adhérente", When: "le 3 novembre 2026 à 14 h 05", Until: "demain à 14 h 05"}
	approval := desk("approbation", "superviseur", Screen{Action: asked.URL, Data: DeskApprovalData{Who: someMember, Approval: asked,
		Contact: DeskContact{"Téléphone portable", "06 12 34 56 78", "un agent", "non", "le 3 novembre 2026 à 9 h 05"}}})
	own := approval.Data.(DeskApprovalData)
	own.Approval.Own = true
	ended := approval.Data.(DeskApprovalData)
	ended.Ended = "Refusée par cpetit le 3 novembre 2026 à 15 h 00 : « le numéro ne répond pas »"
	motif := FieldError{"motif", required}
	return []Sample{
		{"agent-reinitialisation", reset},
		{"agent-reinitialisation-vide", reset.refused(FieldError{"voie", "Choisissez une des voies proposées."}, motif)},
		{"agent-reinitialisation-perimee", reset.refused(FieldError{"", "Cet adhérent a changé depuis que vous avez ouvert cette page : rien n'a été fait."})},
		{"agent-reinitialisation-aucune-voie", reset.with(func(s *Screen) {
			s.Data = DeskResetData{Who: someMember, Channels: []DeskChoice{{Label: "Par courrier", Note: "un courrier est déjà parti il y a peu.", Closed: true}}}
		})},
		{"agent-guichet", counter},
		{"agent-guichet-vide", counter.refused(FieldError{"piece", "Demandez une pièce d'identité, regardez-la, puis cochez cette case."}, motif)},
		{"agent-deblocage", unblock},
		{"agent-deblocage-rien", act("deblocage", DeskActData{Who: someMember})},
		{"agent-coordonnees", correct},
		{"agent-coordonnees-refusees", correct.refused(FieldError{"portable", "Ce numéro n'est pas complet."}, motif)},
		{"agent-ecart", difference},
		{"agent-ecart-vide", difference.refused(FieldError{"choix", "Choisissez l'un des deux."}, motif)},
		{"agent-sessions", sessions},
		{"agent-sessions-aucune", act("sessions", DeskActData{Who: someMember})},
		{"agent-telephone", call},
		{"agent-telephone-code", call.with(func(s *Screen) {
			s.Notice = "Le message est parti."
			s.Data = DeskCallData{Who: someMember, Words: "moulin cerise", Sending: sending, Asked: "Un code est parti le 3 novembre 2026 à 14 h 05, valable jusqu'à 14 h 15."}
		}).refused(FieldError{"code", "Ce code n'est pas le bon."})},
		{"agent-telephone-prouve", call.with(func(s *Screen) {
			s.Data = DeskCallData{Who: someMember, Words: "moulin cerise", Sending: sending, Proved: "Identité vérifiée par téléphone à 14 h 05."}
		})},
		{"agent-approbations", desk("approbations", "superviseur", Screen{Data: DeskApprovalsData{Waiting: []DeskApproval{asked}}})},
		{"agent-approbations-aucune", desk("approbations", "agent", Screen{Data: DeskApprovalsData{}})},
		{"agent-approbation", approval},
		{"agent-approbation-sans-motif", approval.refused(motif)},
		{"agent-approbation-la-mienne", approval.with(func(s *Screen) { s.Data = own })},
		{"agent-approbation-refusee", approval.with(func(s *Screen) { s.Data = ended })},
	}
}
