package figures

import (
	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// motiveLines count the ready reasons of agents' acts, whichever the act.
func motiveLines() (lines []measure) {
	for _, m := range events.AllMotives() {
		line := measure{label: m.Words(), name: events.FigureMotive}
		for _, k := range events.All() {
			line.details = append(line.details, k.Name()+"/"+string(m))
		}
		lines = append(lines, line)
	}
	return lines
}

// refusalLines count refusals by what was refused and why.
func refusalLines() (lines []measure) {
	for _, r := range []struct {
		what   string
		kind   events.Kind
		causes []events.Cause
	}{
		{"connexion", events.Login, []events.Cause{events.WrongPassword, events.InCapitals, events.UnknownTemporary, events.Replaced, events.TemporaryUsed, events.Expired}},
		{"code", events.CodeTried, []events.Cause{events.WrongCode, events.FormerCode, events.OthersCode, events.LateCode, events.TriesUsed, events.HardenedCode}},
		{"réponse", events.QuestionAnswered, []events.Cause{events.WrongAnswer, events.AnswerUsed}},
	} {
		for _, cause := range r.causes {
			lines = append(lines, measure{r.what + " : " + cause.Words(), events.FigureRefusal, []string{r.kind.Name() + "/" + string(cause)}})
		}
	}
	return lines
}

// providerLines are a count of mails by the provider of the mailbox.
func providerLines(figure string) (lines []measure) {
	for _, provider := range account.MailProviders {
		lines = append(lines, measure{provider, figure, []string{provider}})
	}
	return append(lines, measure{otherProviders, figure, []string{db.OtherProvider}})
}

const otherProviders = "autres fournisseurs"

// advice says what a supervisor should do about a count that is shown, by its label.
var advice = map[string]string{
	events.MotiveForgotten.Words(): texts.AdviseFigureForgotten,
	events.MotiveTemporary.Words(): texts.AdviseFigureTemporary,
	events.MotiveCode.Words():      texts.AdviseFigureCode,
	events.MotiveBlocked.Words():   texts.AdviseFigureBlocked,
	events.MotiveContact.Words():   texts.AdviseFigureContact,
	events.MotiveLetter.Words():    texts.AdviseFigureLetter,

	"connexion : " + events.WrongPassword.Words():    texts.AdviseFigurePassword,
	"connexion : " + events.UnknownTemporary.Words(): texts.AdviseFigureTemporary,
	"connexion : " + events.Replaced.Words():         texts.AdviseFigureReplaced,
	"connexion : " + events.Expired.Words():          texts.AdviseFigureTemporary,
	"code : " + events.LateCode.Words():              texts.AdviseFigureCode,
	"code : " + events.OthersCode.Words():            texts.AdviseFigureReplaced,
	"code : " + events.HardenedCode.Words():          texts.AdviseFigureHardened,
	"réponse : " + events.WrongAnswer.Words():        texts.AdviseFigureAnswer,

	events.MotiveDoubt.Words():  texts.AdviseFigureDoubt,
	events.MotiveAttack.Words(): texts.AdviseFigureAttack,
	events.MotiveStolen.Words(): texts.AdviseFigureStolen,

	"e-mails refusés": texts.AdviseFigureMails, "e-mails revenus": texts.AdviseFigureReturned,
	"SMS refusés": texts.AdviseFigureSMS, "SMS non remis": texts.AdviseFigureSMSLost,
	otherProviders: texts.AdviseFigureOtherProviders,
}

// adviceOf is what to do about a count; each provider of mailboxes has the same.
func adviceOf(m measure) string {
	if (m.name == db.FigureRefusedBy || m.name == db.FigureBouncedBy) && m.label != otherProviders {
		return texts.AdviseFigureProvider
	}
	return advice[m.label]
}
