package views

import "sesame/texts"

// Texts that people have typed.
const (
	typedMessage = "Bonjour,\n\nje n'ai pas reçu ma carte.\n<b>Jeanne</b>"
	typedAnswer  = "Votre carte part demain."
	typedLater   = "Elle est partie."
	typedNote    = "Elle a déménagé en mars"
	typedReply   = "Merci, mais elle n'est pas là"
	typedReady   = "{caisse} est fermée à Noël"
)

func agentMessageSamples() []Sample {
	late := DeskMessageRow{"KTR-482", "/agent/messages/KTR-482", "le 20 novembre 2026 à 9 h 12", "Jeanne Dupont", "Ma carte", "nouveau", true}
	taken := DeskMessageRow{"BNC-735", "/agent/messages/BNC-735", "le 23 novembre 2026 à 14 h 05", "Étude Duval", "Acte de vente", "pris en charge par jmartin", false}
	filters := []AgentLink{{"/agent/messages?liste=a-traiter", "À traiter (2)", true}, {"/agent/messages?liste=miens", "Les miens (0)", false}, {"/agent/messages?liste=classe", "Classés (14)", false}}
	orders := []AgentLink{{"/agent/messages?liste=a-traiter&ordre=anciens&page=1", "Les plus anciens d'abord", true}, {"/agent/messages?liste=a-traiter&ordre=recents&page=1", "Les plus récents d'abord", false}}
	list := desk("messages", "agent", Screen{Action: "/agent/messages", Data: DeskMessagesData{Filters: filters, Orders: orders, List: DeskMessageList{"À traiter", []DeskMessageRow{late, taken}},
		After: "/agent/messages?liste=a-traiter&ordre=anciens&page=2"}})
	search := func(text string, rows ...DeskMessageRow) Screen {
		return list.with(func(s *Screen) {
			s.Values = map[string]string{"cherche": text}
			s.Data = DeskMessagesData{Filters: filters, Searched: true, List: DeskMessageList{"Messages trouvés, du plus récent au plus ancien", rows}}
		})
	}
	reasons := []DeskChoice{{Value: "spoken", Label: "La personne a eu sa réponse au téléphone ou au guichet"}, {Value: "unwanted", Label: "Publicité ou message malveillant"}}
	fresh := DeskMessageData{Number: "KTR-482", When: late.When, Subject: late.Subject, Name: late.Name, Email: "jeanne@ferme.example",
		Message: typedMessage, Identifier: "2 85 05 86 042 123", Member: "/agent/adherents/12",
		State: "nouveau", Take: "Je m'en occupe", Answer: true, Close: true, Reasons: reasons,
		Ready: []DeskChoice{{Value: "4", Label: "Ce mail ne vient pas de nous"}, {Value: "1", Label: "Provisoire pas encore reçu"}}, Colleagues: []DeskChoice{{Value: "jmartin", Label: "jmartin"}}}
	one := desk("message", "agent", Screen{Action: "/agent/messages/KTR-482", Version: "0", Data: fresh})
	answered, reopened, other, closed := fresh, fresh, fresh, fresh
	answered.State, answered.Changed, answered.Take, answered.Close, answered.Again = "répondu par vous", "le 23 novembre 2026 à 15 h 10", "", false, true
	answered.Despite = texts.AnswerSoonAgain("Vous avez répondu le 23 novembre 2026 à 15 h 10")
	answered.Entries = []DeskEntry{{Act: "Vous avez pris ce message, le 23 novembre 2026 à 15 h 05"},
		{Title: "Réponse", When: "le 23 novembre 2026 à 15 h 10", Said: "Écrite par vous, " + texts.AnswerWaits, Words: typedAnswer + "\nL'accueil"}}
	answered.Others = DeskMessageList{"De la même adresse e-mail, ou du même adhérent", []DeskMessageRow{taken}}
	reopened.State, reopened.Changed, reopened.Again, reopened.Proved = "rouvert par une réponse, suivi par vous", "le 24 novembre 2026 à 9 h 02", true, true
	reopened.Entries = []DeskEntry{
		{Act: "jmartin vous a confié ce message, le 23 novembre 2026 à 14 h 50"},
		{Title: "Note interne", When: "le 23 novembre 2026 à 14 h 55", Said: texts.NoteBy("jmartin"), Words: typedNote, Note: true},
		{Title: "Réponse", When: "le 23 novembre 2026 à 15 h 10", Said: "Écrite par vous, " + texts.AnswerAccepted("le 23 novembre 2026 à 15 h 11"), Words: typedAnswer},
		{Title: "Réponse reçue", When: "le 24 novembre 2026 à 9 h 02", Said: "De jean@ferme.example", Words: typedReply, Cited: "Le 23 novembre, la caisse a écrit :\n" + typedAnswer,
			Doubts: []string{texts.ReplyOther, texts.ReplyDropped("photo.jpg")}},
		{Title: "Personne rappelée", When: "le 24 novembre 2026 à 9 h 30", Said: texts.CalledBy("vous"), Words: typedLater, Note: true}}
	other.State, other.Take, other.Close, other.Member = "pris en charge par jmartin", "Reprendre ce message", false, ""
	other.Despite = texts.AnswerOthers("jmartin")
	closed.State, closed.Take, closed.Answer, closed.Close = "classé par jmartin : publicité ou message malveillant", "Rouvrir ce message", false, false
	closed.Entries = []DeskEntry{{Act: "jmartin a classé ce message, le 23 novembre 2026 à 15 h 10"}}
	show := func(d DeskMessageData) Screen { return one.with(func(s *Screen) { s.Data = d }) }
	ready := desk("reponses-types", "superviseur", Screen{Data: DeskReadyAnswersData{[]DeskReadyRow{
		{"/agent/reponses-types/4", "Ce mail ne vient pas de nous", "fournie avec Sésame", 12}, {"/agent/reponses-types/9", "Horaires de Noël", "le 23 novembre 2026 à 15 h 10, par cpetit", 0}}}})
	kept := desk("reponse-type", "superviseur", Screen{Action: "/agent/reponses-types/9", Version: "1", Values: map[string]string{"titre": "Horaires de Noël", "texte": typedReady},
		Data: DeskReadyAnswerData{Title: "Horaires de Noël", Remove: "/agent/reponses-types/9/suppression"}})
	return []Sample{
		{"agent-messages", list},
		{"agent-messages-vide", list.with(func(s *Screen) {
			s.Data = DeskMessagesData{Filters: filters, Orders: orders, Before: "/agent/messages?liste=a-traiter&ordre=anciens&page=1", Ready: "/agent/reponses-types"}
		})},
		{"agent-messages-trouves", search("dupont carte", late)},
		{"agent-messages-beaucoup", search("carte", late).with(func(s *Screen) {
			d := s.Data.(DeskMessagesData)
			d.More, s.Data = true, d
		})},
		{"agent-messages-rien", search("martin")},
		{"agent-messages-refuse", search("").refused(FieldError{"cherche", texts.MessageSearchEmpty})},
		{"agent-message", one},
		{"agent-message-lettre", one.with(func(s *Screen) {
			d := s.Data.(DeskMessageData) //nolint:forcetypeassert // the type of the sample's data
			d.ByLetter, d.LetterNotes = true, []string{texts.AnswerByLetterHeld, texts.AnswerByLetterUnproved}
			s.Data, s.Values = d, map[string]string{"voie": "lettre"}
		})},
		{"agent-message-refuse", one.refused(FieldError{"texte", texts.AnswerLink}).with(func(s *Screen) { s.Values = map[string]string{"texte": "Allez sur https://msa.example"} })},
		{"agent-message-modele", one.with(func(s *Screen) {
			s.Notice, s.Values = texts.MessageFilled, map[string]string{"texte": typedAnswer, "modele": "4", "insere": "4"}
		})},
		{"agent-message-saisie-rendue", one.with(func(s *Screen) {
			s.Values, s.Notice = map[string]string{"texte": "Bonjour"}, texts.EntryBack
		})},
		{"agent-message-motif", one.refused(FieldError{"motif", texts.MessageChooseReason})},
		{"agent-message-note", one.refused(FieldError{"note", texts.NoteTooLong}, FieldError{"agent", texts.MessageChooseAgent}, FieldError{"modele", texts.MessageChooseReady})},
		{"agent-message-change", show(other).refused(FieldError{"", texts.MessageChanged("jmartin a pris ce message le 23 novembre 2026 à 14 h 05")}).with(func(s *Screen) {
			s.Values = map[string]string{"texte": typedAnswer}
		})},
		{"agent-message-collegue", show(other).refused(FieldError{"malgre", texts.AnswerOthers("jmartin")}).with(func(s *Screen) {
			s.Values = map[string]string{"texte": typedAnswer}
		})},
		{"agent-message-repondu", show(answered)},
		{"agent-message-suite", show(reopened)},
		{"agent-message-classe", show(closed)},
		{"agent-reponses-types", ready.with(func(s *Screen) { s.Notice = texts.ReadyKept })},
		{"agent-reponses-types-vide", ready.with(func(s *Screen) { s.Data = DeskReadyAnswersData{} })},
		{"agent-reponse-type", kept},
		{"agent-reponse-type-ajout", desk("reponse-type", "superviseur", Screen{Action: "/agent/reponses-types/ajout", Data: DeskReadyAnswerData{}})},
		{"agent-reponse-type-refuse", kept.refused(FieldError{"titre", texts.ReadyTaken}, FieldError{"texte", texts.ReadyPlaceUnknown("{prenom}")})},
		{"agent-reponse-type-depasse", kept.refused(FieldError{"", texts.ReadyChangedMeanwhile}).with(func(s *Screen) {
			s.Data = DeskReadyAnswerData{Title: "Horaires de Noël", Remove: "/agent/reponses-types/9/suppression", Now: typedReady}
		})},
	}
}
