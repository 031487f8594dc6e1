package handlers

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// historyShown is how many events of the account « Email & Mot de passe » lists.
const historyShown = 20

// deeds says an event of the audit log as the member reads it, by name and result. What is not here is not for them.
var deeds = map[[2]string]string{
	{eventLogin, db.ResultOK}:               "connexion réussie",
	{eventLogin, db.ResultRefused}:          "connexion refusée",
	{eventLogin, db.ResultBlocked}:          "connexion refusée après trop de tentatives",
	{eventLogout, db.ResultOK}:              "déconnexion",
	{eventSessionClosed, db.ResultOK}:       "fermeture d'une session",
	{eventJourneyBegun, db.ResultOK}:        "demande d'un mot de passe temporaire",
	{eventCodeSent, db.ResultOK}:            "envoi d'un code de confirmation",
	{eventCodeTried, db.ResultOK}:           "code de confirmation juste",
	{eventCodeTried, db.ResultRefused}:      "code de confirmation refusé",
	{eventQuestionAnswered, db.ResultOK}:    "réponse juste à la question de sécurité",
	{eventTemporaryIssued, db.ResultOK}:     "envoi d'un mot de passe temporaire",
	{eventPersonalised, db.ResultOK}:        "choix d'un nouveau mot de passe",
	{eventPasswordChanged, db.ResultOK}:     "changement du mot de passe",
	{eventPasswordProved, db.ResultRefused}: "mot de passe actuel refusé",
	{eventContactsConfirmed, db.ResultOK}:   "confirmation des coordonnées",
	{eventEmailVerified, db.ResultOK}:       "vérification de l'adresse email",
	{eventPhonesChanged, db.ResultOK}:       "changement d'un numéro de téléphone",
	{eventPasswordReset, db.ResultOK}:       "réinitialisation du mot de passe par un agent de la caisse",
	{eventUnblocked, db.ResultOK}:           "levée d'un blocage par un agent de la caisse",
	{eventContactsCorrected, db.ResultOK}:   "correction des coordonnées par un agent de la caisse",
	{eventSessionsClosed, db.ResultOK}:      "fermeture des sessions par un agent de la caisse",
	{eventCallCodeSent, db.ResultOK}:        "envoi d'un code à dire à un agent de la caisse",
	{eventCallCodeTried, db.ResultOK}:       "identité vérifiée au téléphone par un agent de la caisse",
}

// history is the account's part of the audit log, newest first.
func (a *App) history(ctx context.Context, id account.Identifier) ([]views.HistoryRow, error) {
	rows, err := a.DB.AuditOf(ctx, id, 2*historyShown)
	if err != nil {
		return nil, err
	}
	var shown []views.HistoryRow
	for _, r := range rows {
		deed, told := deeds[[2]string{r.Event, r.Result}]
		if told && len(shown) < historyShown {
			shown = append(shown, views.HistoryRow{When: a.moment(r.At), What: deed})
		}
	}
	return shown, nil
}
