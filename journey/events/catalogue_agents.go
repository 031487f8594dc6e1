package events

// Events about agents and their access. All their names begin with agent-: the log of agents' acts selects them by this
// prefix, whatever the actor.
var (
	AgentAdded = add(row{
		name:  "agent-added",
		means: "an agent was added (`login`, `role`)",
		acts:  says{ok: "a ajouté un agent"},
	})
	AgentInvited = add(row{
		name:  "agent-invited",
		means: "an agent got a new enrolment secret (`login`, `role`): what they came in with before is dead",
		acts:  says{ok: "a donné un nouveau secret d'enrôlement à un agent"},
	})
	AgentRole = add(row{
		name:  "agent-role-changed",
		means: "a supervisor gave an agent another role (`login`, `role`)",
		acts:  says{ok: "a changé le rôle d'un agent"},
	})
	AgentNamed = add(row{
		name:  "agent-named",
		means: "a supervisor changed how colleagues read an agent's name (`login`)",
		acts:  says{ok: "a changé le nom affiché d'un agent"},
	})
	AgentDisabled = add(row{
		name:  "agent-disabled",
		means: "an agent may no longer come in (`login`)",
		acts:  says{ok: "a retiré l'accès d'un agent"},
	})
	AgentEnrolled = add(row{
		name:  "agent-enrolled",
		means: "an agent has chosen password and second factor (`way`)",
		acts:  says{ok: "a ouvert son accès"},
	})
	AgentLogin = add(row{
		name:  "agent-login",
		means: "an agent came in (`way`), or was refused (`way`, `login`; `cause` where nobody has the login, which is not kept: it may be a password; by the directory `login` is the name that it gave, with the `cause`)",
		acts:  says{ok: "est entré", refused: "une entrée a été refusée", blocked: "une entrée a été refusée après trop de tentatives"},
	})
	AgentBound = add(row{
		name:  "agent-directory-bound",
		means: "an agent came in by the caisse's directory for the first time (`login`, `role`)",
		acts:  says{ok: "est entré pour la première fois par l'annuaire de la caisse"},
	})
	AgentDirectoryRole = add(row{
		name:  "agent-directory-role",
		means: "the directory gave an agent another role at a login (`login`, `role`)",
		acts:  says{ok: "a reçu un autre rôle de l'annuaire de la caisse"},
	})
	AgentAwaited = add(row{
		name:  "agent-directory-awaited",
		means: "a supervisor lets the directory bring in somebody of this name (`login`): what the agent came in with before is dead",
		acts:  says{ok: "attend un agent par l'annuaire de la caisse"},
	})
	AgentDirectoryLogout = add(row{
		name:  "agent-directory-logout",
		means: "the directory ended an agent's sessions (`login`)",
		acts:  says{ok: "l'annuaire de la caisse a fermé des sessions"},
	})
	AgentLogout = add(row{
		name:  "agent-logout",
		means: "an agent logged out",
		acts:  says{ok: "s'est déconnecté"},
	})
	AgentDenied = add(row{
		name:  "agent-denied",
		means: "an agent asked for what their role does not open (`object`: the right)",
		acts:  says{refused: "a demandé ce que son rôle n'ouvre pas"},
	})
	AgentProved = add(row{
		name:  "agent-password-proved",
		means: "an agent gave a wrong current password before a change of their own access",
		acts:  says{refused: "a donné un mot de passe actuel faux", blocked: "a donné trop de mots de passe actuels faux"},
	})
	AgentPassword = add(row{
		name:  "agent-password-changed",
		means: "an agent chose another password; their other sessions ended",
		acts:  says{ok: "a changé son mot de passe"},
	})
	AgentKeyAdded = add(row{
		name:  "agent-passkey-added",
		means: "an agent added a passkey (`object`: its name)",
		acts:  says{ok: "a ajouté une clé d'accès"},
	})
	AgentKeyRemoved = add(row{
		name:  "agent-passkey-removed",
		means: "an agent removed a passkey (`object`: its name)",
		acts:  says{ok: "a retiré une clé d'accès"},
	})
	AgentTOTPSet = add(row{
		name:  "agent-authenticator-set",
		means: "an agent set up an authenticator application",
		acts:  says{ok: "a enregistré une application de codes"},
	})
	AgentTOTPRemoved = add(row{
		name:  "agent-authenticator-removed",
		means: "an agent removed the authenticator application",
		acts:  says{ok: "a retiré son application de codes"},
	})
	AgentCodes = add(row{
		name:  "agent-recovery-codes",
		means: "an agent drew new recovery codes; the old ones are dead",
		acts:  says{ok: "a demandé de nouveaux codes de secours"},
	})
	AgentSessions = add(row{
		name:  "agent-sessions-closed",
		means: "an agent closed their other sessions",
		acts:  says{ok: "a fermé ses autres sessions"},
	})
	AgentsLog = add(row{
		name:    "agent-log-read",
		means:   "a supervisor read what agents did (`login`: of whom; `object`: of which day; the target: about which account)",
		account: true,
		desk:    says{ok: "journal des agents lu pour ce dossier"},
		acts:    says{ok: "a lu ce journal"},
	})
)
