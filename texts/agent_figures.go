package texts

// Explanations of what the figures count.
const (
	FiguresJourneys = "Un parcours compte le jour où il a commencé, dès que l'identifiant ou le mot de passe a été donné. " +
		"« Laissé » : abandonné, recommencé ou resté sans suite ; on le sait le lendemain."
	FiguresCodes    = "Les codes faux comptent aussi ceux qui ont été essayés avec un identifiant inconnu."
	FiguresLetters  = "Un courrier évité est un mot de passe temporaire parti par e-mail ou SMS : sans eux, il aurait fallu l'imprimer et le poster."
	FiguresMessages = "Tous les messages acceptés par le serveur de messagerie ou la passerelle SMS, codes compris."
)

// What a supervisor should do about a count of « Comment ça va ».
const (
	AdviseFigureForgotten = "Rappelez sur le site et à l'accueil que « J'ai oublié mon mot de passe » suffit, sans agent."
	AdviseFigureTemporary = "Regardez si les courriers partent assez vite pour la durée des mots de passe temporaires."
	AdviseFigureCode      = "Regardez à « État » si les e-mails et les SMS partent sans retard, et quels fournisseurs les refusent."
	AdviseFigureBlocked   = "Regardez « Limites atteintes » : si des inconnus essaient des identifiants, prévenez l'informatique."
	AdviseFigureContact   = "Faites corriger ces coordonnées dans le système de gestion aussi, sinon l'écart revient."
	AdviseFigureLetter    = "Regardez les courriers revenus et les adresses à corriger avec le service du courrier."
	AdviseFigurePassword  = "Si ce nombre monte d'un coup, regardez « Limites atteintes » : des inconnus essaient peut-être."
	AdviseFigureReplaced  = "Ces adhérents font plusieurs demandes à la suite : un message en retard en est souvent la cause."
	AdviseFigureHardened  = "Le mode renforcé a commencé : des inconnus essaient des codes. Prévenez l'informatique."
	AdviseFigureAnswer    = "Vérifiez que les montants et les cartes du dernier fichier sont à jour."
	AdviseFigureDoubt     = "Redites aux agents comment prouver que c'est bien l'adhérent : la page « Droits » mène à ce que vaut chaque preuve."
	AdviseFigureAttack    = "Prévenez l'informatique, et gardez les plafonds tant que cela dure."
	AdviseFigureStolen    = "Prévenez le délégué à la protection des données et l'informatique."
	AdviseFigureMails     = "Regardez plus bas qui les refuse, puis « À voir » pour demander d'autres adresses."
	AdviseFigureReturned  = "Ces adresses n'existent plus ou la boîte est pleine : « À voir » dit chez qui les demander de nouveau."
	AdviseFigureSMS       = "La passerelle ne veut pas de ces numéros : faites-les vérifier dans le fichier."
	AdviseFigureSMSLost   = "Ces téléphones n'ont rien reçu : si ce nombre monte d'un coup, demandez pourquoi à l'opérateur de SMS."

	AdviseFigureProvider       = "Demandez ces adresses de nouveau. Si le nombre monte d'un coup, ce fournisseur nous refuse : prévenez l'informatique."
	AdviseFigureOtherProviders = "C'est souvent une faute dans l'adresse : faites-les relire avec l'adhérent."
)
