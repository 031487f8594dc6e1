package events

// The life of an account: suspended, closed, opened again, erased.
var (
	MemberSuspended = add(row{
		name: "member-suspended", account: true,
		means:  "an agent or the command line suspended an account (`motive`, `note`; `cause` as of `sessions-closed`): nobody logs in until it is resumed",
		member: says{ok: "suspension de l'accès par un agent de la caisse"},
		desk:   says{ok: "accès suspendu"},
	})
	MemberResumed = add(row{
		name: "member-resumed", account: true,
		means:  "an agent or the command line ended the suspension (`motive`, `note`)",
		member: says{ok: "fin de la suspension de l'accès"},
		desk:   says{ok: "suspension levée"},
	})
	MemberClosed = add(row{
		name: "member-closed", account: true,
		means:  "an account was closed (`cause`: at the day that the file names, or why; `motive`, `note`; `login` of who had asked, where a second agent has approved): its logins were ended, and what had not left does not leave",
		member: says{ok: "fermeture de l'espace privé"},
		desk:   says{ok: "compte fermé"},
		out:    "member.closed",
	})
	MemberReopened = add(row{
		name: "member-reopened", account: true,
		means:  "a closed account was opened again in time (`motive`, `note`)",
		member: says{ok: "réouverture de l'espace privé"},
		desk:   says{ok: "compte rouvert"},
	})
	MemberEmptied = add(row{
		name: "member-emptied", account: true,
		means: "password, contacts and passkeys of an account were erased, because it has been closed for long",
		desk:  says{ok: "mot de passe et coordonnées effacés"},
	})
	MemberExported = add(row{
		name: "member-exported", account: true,
		means:  "everything that is held about a member was written into a file, for an agent or by the command line (`motive`, `note`), or what concerns the member, by themselves",
		member: says{ok: "copie des données personnelles"},
		desk:   says{ok: "données personnelles exportées"},
	})
	MemberErased = add(row{
		name: "member-erased", account: true, asked: true,
		means: "everything that is held about a member was erased but for this log, which names nobody (`motive`, `note`; `login` of who had asked, where a second agent has approved)",
		desk:  says{ok: "compte effacé"},
		out:   "member.closed",
	})
	EndingAsked = add(row{
		name: "ending-asked", account: true,
		means: "the end of an account waits for a second agent (`object`: `close`, `erase`; `cause`, `motive`, `note`)",
		desk:  says{ok: "accord d'un second agent demandé pour mettre fin au compte"},
	})
	EndingGranted = add(row{
		name: "ending-granted", account: true,
		means: "the second agent approved it (`object`, `cause`, `motive`, `note`)",
		desk:  says{ok: "fin du compte approuvée"},
	})
	EndingRefused = add(row{
		name: "ending-refused", account: true,
		means: "the second agent refused it (`object`, `cause`, `motive`, `note`)",
		desk:  says{ok: "fin du compte refusée"},
	})
	EndingCancelled = add(row{
		name: "ending-cancelled", account: true,
		means: "the agent who had asked for it took the request back (`object`, `cause`, `motive`, `note`)",
		desk:  says{ok: "demande de fin du compte retirée"},
	})
)
