package views

import (
	"slices"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/journey"
	"sesame/texts"
)

// Sample is one screen in one state, with invented values. Its name can be used in a URL and as a file name.
type Sample struct {
	Name   string
	Screen Screen
}

// Gallery lists every screen in every state that a person can meet: for the page /galerie of the demonstration, the
// golden files and the accessibility tests.
func Gallery() []Sample {
	return slices.Concat(loginSamples(), personalisationSamples(), accountSamples(), forgottenSamples(), registrationSamples(), pageSamples(), legalSamples(), ownSamples(), agentSamples())
}

const required = texts.Required

var someone = &MemberBar{Name: "Madame Marie Dupont"}

const someIdentifier = "2850586194012"

// onStep completes a screen of a journey as a handler does.
func onStep(j journey.Journey, step string, s Screen) Screen {
	row, _ := j.Step(step) // an unknown step has no number, which the golden file would show
	s.Template = j.Template(row)
	s.Step, s.Steps = row.Number, j.Total()
	s.Base, s.Back, s.Action, s.Version = j.Path, row.Back != "", j.URL(row), "0a1b2c3d-1"
	if row.Opens {
		s.Version = ""
	}
	return s
}

// with returns a copy of a screen, changed to another of its states.
func (s Screen) with(change func(*Screen)) Screen {
	change(&s)
	return s
}

func (s Screen) refused(errors ...FieldError) Screen {
	s.Errors = errors
	return s
}

// askedAbout shows an e-mail address that is probably mistyped.
func askedAbout(keep string) func(*Screen) {
	return func(s *Screen) {
		s.Errors = []FieldError{{"email", texts.EmailMeant("marie.dupont@gmail.com")}}
		s.Values = map[string]string{"email": "marie.dupont@gmial.com"}
		s.Choices = []Choice{
			{CorrectedName("email"), "marie.dupont@gmail.com", texts.EmailCorrect("marie.dupont@gmail.com")},
			{ConfirmedName("email"), "marie.dupont@gmial.com", keep},
		}
	}
}

// doubted shows an identifier that is probably mistyped.
func doubted(typed string) func(*Screen) {
	return func(s *Screen) {
		s.Values = map[string]string{"identifiant": typed}
		s.Choices = []Choice{{ConfirmedName("identifiant"), typed, texts.IdentifierConfirm}}
	}
}

func loginSamples() []Sample {
	login := Screen{Template: "connexion", Action: "/connexion", Data: ConnexionData{}}
	other := Screen{Template: "autre-personne", Action: "/connexion/autre-personne", Data: OtherPersonData{}}
	return []Sample{
		{"connexion", login},
		{"connexion-franceconnect", login.with(func(s *Screen) { s.Data = ConnexionData{FranceConnect: true} })},
		{"connexion-empreinte", login.with(func(s *Screen) { s.Data = ConnexionData{Passkey: true} })},
		{"connexion-empreinte-refusee", login.refused(FieldError{"", texts.MemberPasskeyRefused}).with(func(s *Screen) { s.Data = ConnexionData{Passkey: true} })},
		// The challenge is for another site, so that the gallery does not activate any device.
		{"empreinte", Screen{Template: "empreinte", Action: "/connexion/empreinte/reponse", Data: PasskeyData{Options: `{"publicKey":{"challenge":"AAAA","rpId":"poitou.example","userVerification":"required"}}`}}},
		{"connexion-vide", login.refused(FieldError{"identifiant", required}, FieldError{"mot_de_passe", required})},
		{"connexion-temporaire-remplace", login.refused(FieldError{"mot_de_passe", texts.TemporaryReplaced("FBH-323", "par e-mail")})},
		{"connexion-temporaire-utilise", login.refused(FieldError{"mot_de_passe", texts.TemporaryUsed})},
		{"connexion-incorrect", login.refused(FieldError{"", texts.LoginIncorrect}).with(func(s *Screen) {
			s.Values = map[string]string{"identifiant": "2 85 05 86 194 012"}
		})},
		{"connexion-identifiant-douteux", login.refused(FieldError{"identifiant", texts.IdentifierLength(12)}).with(doubted("2 85 05 86 194 01"))},
		{"connexion-saisie-gardee", login.with(func(s *Screen) { s.Notice = texts.EntryKept })},
		{"connexion-trop-de-tentatives", login.with(func(s *Screen) { s.Data = ConnexionData{RetryAt: "14 h 05"} })},
		{"autre-personne", other.with(func(s *Screen) { s.Member, s.Data = someone, OtherPersonData{Name: "Madame Marie Dupont"} })},
		{"autre-personne-sans-nom", other},
		{"connexion-service", login.with(func(s *Screen) { s.Data = ConnexionData{Service: "Portail", Way: "00112233"} })},
		{"deconnexion", Screen{Template: "deconnexion", Action: "/deconnexion/service", Member: someone, Data: LogoutData{Service: "Portail", Parameters: []Parameter{{"client_id", "portail"}}}}},
		{"deconnexion-inconnu", Screen{Template: "deconnexion", Action: "/deconnexion/service", Member: someone, Data: LogoutData{}}},
		{"connexion-suspendue", login.with(func(s *Screen) { s.Data = ConnexionData{Suspended: true} })},
		{"connexion-temporaire-perime", login.with(func(s *Screen) { s.Data = ConnexionData{Expired: true} })},
	}
}

