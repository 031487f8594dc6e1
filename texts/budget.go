package texts

import (
	"fmt"
	"time"
)

// Messages about the budgets of SMS, letters and contact e-mails, and about what waits for an agent because of them.
const (
	SMSWait           = "Beaucoup de SMS sont demandés en ce moment. Le vôtre peut attendre l'accord d'un agent. Par e-mail, le message part tout de suite."
	HeldOver          = "Il n'y a plus rien à décider pour ce que vous avez choisi : un collègue l'a déjà fait, ou c'était trop tard. La liste est à jour."
	HeldNothingChosen = "Cochez ce que vous voulez décider, ou choisissez « tout »."
	HeldLetterQuarter = "courrier : déjà trois en 90 jours pour cet adhérent"
	HeldLetterBudget  = "courrier : plafond des courriers atteint"
	HeldContact       = "copie d'un message du formulaire de contact"
	HeldWaits         = "attend l'accord d'un agent"
	HeldRefused       = "pas parti : un agent l'a refusé,"
	HeldUseless       = "pas parti : son code ne servait plus,"
	HeldForgotten     = "pas parti : aucun agent n'a donné son accord à temps, abandonné"
	BudgetFull        = "Plafond atteint : ce que des inconnus demandent attend l'accord d'un agent. Regardez « En attente », et prévenez la personne qui s'occupe du service."
	BudgetNear        = "Le plafond est proche. Au-delà, ce que des inconnus demandent attendra l'accord d'un agent."
)

// HeldLeft says how many messages and letters were released, and how many were not sent because their code was no longer
// valid.
func HeldLeft(n, useless int) string {
	said := ""
	switch {
	case n > 0:
		said = Plural(n, "Un envoi part.", "%d envois partent.")
	case useless == 0:
		return "Rien n'est parti : le compte est fermé."
	}
	if useless == 0 {
		return said
	}
	return Join(said, Plural(useless, "Un code ne servait plus : il n'est pas parti.", "%d codes ne servaient plus : ils ne sont pas partis."))
}

// HeldStopped says how many messages and letters will not be sent.
func HeldStopped(n int) string {
	return Plural(n, "Un envoi ne partira pas.", "%d envois ne partiront pas.")
}

// budgetNames are the names of the budgets at the beginning of a line.
var budgetNames = map[string]string{"sms": "SMS", "letter": "Courriers", "contact": "E-mails du formulaire de contact"}

// BudgetUse says how much of a budget is used: « SMS : 52 en une heure, pour un plafond de 60 ».
func BudgetUse(budget string, window time.Duration, spent, ceiling int) string {
	span := "en 24 heures"
	if window == time.Hour {
		span = "en une heure"
	}
	return fmt.Sprintf("%s : %d %s, pour un plafond de %d", budgetNames[budget], spent, span, ceiling)
}
