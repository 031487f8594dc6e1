package events

// Acts of members and strangers.
var (
	Login = add(row{
		name: "login", account: true,
		means:  "a session was opened (`way`, or the `journey` at whose end it was) or refused (`way`, `cause`, `request` of a temporary password that was replaced or used)",
		member: says{ok: "connexion", refused: "connexion refusée", blocked: "connexion refusée après trop de tentatives"},
		desk:   says{ok: "connexion réussie"},
		figure: FigureLogin, detail: ofResult, explained: true,
	})
	CookiesRefused = add(row{
		name: "cookies-refused", account: true,
		means: "a browser refused cookies after a right password, or the first step of « oubli » or « inscription »: it went no further",
		desk:  says{refused: "navigateur qui refuse les cookies"},
	})
	PasswordsJudged = add(row{
		name: "passwords-judged", account: true,
		means: "more new passwords of a member were judged in an hour than anybody thinks of: while they were typed, 300, or by the form, 60; each may be a question about the member's data. Without an account: a stranger's network had as many judged",
		desk:  says{blocked: "trop de nouveaux mots de passe essayés en une heure"},
	})
	Logout = add(row{
		name: "logout", account: true,
		means:  "a member logged out",
		member: says{ok: "déconnexion"},
	})
	SessionClosed = add(row{
		name: "session-closed", account: true,
		means:  "a member closed another session of theirs, or all others",
		member: says{ok: "déconnexion d'un autre appareil"},
	})
	BrowserForgotten = add(row{
		name: "browser-forgotten", account: true,
		means:  "a member removed one of their known browsers, which has the limits of strangers again",
		member: says{ok: "retrait d'un navigateur connu"},
	})
	MemberPasskeyAdded = add(row{
		name: "passkey-added", account: true,
		means:  "a member added a passkey: a device that opens their space by a fingerprint, a face or its own code",
		member: says{ok: "ajout d'un appareil qui ouvre l'espace par l'empreinte ou le visage"},
	})
	MemberPasskeyRemoved = add(row{
		name: "passkey-removed", account: true,
		means:  "a member removed a passkey of theirs",
		member: says{ok: "retrait d'un appareil qui ouvrait l'espace par l'empreinte ou le visage"},
	})
	JourneyBegun = add(row{
		name: "journey-begun", account: true,
		means:  "an identifier was given in a `journey` for those who have no password",
		member: says{ok: "demande d'un mot de passe temporaire"},
	})
	CodeSent = add(row{
		name: "code-sent", account: true,
		means:  "a confirmation code left (`channel`), or a limit held it back (`cause`)",
		member: says{ok: "envoi d'un code de confirmation"},
		desk:   says{blocked: "envoi d'un code empêché par une limite"},
		held:   ofCause,
	})
	CodeTried = add(row{
		name: "code-tried", account: true,
		means:  "a confirmation code was typed (`journey`; `cause` of a refusal)",
		member: says{ok: "bon code de confirmation donné", refused: "code de confirmation refusé"},
		desk:   says{blocked: "code de confirmation refusé après trop d'essais"},
		figure: FigureWrongCode, counted: refused, explained: true,
	})
	QuestionAnswered = add(row{
		name: "question-answered", account: true,
		means:     "an answer to the identity question (`cause` of a refusal)",
		member:    says{ok: "bonne réponse à la question de sécurité"},
		desk:      says{refused: "réponse refusée à la question de sécurité"},
		explained: true,
	})
	TemporaryIssued = add(row{
		name: "temporary-password-issued", account: true,
		means:  "a temporary password left (`channel`), or a limit held a letter back",
		member: says{ok: "envoi d'un mot de passe temporaire"},
		desk:   says{blocked: "une limite a empêché l'envoi d'un mot de passe temporaire"},
		figure: FigureReset, counted: byAgent, detail: ofChannel,
	})
	DemandsCancelled = add(row{
		name: "demands-cancelled", account: true,
		means:  "a member, logged in, cancelled the demands for a temporary password in progress, and one that was not used yet",
		member: says{ok: "annulation d'une demande de mot de passe"},
	})
	TemporaryElsewhere = add(row{
		name: "temporary-password-elsewhere", account: true,
		means:  "a right temporary password was entered in another browser than the first: a proof was asked for (refused), or given, and the password is this browser's",
		member: says{ok: "mot de passe temporaire accepté dans un autre navigateur", refused: "mot de passe temporaire entré dans un autre navigateur : une preuve a été demandée"},
	})
	Personalised = add(row{
		name: "password-personalised", account: true,
		means:  "a temporary password was replaced by the member's own",
		member: says{ok: "choix d'un nouveau mot de passe"},
		out:    OutPassword,
	})
	PasswordChanged = add(row{
		name: "password-changed", account: true,
		means:  "a member's own password was replaced",
		member: says{ok: "changement du mot de passe"},
		out:    OutPassword,
	})
	PasswordProved = add(row{
		name: "password-proved", account: true,
		means:  "the current password was asked for and given, or FranceConnect in its place (`way`)",
		member: says{refused: "mot de passe actuel refusé"},
		desk:   says{ok: "mot de passe actuel donné", blocked: "mot de passe actuel refusé après trop d'essais"},
	})
	ContactsConfirmed = add(row{
		name: "contacts-confirmed", account: true,
		means:  "« Je confirme mes coordonnées »",
		member: says{ok: "confirmation des coordonnées"},
	})
	EmailVerified = add(row{
		name: "email-verified", account: true,
		means:  "the code that had gone to an address came back right (`cause` where it is another one than before)",
		member: says{ok: "vérification de l'adresse e-mail"},
		out:    "member.email_verified",
	})
	PhoneVerified = add(row{
		name: "phone-verified", account: true,
		means:  "the code that had gone to a number came back right, for the first time",
		member: says{ok: "vérification du numéro de téléphone portable"},
		out:    "member.phone_verified",
	})
	PhonesChanged = add(row{
		name: "phones-changed", account: true,
		means:  "a member changed a telephone number",
		member: says{ok: "changement d'un numéro de téléphone"},
	})
	ContactMessage = add(row{
		name:  "contact-message",
		means: "somebody sent the contact form",
		acts:  says{ok: "a envoyé un message de contact"},
	})
	Reinforced = add(row{
		name:   "reinforced-mode",
		means:  "everyone's wrong codes passed their limit: new codes are longer and live shorter",
		acts:   says{ok: "a vu trop de codes faux : les nouveaux codes sont plus longs et durent moins"},
		figure: FigureReinforced,
	})
)
