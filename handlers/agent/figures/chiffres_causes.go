package figures

import (
	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// motiveLines returns one line per ready reason of agents' acts, counted over all acts.
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

// refusalLines returns one line per kind of refusal and cause.
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

// providerLines returns one line of a count of e-mails per mailbox provider.
func providerLines(figure string) (lines []measure) {
	for _, provider := range account.MailProviders {
		lines = append(lines, measure{provider, figure, []string{provider}})
	}
	return append(lines, measure{otherProviders, figure, []string{db.OtherProvider}})
}

const otherProviders = "autres fournisseurs"

// advice maps the label of a count to what a supervisor should do about it.
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

// adviceOf returns what to do about a count; all mailbox providers have the same advice.
func adviceOf(m measure) string {
	if (m.name == db.FigureRefusedBy || m.name == db.FigureBouncedBy) && m.label != otherProviders {
		return texts.AdviseFigureProvider
	}
	return advice[m.label]
}