// Invented passwords; the gallery shows the gauge's verdicts on them.
const (
	weakPassword     = "Hibou123-"                 //nolint:gosec // G101: invented
	fairPassword     = "Tracteur-violon-42"        //nolint:gosec // G101: invented
	proposedPassword = "Girafe-saumon-framboise2=" //nolint:gosec // G101: invented
)

func judged(password string) gauge.Verdict { return gauge.Judge(password, gauge.Personal{}) }

func personalisationSamples() []Sample {
	j := journey.Personalisation
	password := onStep(j, "mot-de-passe", Screen{Username: someIdentifier, Data: PasswordData{Temporary: true, Proposed: proposedPassword}})
	contacts := onStep(j, "coordonnees", Screen{Data: ContactsData{Email: "marie.dupont@poitou.example"}, Values: map[string]string{
		"email": "marie.dupont@poitou.example", "portable": "06 12 34 56 78",
	}})
	code := CodeData{Destination: "marie.dupont@poitou.example", Channel: "email", Minutes: 30, Digits: 4}
	asked := onStep(j, "adresse-email", Screen{Data: code, Request: "KTR-482"})
	first := texts.TemporaryFirstUsed("Firefox sur Windows", "le 3 novembre 2026 à 14 h 05")
	proof := onStep(j, "code", Screen{Data: CodeData{Channel: "email", Minutes: 30, Digits: 4, First: first}, Request: "KTR-482"})
	return []Sample{
		{"personnalisation-mot-de-passe", password},
		{"personnalisation-mot-de-passe-faible", password.refused(FieldError{"nouveau", judged(weakPassword).Advice}).with(func(s *Screen) {
			s.Data = PasswordData{Temporary: true, Proposed: proposedPassword, Verdict: judged(weakPassword)}
		})},
		{"personnalisation-mot-de-passe-different", password.refused(FieldError{"nouveau", texts.PasswordsDiffer})},
		{"personnalisation-mot-de-passe-propose", password.with(func(s *Screen) {
			s.Notice = texts.PasswordProposed
		})},
		{"personnalisation-mot-de-passe-moyen", password.with(func(s *Screen) {
			s.Data = PasswordData{Temporary: true, Proposed: proposedPassword, Verdict: judged(fairPassword)}
		})},
		{"personnalisation-code", proof},
		{"personnalisation-code-incorrect", proof.refused(FieldError{"code", texts.CodeWrong(2)})},
		{"personnalisation-code-sms", proof.with(func(s *Screen) {
			s.Data = CodeData{Channel: "sms", Minutes: 10, Digits: 8, Hardened: true, First: first}
		})},
		{"personnalisation-code-dernier", proof.with(func(s *Screen) {
			s.Data = CodeData{Channel: "email", Minutes: 30, Digits: 4, NoMore: true, First: first}
		})},
		{"personnalisation-question", onStep(j, "question", Screen{Data: QuestionData{Category: account.Particulier, First: first}})},
		{"personnalisation-sans-preuve", onStep(j, "sans-preuve", Screen{Data: NoProofData{First: first}})},
		{"personnalisation-coordonnees", contacts},
		{"personnalisation-coordonnees-sans-email", contacts.with(func(s *Screen) { s.Data, s.Values = ContactsData{}, nil })},
		{"personnalisation-coordonnees-refusees", contacts.refused(
			FieldError{"email", texts.EmailMalformed},
			FieldError{"portable", texts.PhoneWithoutSMS},
		).with(func(s *Screen) { s.Values = map[string]string{"email": "marie.dupont@", "portable": "05 49 00 00 00"} })},
		{"personnalisation-coordonnees-email-douteux", contacts.with(askedAbout(texts.EmailKeep))},
		{"personnalisation-adresse-email", asked},
		{"personnalisation-adresse-email-incorrect", asked.refused(FieldError{"code", texts.CodeWrong(2)})},
		{"personnalisation-adresse-email-renvoye", asked.with(func(s *Screen) {
			s.Notice = texts.CodeResent("14 h 03")
			code.ResendAt = "14 h 05"
			s.Data = code
		})},
		{"personnalisation-confirmation", onStep(j, "confirmation", Screen{Member: someone, Data: WayOnData{Way: "/espace", AddressVerified: true}})},
		{"personnalisation-confirmation-portable", onStep(j, "confirmation", Screen{Member: someone, Data: WayOnData{Way: "/espace", Mobile: PendingMobile{Number: "06 39 98 77 88", Sent: true}}})},
		{"personnalisation-confirmation-service", onStep(j, "confirmation", Screen{Member: someone, Data: WayOnData{Way: "/connexion/suite", Service: "Portail"}})},
	}
}
