package views

import (
	"time"

	"sesame/account"
	"sesame/journey"
	"sesame/texts"
)

func forgottenSamples() []Sample {
	j := journey.Forgotten
	identifier := onStep(j, "identifiant", Screen{})
	channel := onStep(j, "canal", Screen{Typed: someIdentifier, Data: ChannelData{SMS: true}})
	fresh := CodeData{Channel: "email", Minutes: 30, Digits: 4, Other: "sms"}
	code := func(d CodeData) Screen {
		return onStep(j, "code", Screen{Typed: someIdentifier, Request: "KTR-482", Data: d})
	}
	lives := map[string]string{"email": texts.Lasting(24 * time.Hour), "sms": texts.Lasting(24 * time.Hour), "letter": texts.Lasting(30 * 24 * time.Hour)}
	sent := func(outcome string) Screen {
		return onStep(j, "confirmation", Screen{Request: "KTR-482", Data: ConfirmationData{Outcome: outcome, Life: lives[outcome], By: "le 12 novembre 2026"}})
	}
	letter := func(d ConfirmationData) Screen {
		d.Outcome = "letter"
		return onStep(j, "confirmation", Screen{Data: d})
	}
	return append(questionSamples("oubli", j), []Sample{
		{"oubli-identifiant", identifier},
		{"oubli-identifiant-vide", identifier.refused(FieldError{"identifiant", required})},
		{"oubli-identifiant-cle-fausse", identifier.refused(FieldError{"identifiant", texts.IdentifierKey}).with(doubted("2 85 05 86 194 012 48"))},
		{"oubli-identifiant-confirme", identifier.refused(FieldError{"", texts.TooManyRequests("à partir de 14 h 05", "05 36 49 00 00")}).with(func(s *Screen) {
			s.Values = map[string]string{"identifiant": "4200017", ConfirmedName("identifiant"): "4200017"}
		})},
		{"oubli-identifiant-recommence", identifier.with(func(s *Screen) {
			s.Notice = texts.JourneyExpired
		})},
		{"oubli-canal", channel},
		{"oubli-canal-deux-demandes", channel.with(func(s *Screen) { s.Other = &OtherDemand{URL: "/mot-de-passe-oublie/canal?demande=2"} })},
		{"oubli-canal-bientot-fini", channel.with(func(s *Screen) {
			s.JourneyEnds = &SessionEnd{At: "14 h 05", Seconds: 60, Stay: "/mot-de-passe-oublie/canal?temps=plus", Journey: true}
		})},
		{"oubli-canal-plus-de-temps", channel.with(func(s *Screen) {
			s.Notice = texts.JourneyUntil("22 h 05")
			s.JourneyEnds = &SessionEnd{At: "22 h 05", Seconds: 3600, Journey: true}
		})},
		{"oubli-canal-vide", channel.refused(FieldError{"canal", required})},
		{"oubli-canal-retard", channel.with(func(s *Screen) {
			s.Data = ChannelData{SMS: true, Late: []string{texts.EmailsLate("14 h 05"), texts.ProvidersLate([]string{"La Poste", "Orange"})}}
		})},
		{"oubli-canal-nombreux", channel.with(func(s *Screen) { s.Data = ChannelData{SMS: true, Late: []string{texts.SMSWait}} })},
		{"oubli-canal-sans-sms", channel.with(func(s *Screen) { s.Data = ChannelData{} })},
		{"oubli-code", code(fresh)},
		{"oubli-code-deux-demandes", code(fresh).with(func(s *Screen) {
			s.Demand, s.Other = "?demande=2", &OtherDemand{"FBH-323", "/mot-de-passe-oublie/code?demande=1"}
		})},
		{"oubli-code-une-minute", code(CodeData{Channel: "sms", Minutes: 1, Digits: 4, Other: "email"}).refused(FieldError{"code", texts.CodeLate(1)})},
		{"oubli-code-sms", code(CodeData{Channel: "sms", Minutes: 10, Digits: 8, Other: "email"})},
		{"oubli-code-sms-attend", code(CodeData{Channel: "sms", Minutes: 30, Digits: 4, Other: "email", Waits: true})},
		{"oubli-code-sms-attend-question", code(CodeData{Channel: "sms", Minutes: 30, Digits: 4, Other: "email", Waits: true, Category: account.Exploitant})},
		{"oubli-code-sms-attend-question-vide", code(CodeData{Channel: "sms", Minutes: 30, Digits: 4, Other: "email", Waits: true, Category: account.Particulier}).refused(FieldError{"nature", texts.ChooseQuestion})},
		{"oubli-code-sms-attend-repondu", code(CodeData{Channel: "sms", Minutes: 30, Digits: 4, Other: "email", Waits: true, Answered: true, Category: account.Exploitant})},
		{"oubli-code-sms-nombreux", code(CodeData{Channel: "sms", Minutes: 30, Digits: 4, Other: "email", Late: []string{texts.SMSWait}})},
		{"oubli-code-retard", code(CodeData{Channel: "email", Minutes: 30, Digits: 4, Other: "sms", Late: []string{texts.EmailsLate("14 h 05")}})},
		{"oubli-code-autre-demande", code(fresh).refused(FieldError{"code", texts.CodeOfAnother("FBH-323", "KTR-482", 2)})},
		{"oubli-code-remplace", code(fresh).refused(FieldError{"code", texts.CodeReplaced("KTR-482", 1)})},
		{"oubli-code-trop-tard", code(CodeData{Channel: "email", Minutes: 30, Digits: 4, Exhausted: true}).refused(FieldError{"code", texts.CodeLate(30)})},
		{"oubli-code-incorrect", code(fresh).refused(FieldError{"code", texts.CodeWrong(2)})},
		{"oubli-code-trop-tot", code(CodeData{Channel: "email", Minutes: 30, Digits: 4, ResendAt: "14 h 05"}).refused(
			FieldError{"", texts.CodeTooSoon("à partir de 14 h 05")},
		)},
		{"oubli-code-epuise", code(CodeData{Channel: "email", Minutes: 30, Digits: 4, Exhausted: true}).refused(
			FieldError{"", texts.CodeSpent},
		)},
		{"oubli-code-dernier", code(CodeData{Channel: "email", Minutes: 30, Digits: 4, NoMore: true})},
		{"oubli-code-fini", code(CodeData{Channel: "email", Minutes: 30, Digits: 4, Exhausted: true, NoMore: true})},
		{"oubli-code-renforce", code(CodeData{Channel: "email", Minutes: 10, Digits: 8, Hardened: true})},
		{"oubli-impasse", onStep(j, "impasse", Screen{})},
		{"oubli-confirmation-email", sent("email")},
		{"oubli-confirmation-sms", sent("sms")},
		{"oubli-confirmation-vide", sent("sms").refused(FieldError{"mot_de_passe", required})},
		{"oubli-confirmation-incorrect", sent("email").refused(FieldError{"mot_de_passe", texts.TemporaryWrong("KTR-482")})},
		{"oubli-confirmation-remplace", sent("email").refused(FieldError{"mot_de_passe", texts.TemporaryReplaced("FBH-323", "par SMS")})},
		{"oubli-confirmation-trop", sent("email").refused(FieldError{"", texts.TooManyTries("à partir de 14 h 05")})},
		{"oubli-confirmation-courrier", sent("letter")},
		{"oubli-confirmation-courrier-deja", letter(ConfirmationData{Before: "le 3 novembre 2026"})},
		{"oubli-confirmation-courrier-accord", letter(ConfirmationData{Waits: "le 3 novembre 2026", Quarter: true}).with(func(s *Screen) { s.Request = "KTR-482" })},
		{"oubli-confirmation-courrier-plafond", letter(ConfirmationData{Waits: "le 3 novembre 2026"}).with(func(s *Screen) { s.Request = "KTR-482" })},
		{"oubli-confirmation-courrier-refuse", letter(ConfirmationData{Declined: true}).with(func(s *Screen) { s.Request = "KTR-482" })},
	}...)
}

