package desk

import "sesame/journey/acts"

// RightLabels describes each right in French.
var RightLabels = map[acts.Right]string{
	acts.MayEnter:              "Se connecter, gérer son propre accès, voir cette page",
	acts.MayFind:               "Chercher un adhérent, voir sa fiche, s'assurer au téléphone que c'est bien lui, noter un message suspect",
	acts.MayReset:              "Réinitialiser un mot de passe : e-mail, SMS, courrier, remise au guichet",
	acts.MayApprove:            "Approuver ce qu'un autre agent demande : une réinitialisation, la fermeture d'un espace privé, un effacement",
	acts.MayUnblock:            "Lever un blocage",
	acts.MayCorrect:            "Corriger des coordonnées, régler les différences avec le fichier, noter une tutelle ou un mandat",
	acts.MayCloseSessions:      "Fermer les sessions d'un adhérent",
	acts.MaySuspend:            "Suspendre l'accès d'un adhérent, le rétablir",
	acts.MayCloseAccounts:      "Fermer des espaces privés avec l'accord d'un second agent, les rouvrir",
	acts.MayCloseAccountsAlone: "Fermer des espaces privés sans cet accord",
	acts.MayExport:             "Télécharger ce qui est gardé d'un adhérent, pour le lui remettre",
	acts.MayErase:              "Effacer un adhérent, avec l'accord d'un second agent",
	acts.MayRelease:            "Faire partir, ou refuser, ce qui attend un accord : SMS, courriers, e-mails au-delà d'un plafond",
	acts.MayAnswer:             "Lire les messages du formulaire de contact et y répondre",
	acts.MayKeepReadyAnswers:   "Écrire, changer et supprimer les réponses types",
	acts.MaySetAside:           "Mettre de côté des lignes de « À voir »",
	acts.MayActOnMany:          "Envoyer de nouveaux mots de passe à beaucoup d'adhérents à la fois depuis « À voir », et en exporter les listes",
	acts.MayPrint:              "Imprimer les courriers, les marquer postés ou revenus",
	acts.MayImport:             "Charger les fichiers du système de gestion",
	acts.MaySeeFigures:         "Voir les statistiques",
	acts.MayManageAgents:       "Ajouter un agent, changer son rôle, lui retirer l'accès",
	acts.MayManageClients:      "Ajouter et retirer les services qui s'ouvrent par une connexion ici",
	acts.MayReadLog:            "Lire le journal des actes des agents",
	acts.MaySeeState:           "Voir l'état du service et le faire vérifier",
}
