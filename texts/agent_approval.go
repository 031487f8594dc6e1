package texts

// Messages about an act that a second agent must approve.
const (
	ApprovalWaits      = "Une demande pour cet adhérent attend déjà l'accord d'un second agent."
	ApprovalOfSlip     = "Votre accord est donné : votre collègue peut remettre la feuille, pendant 30 minutes."
	ApprovalRefused    = "La demande est refusée ; qui l'avait faite le lit sur la fiche."
	ApprovalWithdrawn  = "Votre demande est retirée."
	ApprovalUnanswered = "Tombée sans réponse : elle n'a plus d'effet. Réinitialisez de nouveau s'il le faut."
	ApprovalDecided    = "Rien n'a été fait : cette demande n'attend plus."
	ApprovalReplaced   = "Rien n'a été fait. La demande que vous avez vue n'attend plus ; en voici une autre."
	ApprovalOwn        = "Vous avez fait cette demande : un autre agent doit décider."
	ApprovalNotYours   = "Seul qui a fait cette demande peut la retirer."
	ApprovalStale      = "Les coordonnées ont changé depuis la demande : rien n'a été fait. Que l'agent la retire et recommence."
)

// Why an agent may not approve a request.
const (
	AskerWithoutRight = "Qui a fait cette demande n'a plus le droit de la faire : elle n'a plus d'effet, rien n'a été fait. " +
		"Refusez-la, puis réinitialisez vous-même s'il le faut."
	ApproverCorrected = "Vous avez corrigé ces coordonnées : un autre agent doit décider."
	ApproverNone      = "Aucun collègue n'a d'accès pour donner cet accord : réinitialisez par lettre, ou demandez à un superviseur d'ajouter un agent."
)

// ApproverTooNew says from when the agent may approve requests: « le 3 novembre 2026 à 14 h 05 ».
func ApproverTooNew(from string) string {
	return "Votre accès n'avait pas 48 heures quand cette demande a été faite : un agent qui l'avait déjà doit décider. Vous pourrez approuver les demandes faites à partir de ce moment : " + from + "."
}

// AskerTooNew says from when the agent may make such a request.
func AskerTooNew(from string) string {
	return "Votre accès a moins de 48 heures : demandez à un collègue de faire cette demande, ou réinitialisez par lettre. Vous pourrez la faire " + from + "."
}

// ApproverLater says from when a request can be approved by a colleague.
func ApproverLater(from string) string {
	return "Aucun collègue n'a son accès depuis 48 heures : une demande ne pourra être approuvée que si elle est faite à partir de ce moment : " + from + ". Le courrier, lui, part sans accord."
}

// ApprovalGranted says who approved and when.
func ApprovalGranted(decider, when string) string {
	return "Approuvée par " + decider + " " + when + "."
}

// ApprovalDeclined says who refused, when and why.
func ApprovalDeclined(decider, when, why string) string {
	return "Refusée par " + decider + " " + when + " : « " + why + " »"
}

// ApprovalTakenBack says who withdrew the request and when.
func ApprovalTakenBack(decider, when string) string {
	return "Retirée par " + decider + " " + when + "."
}

// ApprovalOvertaken says since when the request has no purpose any more.
func ApprovalOvertaken(since string) string {
	return "Sans objet depuis " + since + " : l'adhérent a été aidé autrement, ou ses coordonnées ont changé."
}