func questionSamples(name string, j journey.Journey) []Sample {
	question := func(c account.Category) Screen {
		return onStep(j, "question", Screen{Typed: someIdentifier, Data: QuestionData{Category: c}})
	}
	return []Sample{
		{name + "-question-particulier", question(account.Particulier)},
		{name + "-question-particulier-vide", question(account.Particulier).refused(FieldError{"nature", texts.ChooseQuestion})},
		{name + "-question-particulier-carte", question(account.Particulier).with(func(s *Screen) {
			s.Values = map[string]string{"nature": "vitale", "carte": "8025 0000 1"}
		}).refused(FieldError{"carte", texts.SerialLength(9)})},
		{name + "-question-particulier-relue", question(account.Particulier).with(func(s *Screen) {
			s.Values = map[string]string{"nature": "vitale", "carte": "80250000100123456789"}
			s.Data = QuestionData{Category: account.Particulier, Reply: texts.ShowSerial("80250000100123456789"), Serial: true}
		})},
		{name + "-question-exploitant", question(account.Exploitant)},
		{name + "-question-entreprise", question(account.Entreprise).refused(FieldError{"montant", texts.AmountUnread})},
		{name + "-question-entreprise-relue", question(account.Entreprise).with(func(s *Screen) {
			s.Values = map[string]string{"montant": "1204"}
			s.Data = QuestionData{Category: account.Entreprise, Reply: texts.ShowAmount(120400)}
		})},
		{name + "-question-employeur-jardinier", question(account.EmployeurJardinier)},
	}
}

func registrationSamples() []Sample {
	j := journey.Registration
	return append(questionSamples("inscription", j), []Sample{
		{"inscription-identifiant", onStep(j, "identifiant", Screen{})},
		{"inscription-identifiant-vide", onStep(j, "identifiant", Screen{}).refused(FieldError{"identifiant", required})},
		{"inscription-canal", onStep(j, "canal", Screen{Typed: someIdentifier, Data: ChannelData{SMS: true}})},
		{"inscription-code", onStep(j, "code", Screen{Typed: someIdentifier, Request: "BNR-375", Data: CodeData{Channel: "email", Minutes: 30, Digits: 4, Other: "sms"}})},
		{"inscription-impasse", onStep(j, "impasse", Screen{})},
		{"inscription-confirmation-email", onStep(j, "confirmation", Screen{Request: "BNR-375", Data: ConfirmationData{Outcome: "email", Life: texts.Lasting(24 * time.Hour), By: "le 12 novembre 2026"}})},
		{"inscription-confirmation-courrier", onStep(j, "confirmation", Screen{Request: "BNR-375", Typed: someIdentifier, Data: ConfirmationData{Outcome: "letter", Life: texts.Lasting(30 * 24 * time.Hour), By: "le 12 novembre 2026"}})},
	}...)
}
