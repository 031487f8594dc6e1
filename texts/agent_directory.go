package texts

// Messages to agents who log in by the caisse's directory.
const (
	DirectoryDenied    = "Vous avez quitté l'annuaire de la caisse avant la fin. Recommencez quand vous voulez."
	DirectoryExpired   = "Votre passage par l'annuaire a duré plus de 10 minutes, ou il a été fait deux fois. Recommencez."
	DirectoryDown      = "L'annuaire de la caisse ne répond pas. Réessayez dans quelques minutes. Si cela dure, prévenez votre service informatique : un superviseur qui a un mot de passe ici peut entrer."
	DirectoryFault     = "L'annuaire de la caisse n'a pas permis de vous faire entrer. Recommencez. Si cela se répète, prévenez votre service informatique."
	DirectoryNoRole    = "L'annuaire vous connaît, mais ne vous donne aucun rôle ici. Demandez-en un à qui tient l'annuaire de la caisse, puis entrez de nouveau."
	DirectoryNameTaken = "Un agent a déjà votre nom ici, et rien ne prouve que c'est vous. Demandez à un superviseur de vous attendre par l'annuaire : il le fait sur la page de cet agent."
	DirectoryUnfitName = "L'annuaire vous donne un nom qui ne peut pas servir ici. Prévenez votre service informatique."
	DirectoryNoAccess  = "Votre accès est retiré. Demandez à un superviseur de le rendre."
	DirectoryLeaving   = "Vous avez quitté l'espace des agents. Vous allez quitter aussi l'annuaire."
	DirectoryStays     = "Vous avez quitté l'espace des agents, mais peut-être pas l'annuaire, qui ne répond pas. Fermez toutes les fenêtres du navigateur."
)

// Messages to an agent of the directory about their own access.
const (
	DirectoryOwnPassword = "Vous entrez par l'annuaire de la caisse : c'est là que votre mot de passe se change."
	DirectoryProofLate   = "Votre entrée date de plus de 10 minutes. Déconnectez-vous, entrez de nouveau par l'annuaire, puis recommencez."
)

// Messages to a superviseur about an agent of the directory.
const (
	AgentAwaited      = "L'agent est attendu pendant 72 heures. Il entre avec l'annuaire de la caisse, sous ce nom."
	RoleFromDirectory = "Le rôle de cet agent vient de l'annuaire de la caisse. Il se change là-bas, et compte à la prochaine entrée."
)
