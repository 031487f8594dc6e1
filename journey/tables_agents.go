package journey

// Login is an agent's login by password and second factor.
var Login = Journey{
	Name: "agent-connexion", Path: "/agent", Start: "/agent/connexion", Title: "Connexion d'un agent",
	Steps: []Step{
		{Name: "connexion", Template: "agent/connexion", Guide: "Espace des agents",
			When:  always,
			Done:  func(f Facts) bool { return f.PasswordProved },
			Opens: true},
		{Name: "second-facteur", Template: "agent/second-facteur", Guide: "Second facteur",
			When: always,
			Done: func(f Facts) bool { return f.FactorProved }},
		{Name: "codes-restants", Page: "/agent?etat=secours",
			When: func(f Facts) bool { return f.ByRecoveryCode },
			Done: never},
		{Name: "accueil", Page: "/agent", When: always, Done: never},
	},
}

// Enrolment sets up the access of an invited agent. Nothing of it takes effect before the last step.
var Enrolment = Journey{
	Name: "agent-enrolement", Path: "/agent/enrolement", Start: "/agent/enrolement", Title: "Enrôlement d'un agent",
	Steps: []Step{
		{Name: "secret", Template: "agent/enrolement", Number: 1, Guide: "Ouvrir mon accès d'agent",
			When:  always,
			Done:  func(f Facts) bool { return f.SecretProved },
			Opens: true},
		{Name: "mot-de-passe", Template: "agent/mot-de-passe", Number: 2, Guide: "Choisir mon mot de passe d'agent",
			When: always,
			Done: func(f Facts) bool { return f.PasswordChosen }},
		{Name: "second-facteur", Template: "agent/nouveau-facteur", Number: 3, Guide: "Choisir mon second facteur",
			When: always,
			Done: func(f Facts) bool { return f.FactorProved }},
		{Name: "codes-de-secours", Number: 3, Page: "/agent/codes-de-secours", When: always, Done: never},
	},
}

// Passkey adds a passkey to an agent's second factors.
var Passkey = Journey{
	Name: "agent-cle", Path: "/agent/mon-acces/cles", Start: "/agent/mon-acces/cles/ajout", Title: "Ajout d'une clé d'accès",
	Steps: []Step{
		{Name: "ajout", Template: "agent/preuve", Guide: "Ajouter une clé d'accès",
			When:  always,
			Done:  func(f Facts) bool { return f.PasswordProved },
			Opens: true},
		{Name: "nouvelle", Template: "agent/nouveau-facteur", Guide: "Ajouter une clé d'accès",
			When: always,
			Done: func(f Facts) bool { return f.FactorProved }},
		{Name: "mon-acces", Page: "/agent/mon-acces?etat=cle", When: always, Done: never},
	},
}

// Authenticator replaces an agent's authenticator application, or adds the first one.
var Authenticator = Journey{
	Name: "agent-application", Path: "/agent/mon-acces/application", Start: "/agent/mon-acces/application", Title: "Enregistrement d'une application",
	Steps: []Step{
		{Name: "preuve", Template: "agent/preuve", Guide: "Enregistrer une application",
			When:  always,
			Done:  func(f Facts) bool { return f.PasswordProved },
			Opens: true},
		{Name: "nouvelle", Template: "agent/nouveau-facteur", Guide: "Enregistrer mon application",
			When: always,
			Done: func(f Facts) bool { return f.FactorProved }},
		{Name: "mon-acces", Page: "/agent/mon-acces?etat=application", When: always, Done: never},
	},
}

// RecoveryCodes shows an agent's recovery codes once.
var RecoveryCodes = Journey{
	Name: "agent-codes-de-secours", Path: "/agent", Start: "/agent", Title: "Codes de secours d'un agent",
	Steps: []Step{
		{Name: "codes-de-secours", Template: "agent/codes-de-secours", Guide: "Mes codes de secours", When: always, Done: never},
	},
}

// Invitation shows a supervisor the enrolment secret of another agent once.
var Invitation = Journey{
	Name: "agent-invitation", Path: "/agent/agents", Start: "/agent/agents", Title: "Invitation d'un agent",
	Steps: []Step{
		{Name: "secret", Template: "agent/agents-secret", Guide: "Secret d'enrôlement", When: always, Done: never},
	},
}

// ClientSecret shows a supervisor the secret of a client once.
var ClientSecret = Journey{
	Name: "agent-service", Path: "/agent/services", Start: "/agent/services", Title: "Secret d'un service",
	Steps: []Step{
		{Name: "secret", Template: "agent/services-secret", Guide: "Secret d'un service", When: always, Done: never},
	},
}
