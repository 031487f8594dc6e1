package agent

import (
	"context"
	"maps"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/views"
)

// timelineShown is how many events a member's page lists.
const timelineShown = 60

// DeskDeeds are the events of an account as agents read them: what members read of them, and what only agents do.
var DeskDeeds = func() map[[2]string]string {
	all := maps.Clone(web.Deeds)
	maps.Copy(all, map[[2]string]string{
		{web.EventMemberSeen, db.ResultOK}:            "fiche consultée",
		{web.EventPasswordReset, db.ResultOK}:         "mot de passe réinitialisé",
		{web.EventPasswordReset, db.ResultBlocked}:    "réinitialisation empêchée par une limite",
		{web.EventApprovalAsked, db.ResultOK}:         "accord d'un second agent demandé pour réinitialiser",
		{web.EventApprovalGranted, db.ResultOK}:       "réinitialisation approuvée",
		{web.EventApprovalRefused, db.ResultOK}:       "réinitialisation refusée",
		{web.EventApprovalCancelled, db.ResultOK}:     "demande de réinitialisation retirée",
		{web.EventUnblocked, db.ResultOK}:             "blocage levé",
		{web.EventContactsCorrected, db.ResultOK}:     "coordonnées corrigées",
		{web.EventDifferenceSettled, db.ResultOK}:     "écart avec le fichier réglé",
		{web.EventSessionsClosed, db.ResultOK}:        "sessions fermées",
		{web.EventCallWordsSent, db.ResultOK}:         "mots à entendre au téléphone envoyés",
		{web.EventCallCodeSent, db.ResultOK}:          "code à dire au téléphone envoyé",
		{web.EventCallCodeSent, db.ResultBlocked}:     "code à dire au téléphone empêché par une limite",
		{web.EventCallCodeTried, db.ResultOK}:         "identité vérifiée par téléphone",
		{web.EventCallCodeTried, db.ResultRefused}:    "code dit au téléphone faux",
		{web.EventCallCodeTried, db.ResultBlocked}:    "code dit au téléphone : trop d'essais",
		{web.EventCodeSent, db.ResultBlocked}:         "envoi d'un code empêché par une limite",
		{web.EventCodeTried, db.ResultBlocked}:        "code de confirmation refusé après trop d'essais",
		{web.EventQuestionAnswered, db.ResultRefused}: "réponse fausse à la question de sécurité",
		{web.EventTemporaryIssued, db.ResultBlocked}:  "envoi d'un mot de passe temporaire empêché par une limite",
		{web.EventPasswordProved, db.ResultOK}:        "mot de passe actuel donné",
		{web.EventPasswordProved, db.ResultBlocked}:   "mot de passe actuel refusé après trop d'essais",
		{db.EventMessageBounced, db.ResultOK}:         "un message est revenu sans être arrivé",
		{db.EventLetterRenewed, db.ResultOK}:          "courrier refait, avec un autre mot de passe",
		{db.EventLetterReturned, db.ResultOK}:         "courrier revenu",
		{db.EventAddressAccepted, db.ResultOK}:        "adresse postale acceptée telle quelle",
	})
	return all
}()

// reasoned are the events whose reason an agent has typed, behind the way that was chosen where there is one.
var reasoned = map[string]bool{
	web.EventPasswordReset: true, web.EventApprovalAsked: true, web.EventApprovalGranted: true, web.EventApprovalRefused: true, web.EventApprovalCancelled: true, web.EventUnblocked: true,
	web.EventContactsCorrected: true, web.EventDifferenceSettled: true, web.EventSessionsClosed: true, web.EventCallWordsSent: true, web.EventCallCodeSent: true,
}

// chosenWay splits « email: appel de l'adhérent » into « par e-mail » and the rest.
func chosenWay(reason string) (how, rest string) {
	if channel, rest, cut := strings.Cut(reason, ": "); cut && channelWords[account.Channel(channel)] != "" {
		return channelWords[account.Channel(channel)], rest
	}
	return "", reason
}

// deed is one event as a line of the timeline.
func (a *Pages) deed(r db.AuditRow) views.DeskDeed {
	line := views.DeskDeed{When: a.Moment(r.At), What: DeskDeeds[[2]string{r.Event, r.Result}], By: actorWords(r.Actor)}
	if line.What == "" {
		line.What = r.Event
	}
	if r.Event == web.EventLogin && r.Result == db.ResultOK { // who comes in is a stranger until then
		line.By = actorWords("member")
	}
	if reasoned[r.Event] {
		how, reason := chosenWay(r.Reason)
		line.What, line.Reason = strings.TrimSpace(line.What+" "+how), reason
	} else if r.Event == web.EventTemporaryIssued && channelWords[account.Channel(r.Reason)] != "" {
		line.What += " " + channelWords[account.Channel(r.Reason)]
	}
	return line
}

func actorWords(actor string) string {
	switch {
	case actor == "member":
		return "l'adhérent"
	case actor == "system":
		return "le service"
	case strings.HasPrefix(actor, "agent:"):
		return strings.TrimPrefix(actor, "agent:")
	}
	return "quelqu'un qui n'était pas connecté"
}

func (a *Pages) timeline(ctx context.Context, m *db.Member) ([]views.DeskDeed, error) {
	rows, err := a.DB.AuditOf(ctx, m.Identifier(), timelineShown)
	if err != nil {
		return nil, err
	}
	var lines []views.DeskDeed
	for _, r := range rows {
		lines = append(lines, a.deed(r))
	}
	return lines, nil
}

// lastDeed is the newest act on a member, by anybody but for looking: what has made an agent's page stale.
func (a *Pages) lastDeed(ctx context.Context, t db.Reader, m *db.Member) (views.DeskDeed, error) {
	rows, err := t.AuditOf(ctx, m.Identifier(), timelineShown)
	if err != nil {
		return views.DeskDeed{}, err
	}
	for _, r := range rows {
		if r.Event != web.EventMemberSeen {
			return a.deed(r), nil
		}
	}
	return views.DeskDeed{}, nil
}
