package journey

import "sesame/account"

// Personalisation replaces a temporary password by the member's own.
var Personalisation = Journey{
	Name: "personnalisation", Path: "/personnalisation", Start: "/connexion", Title: "Personnalisation du mot de passe",
	Steps: []Step{
		{Name: "mot-de-passe", Number: 1, Guide: "Changement de votre mot de passe",
			When: func(f Facts) bool { return f.Path == "" },
			Done: func(f Facts) bool { return f.PasswordChosen }},
		// Path is set while this browser must prove itself, because another browser entered the temporary password first.
		{Name: "code", Number: 1, Guide: "Mot de passe temporaire déjà utilisé",
			When: func(f Facts) bool { return f.Path == account.ByCode },
			Done: never},
		{Name: "question", Number: 1, Guide: "Mot de passe temporaire déjà utilisé",
			When: func(f Facts) bool { return f.Path == account.ByQuestion },
			Done: never},
		{Name: "sans-preuve", Number: 1, Guide: "Mot de passe temporaire déjà utilisé",
			When: func(f Facts) bool { return f.Path == account.ByLetter },
			Done: never},
		{Name: "coordonnees", Number: 2, Guide: "Confirmation de vos coordonnées",
			When: always,
			Done: func(f Facts) bool { return f.ContactsStated }},
		{Name: "adresse-email", Number: 3, Guide: "Confirmation de votre adresse email",
			When: always,
			Done: func(f Facts) bool { return f.AddressVerified }},
		{Name: "confirmation", Number: 4, Guide: "Confirmation", When: always, Done: never},
	},
}

// Change lets a logged-in member choose another password.
var Change = Journey{
	Name: "changement", Path: "/espace/mon-compte/mot-de-passe", Start: "/espace/mon-compte/mot-de-passe", Title: "Changement de mot de passe",
	Steps: []Step{
		{Name: "mot-de-passe-actuel", Number: 1, Guide: "Votre mot de passe actuel",
			When:  always,
			Done:  func(f Facts) bool { return f.PasswordProved },
			Opens: true},
		{Name: "nouveau-mot-de-passe", Number: 2, Guide: "Changement de votre mot de passe",
			When: always,
			Done: func(f Facts) bool { return f.PasswordChosen },
			Back: "mot-de-passe-actuel"},
		{Name: "confirmation", Number: 3, Guide: "Confirmation", When: always, Done: never},
	},
}

// Address changes the e-mail address of a logged-in member, once a code sent to it is confirmed.
var Address = Journey{
	Name: "adresse", Path: "/espace/mon-compte/adresse", Start: "/espace/mon-compte/adresse", Title: "Changement d'adresse e-mail",
	Steps: []Step{
		{Name: "saisie", Number: 1, Guide: "Votre nouvelle adresse e-mail",
			When:  always,
			Done:  func(f Facts) bool { return f.AddressStated },
			Opens: true},
		{Name: "code", Number: 2, Guide: "Confirmation de votre adresse email",
			When: always,
			Done: func(f Facts) bool { return f.AddressVerified },
			Back: "saisie"},
		{Name: "confirmation", Number: 3, Guide: "Confirmation", When: always, Done: never},
	},
}

// Phones changes the telephone numbers of a logged-in member. A new mobile number takes effect once a code sent to it
// is confirmed; without a new mobile number the journey ends with its first step.
var Phones = Journey{
	Name: "telephones", Path: "/espace/mon-compte/telephones", Start: "/espace/mon-compte/telephones", Title: "Changement de numéro de téléphone",
	Steps: []Step{
		{Name: "saisie", Number: 1, Guide: "Vos numéros de téléphone",
			When:  always,
			Done:  func(f Facts) bool { return f.AddressStated },
			Opens: true},
		{Name: "code", Number: 2, Guide: "Confirmation de votre numéro de portable",
			When: always,
			Done: func(f Facts) bool { return f.AddressVerified },
			Back: "saisie"},
		{Name: "confirmation", Number: 3, Guide: "Confirmation", When: always, Done: never},
	},
}

// Forgotten is « oubli ». Its cases are branches of one table: the path determines which rows apply, and an unknown
// identifier has a path like any other.
var Forgotten = Journey{
	Name: "oubli", Path: "/mot-de-passe-oublie", Start: "/mot-de-passe-oublie", Title: "Mot de passe oublié",
	Steps: []Step{
		{Name: "identifiant", Number: 1, Guide: "Vérification de votre identité",
			When:  always,
			Done:  func(f Facts) bool { return f.Path != "" },
			Opens: true},
		{Name: "canal", Number: 2, Guide: "Demande d'un nouveau mot de passe",
			When: always,
			Done: func(f Facts) bool { return f.ChannelChosen },
			Back: "identifiant"},
		{Name: "question", Number: 3, Guide: "Question de sécurité",
			When: func(f Facts) bool { return f.Path == account.ByQuestion },
			Done: func(f Facts) bool { return f.Answered },
			Back: "canal"},
		{Name: "impasse", Number: 3, Guide: "Demande d'un nouveau mot de passe",
			When: func(f Facts) bool { return f.Path == account.ByCode && f.Blocked },
			Done: func(f Facts) bool { return f.LetterAccepted }},
		{Name: "code", Number: 3, Guide: "Demande d'un nouveau mot de passe",
			When: func(f Facts) bool { return f.Path == account.ByCode && !f.Blocked },
			Done: func(f Facts) bool { return f.CodeRight }},
		{Name: "confirmation", Number: 4, Guide: "Confirmation", When: always, Done: never},
	},
}

// Registration is « inscription », for a caisse without a registration page of its own. The question comes before the
// channel, unless a stranger has answered it wrong: then a code comes before both.
var Registration = Journey{
	Name: "inscription", Path: "/inscription", Start: "/inscription", Title: "Inscription",
	Steps: []Step{
		{Name: "identifiant", Number: 1, Guide: "Vérification de votre identité",
			When:  always,
			Done:  func(f Facts) bool { return f.Path != "" },
			Opens: true},
		{Name: "question", Number: 2, Guide: "Question de sécurité",
			When: func(f Facts) bool { return f.Path == account.ByQuestion },
			Done: func(f Facts) bool { return f.Answered },
			Back: "identifiant"},
		{Name: "canal", Number: 3, Guide: "Demande d'un mot de passe",
			When: always,
			Done: func(f Facts) bool { return f.ChannelChosen }},
		{Name: "impasse", Number: 3, Guide: "Demande d'un mot de passe", Template: "oubli/impasse",
			When: func(f Facts) bool { return f.Path == account.ByCode && f.Blocked },
			Done: func(f Facts) bool { return f.LetterAccepted }},
		{Name: "code", Number: 3, Guide: "Demande d'un mot de passe", Template: "oubli/code",
			When: func(f Facts) bool { return f.Path == account.ByCode && !f.Blocked },
			Done: func(f Facts) bool { return f.CodeRight }},
		{Name: "confirmation", Number: 4, Guide: "Confirmation", When: always, Done: never},
	},
}
