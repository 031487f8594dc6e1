package handlers

import (
	"context"
	"maps"
	"strings"

	"sesame/db"
	"sesame/views"
)

// timelineShown is how many events a member's page lists.
const timelineShown = 60

// deskDeeds are the events of an account as agents read them: what members read of them, and what only agents do.
var deskDeeds = func() map[[2]string]string {
	all := maps.Clone(deeds)
	maps.Copy(all, map[[2]string]string{
		{eventMemberSeen, db.ResultOK}:            "fiche consultée",
		{eventPasswordReset, db.ResultOK}:         "mot de passe réinitialisé",
		{eventPasswordReset, db.ResultBlocked}:    "réinitialisation empêchée par une limite",
		{eventApprovalAsked, db.ResultOK}:         "accord d'un second agent demandé pour réinitialiser",
		{eventApprovalGranted, db.ResultOK}:       "réinitialisation approuvée",
		{eventApprovalRefused, db.ResultOK}:       "réinitialisation refusée",
		{eventApprovalCancelled, db.ResultOK}:     "demande de réinitialisation retirée",
		{eventUnblocked, db.ResultOK}:             "blocage levé",
		{eventContactsCorrected, db.ResultOK}:     "coordonnées corrigées",
		{eventDifferenceSettled, db.ResultOK}:     "écart avec le fichier réglé",
		{eventSessionsClosed, db.ResultOK}:        "sessions fermées",
		{eventCallWordsSent, db.ResultOK}:         "mots à entendre au téléphone envoyés",
		{eventCallCodeSent, db.ResultOK}:          "code à dire au téléphone envoyé",
		{eventCallCodeSent, db.ResultBlocked}:     "code à dire au téléphone empêché par une limite",
		{eventCallCodeTried, db.ResultOK}:         "identité vérifiée par téléphone",
		{eventCallCodeTried, db.ResultRefused}:    "code dit au téléphone faux",
		{eventCallCodeTried, db.ResultBlocked}:    "code dit au téléphone : trop d'essais",
		{eventCodeSent, db.ResultBlocked}:         "envoi d'un code empêché par une limite",
		{eventCodeTried, db.ResultBlocked}:        "code de confirmation refusé après trop d'essais",
		{eventQuestionAnswered, db.ResultRefused}: "réponse fausse à la question de sécurité",
		{eventTemporaryIssued, db.ResultBlocked}:  "envoi d'un mot de passe temporaire empêché par une limite",
		{eventPasswordProved, db.ResultOK}:        "mot de passe actuel donné",
		{eventPasswordProved, db.ResultBlocked}:   "mot de passe actuel refusé après trop d'essais",
		{db.EventMessageBounced, db.ResultOK}:     "un message est revenu sans être arrivé",
		{db.EventLetterRenewed, db.ResultOK}:      "courrier refait, avec un autre mot de passe",
		{db.EventLetterReturned, db.ResultOK}:     "courrier revenu",
		{db.EventAddressAccepted, db.ResultOK}:    "adresse postale acceptée telle quelle",
	})
	return all
}()

// reasoned are the events whose reason an agent has typed, behind the way that was chosen where there is one.
var reasoned = map[string]bool{
	eventPasswordReset: true, eventApprovalAsked: true, eventApprovalGranted: true, eventApprovalRefused: true, eventApprovalCancelled: true, eventUnblocked: true,
	eventContactsCorrected: true, eventDifferenceSettled: true, eventSessionsClosed: true, eventCallWordsSent: true, eventCallCodeSent: true,
}

// chosenWay splits « email: appel de l'adhérent » into « par e-mail » and the rest.
func chosenWay(reason string) (how, rest string) {
	if channel, rest, cut := strings.Cut(reason, ": "); cut && channelWords[channel] != "" {
		return channelWords[channel], rest
	}
	return "", reason
}

// deed is one event as a line of the timeline.
func (a *App) deed(r db.AuditRow) views.DeskDeed {
	line := views.DeskDeed{When: a.moment(r.At), What: deskDeeds[[2]string{r.Event, r.Result}], By: actorWords(r.Actor)}
	if line.What == "" {
		line.What = r.Event
	}
	if r.Event == eventLogin && r.Result == db.ResultOK { // who comes in is a stranger until then
		line.By = actorWords("member")
	}
	if reasoned[r.Event] {
		how, reason := chosenWay(r.Reason)
		line.What, line.Reason = strings.TrimSpace(line.What+" "+how), reason
	} else if r.Event == eventTemporaryIssued && channelWords[r.Reason] != "" {
		line.What += " " + channelWords[r.Reason]
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

func (a *App) timeline(ctx context.Context, m *db.Member) ([]views.DeskDeed, error) {
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
func (a *App) lastDeed(ctx context.Context, t auditReader, m *db.Member) (views.DeskDeed, error) {
	rows, err := t.AuditOf(ctx, m.Identifier(), timelineShown)
	if err != nil {
		return views.DeskDeed{}, err
	}
	for _, r := range rows {
		if r.Event != eventMemberSeen {
			return a.deed(r), nil
		}
	}
	return views.DeskDeed{}, nil
}
