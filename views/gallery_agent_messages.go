package views

import "sesame/texts"

// What people have typed.
const (
	typedMessage = "Bonjour,\n\nje n'ai pas reçu ma carte.\n<b>Jeanne</b>"
	typedAnswer  = "Votre carte part demain."
	typedLater   = "Elle est partie."
)

func agentMessageSamples() []Sample {
	late := DeskMessageRow{"KTR-482", "/agent/messages/KTR-482", "le 20 novembre 2026 à 9 h 12", "Jeanne Dupont", "Ma carte", "nouveau", true}
	taken := DeskMessageRow{"BNC-735", "/agent/messages/BNC-735", "le 23 novembre 2026 à 14 h 05", "Étude Duval", "Acte de vente", "pris en charge par jmartin", false}
	filters := []AgentLink{{"/agent/messages?etat=a-traiter", "À traiter (2)", true}, {"/agent/messages?etat=classe", "Classés (14)", false}}
	list := desk("messages", "agent", Screen{Data: DeskMessagesData{Filters: filters, List: DeskMessageList{"À traiter", []DeskMessageRow{taken, late}},
		Older: "/agent/messages?etat=a-traiter&page=2"}})
	reasons := []DeskChoice{{Value: "spoken", Label: "La personne a eu sa réponse au téléphone ou au guichet"}, {Value: "unwanted", Label: "Publicité ou message malveillant"}}
	fresh := DeskMessageData{Number: "KTR-482", When: late.When, Subject: late.Subject, Name: late.Name, Email: "jeanne@ferme.example",
		Message: typedMessage, Identifier: "2 85 05 86 042 123", Member: "/agent/adherents/12",
		State: "nouveau", Take: "Je m'en occupe", Answer: true, Close: true, Reasons: reasons}
	one := desk("message", "agent", Screen{Action: "/agent/messages/KTR-482", Version: "0", Data: fresh})
	answered, other, closed := fresh, fresh, fresh
	answered.State, answered.Changed, answered.Take, answered.Close = "répondu par vous", "le 23 novembre 2026 à 15 h 10", "", false
	answered.Answers = []DeskAnswer{{"le 23 novembre 2026 à 15 h 10", "vous", typedAnswer + "\nL'accueil", texts.AnswerWaits},
		{"le 23 novembre 2026 à 15 h 30", "jmartin", typedLater, texts.AnswerAccepted("le 23 novembre 2026 à 15 h 31")}}
	answered.Others = DeskMessageList{"De la même adresse e-mail, ou du même adhérent", []DeskMessageRow{taken}}
	other.State, other.Take, other.Answer, other.Close, other.Member = "pris en charge par jmartin", "Reprendre ce message", false, false, ""
	closed.State, closed.Take, closed.Answer, closed.Close = "classé par jmartin : publicité ou message malveillant", "Rouvrir ce message", false, false
	show := func(d DeskMessageData) Screen { return one.with(func(s *Screen) { s.Data = d }) }
	return []Sample{
		{"agent-messages", list},
		{"agent-messages-vide", list.with(func(s *Screen) {
			s.Data = DeskMessagesData{Filters: filters, Newer: "/agent/messages?etat=a-traiter&page=1"}
		})},
		{"agent-message", one},
		{"agent-message-refuse", one.refused(FieldError{"texte", texts.AnswerLink}).with(func(s *Screen) { s.Values = map[string]string{"texte": "Allez sur https://msa.example"} })},
		{"agent-message-saisie-rendue", one.with(func(s *Screen) {
			s.Values, s.Notice = map[string]string{"texte": "Bonjour"}, texts.EntryBack
		})},
		{"agent-message-motif", one.refused(FieldError{"motif", texts.MessageChooseReason})},
		{"agent-message-change", show(other).refused(FieldError{"", texts.MessageChanged("jmartin s'en occupe depuis le 23 novembre 2026 à 14 h 05")}).with(func(s *Screen) {
			s.Values = map[string]string{"texte": typedAnswer}
		})},
		{"agent-message-repondu", show(answered)},
		{"agent-message-classe", show(closed)},
	}
}
