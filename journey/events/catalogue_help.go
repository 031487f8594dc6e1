package events

// Acts of agents for members.
var (
	MemberSearched = add(row{
		name:  "member-searched",
		means: "an agent searched (`numbers`: how many were found, never the words)",
		acts:  says{ok: "a cherché un adhérent"},
	})
	MemberSeen = add(row{
		name: "member-seen", account: true,
		means: "an agent looked at a member, once a visit; or had to wait, after many members in an hour",
		desk:  says{ok: "fiche consultée", blocked: "fiche demandée, mais trop de fiches en une heure"},
	})
	PasswordReset = add(row{
		name: "password-reset", account: true, asked: true,
		means:  "an agent reset a password (`channel`, `note`; `login` of who had asked, where a second agent has approved); or had to wait, after many in an hour (`note`)",
		member: says{ok: "réinitialisation du mot de passe par un agent de la caisse"},
		desk:   says{ok: "mot de passe réinitialisé", blocked: "réinitialisation demandée, mais trop en une heure"},
		out:    OutPassword,
	})
	ApprovalAsked = add(row{
		name: "approval-asked", account: true,
		means: "a reset to a contact changed lately waits for a second agent (`channel`, `note`)",
		desk:  says{ok: "accord d'un second agent demandé pour réinitialiser"},
	})
	ApprovalGranted = add(row{
		name: "approval-granted", account: true,
		means: "the second agent approved (`channel`, `motive`, `note`)",
		desk:  says{ok: "réinitialisation approuvée"},
	})
	ApprovalRefused = add(row{
		name: "approval-refused", account: true,
		means: "the second agent refused (`channel`, `motive`, `note`)",
		desk:  says{ok: "réinitialisation refusée"},
	})
	ApprovalCancelled = add(row{
		name: "approval-cancelled", account: true,
		means: "the agent who had asked took the request back (`channel`, `motive`, `note`)",
		desk:  says{ok: "demande de réinitialisation retirée"},
	})
	Unblocked = add(row{
		name: "unblocked", account: true,
		means:  "an agent lifted the limits of an account (`note`)",
		member: says{ok: "levée d'un blocage par un agent de la caisse"},
		desk:   says{ok: "blocage levé"},
	})
	ContactsCorrected = add(row{
		name: "contacts-corrected", account: true,
		means:  "an agent put other values in `contacts` (`note`)",
		member: says{ok: "correction des coordonnées par un agent de la caisse"},
		desk:   says{ok: "coordonnées corrigées"},
	})
	DifferenceSettled = add(row{
		name: "difference-settled", account: true,
		means: "an agent decided between one of the `contacts` and the file's (`cause`: which was taken; `motive`, `note`)",
		desk:  says{ok: "écart avec le fichier réglé"},
	})
	SuspectReported = add(row{
		name:   "suspect-reported",
		means:  "a caller told an agent of a message that is not the caisse's (`channel`; `request`: the number that it carries)",
		acts:   says{ok: "a noté un message suspect"},
		figure: FigureSuspect, detail: ofChannel,
	})
	DifferencesListed = add(row{
		name:  "differences-listed",
		means: "an agent looked at the contacts that differ from the file (`object`: of which kind), or took the list away as a file (`way`, `numbers`)",
		acts:  says{ok: "a regardé les différences avec le fichier"},
	})
	TodoListed = add(row{
		name:  "todo-listed",
		means: "an agent looked at a work list (`object`), or took it away as a file (`way`, `numbers`)",
		acts:  says{ok: "a regardé une liste de « À voir »"},
	})
	TodoSetAside = add(row{
		name: "todo-set-aside", account: true,
		means: "an agent put an entry of a work list aside (`object`: which list, or what accounts have in common; `motive`, `note`)",
		desk:  says{ok: "mis de côté dans « À voir »"},
		acts:  says{ok: "a mis de côté une ligne de « À voir »"},
	})
	LeftOutListed = add(row{
		name:  "left-out-listed",
		means: "an agent looked at values of the files that could not be read (`object`: of which column), or took the list away as a file (`way`, `numbers`)",
		acts:  says{ok: "a regardé les valeurs laissées de côté"},
	})
	LeftOutDismissed = add(row{
		name: "left-out-dismissed", account: true,
		means: "an agent put such a value aside (`object`: of which column; `motive`, `note`)",
		desk:  says{ok: "valeur du fichier écartée"},
	})
	SessionsClosed = add(row{
		name: "sessions-closed", account: true,
		means:  "an agent closed the sessions of an account (`note`; `cause`: where somebody acts for the member, whether a caller was asked or the caisse decided)",
		member: says{ok: "déconnexion de tous les appareils par un agent de la caisse"},
		desk:   says{ok: "sessions fermées"},
	})
	CounterAnswered = add(row{
		name: "counter-answered", account: true,
		means:  "at the counter: the identity question was put by an agent",
		member: says{ok: "bonne réponse à la question de sécurité, au guichet"},
		desk:   says{ok: "réponse juste au guichet", refused: "réponse fausse au guichet", blocked: "question posée au guichet, mais fermée"},
	})
	CallAnswered = add(row{
		name: "call-answered", account: true,
		means:  "on the telephone: the identity question was put by an agent",
		member: says{ok: "bonne réponse à la question de sécurité, au téléphone"},
		desk:   says{ok: "réponse juste au téléphone", refused: "réponse fausse au téléphone", blocked: "question posée au téléphone, mais fermée"},
	})
	CallBegun = add(row{
		name: "call-begun", account: true,
		means: "on the telephone: the words of a call were drawn",
		desk:  says{ok: "appel commencé"},
	})
	CallWordsSent = add(row{
		name: "call-words-sent", account: true,
		means: "on the telephone: the words of the call left (`channel`, `note`)",
		desk:  says{ok: "mots à entendre au téléphone envoyés"},
	})
	CallCodeSent = add(row{
		name: "call-code-sent", account: true,
		means:  "on the telephone: a code left (`channel`, `note`)",
		member: says{ok: "envoi d'un code à dire à un agent de la caisse"},
		desk:   says{ok: "code à dire au téléphone envoyé"},
	})
	CallCodeTried = add(row{
		name: "call-code-tried", account: true,
		means:  "on the telephone: the code was read back",
		member: says{ok: "identité vérifiée au téléphone par un agent de la caisse"},
		desk:   says{ok: "identité vérifiée par téléphone", refused: "code dit au téléphone faux", blocked: "code dit au téléphone : trop d'essais"},
	})
	CallSpellingSent = add(row{
		name: "call-spelling-sent", account: true,
		means:  "on the telephone: a code left to a contact that nobody has verified (`channel`, `note`)",
		member: says{ok: "envoi d'un code à dire à un agent de la caisse"},
		desk:   says{ok: "code envoyé à un moyen non vérifié"},
	})
	ContactSpelt = add(row{
		name: "contact-spelt", account: true,
		means:  "on the telephone: a code to one of the `contacts` that nobody has verified came back, so it is written as it should be",
		member: says{ok: "coordonnée relue avec un agent de la caisse"},
		desk:   says{ok: "orthographe d'un moyen vérifiée par un code"},
	})
	ContactTrusted = add(row{
		name: "contact-trusted", account: true,
		means:  "on the telephone: one of the `contacts` counts as verified, because the member has shown who they are and a code has reached it",
		member: says{ok: "coordonnée vérifiée avec un agent de la caisse"},
		desk:   says{ok: "nouveau moyen vérifié, après une preuve forte"},
	})
	MandateAdded = add(row{
		name: "mandate-added", account: true,
		means:  "an agent noted that somebody acts for a member (`object`: of which kind; `motive`, `note`)",
		member: says{ok: "une personne peut agir pour vous : noté par un agent de la caisse"},
		desk:   says{ok: "tutelle ou mandat noté"},
	})
	MandateEnded = add(row{
		name: "mandate-ended", account: true,
		means:  "an agent noted that somebody acts for a member no more (`motive`, `note`)",
		member: says{ok: "une personne ne peut plus agir pour vous : noté par un agent de la caisse"},
		desk:   says{ok: "fin d'une tutelle ou d'un mandat notée"},
	})
	ContactsListed = add(row{
		name:  "contact-messages-listed",
		means: "an agent looked at the list of contact messages (`object`: which part; `numbers`)",
		acts:  says{ok: "a regardé la liste des messages de contact"},
	})
	ContactRead = add(row{
		name: "contact-message-read", account: true,
		means: "an agent looked at a contact message (`request`); its sender's account is the target where the identifier in it is right",
		desk:  says{ok: "message de contact lu"},
		acts:  says{ok: "a lu un message de contact"},
	})
	ContactTaken = add(row{
		name: "contact-message-taken", account: true,
		means: "an agent looks after a contact message (`request`)",
		desk:  says{ok: "message de contact pris en charge"},
		acts:  says{ok: "a pris en charge un message de contact"},
	})
	ContactAnswered = add(row{
		name: "contact-message-answered", account: true,
		means: "an agent answered a contact message by e-mail or by letter (`request`, `channel`)",
		desk:  says{ok: "message de contact répondu"},
		acts:  says{ok: "a répondu à un message de contact"},
	})
	ContactAssigned = add(row{
		name: "contact-message-assigned", account: true,
		means: "an agent gave a contact message to a colleague (`request`, `login`)",
		desk:  says{ok: "message de contact confié"},
		acts:  says{ok: "a confié un message de contact"},
	})
	ContactNoted = add(row{
		name: "contact-message-noted", account: true,
		means: "an agent added a note among agents to a contact message (`request`)",
		desk:  says{ok: "note sur un message de contact"},
		acts:  says{ok: "a écrit une note sur un message de contact"},
	})
	ContactCalled = add(row{
		name: "contact-message-called", account: true,
		means: "an agent called the sender of a contact message back (`request`)",
		desk:  says{ok: "rappel de la personne pour un message de contact"},
		acts:  says{ok: "a rappelé la personne pour un message de contact"},
	})
	ContactReplied = add(row{
		name: "contact-message-replied", account: true,
		means: "a reply by mail was added to the thread of a contact message (`request`)",
		desk:  says{ok: "réponse reçue à un message de contact"},
	})
	ContactsSearched = add(row{
		name:  "contact-messages-searched",
		means: "an agent searched the contact messages (`numbers`)",
		acts:  says{ok: "a cherché un message de contact"},
	})
	ReadyKept = add(row{
		name:  "ready-answer-kept",
		means: "a supervisor added or changed a ready answer (`object`: its title)",
		acts:  says{ok: "a enregistré une réponse type"},
	})
	ReadyRemoved = add(row{
		name:  "ready-answer-removed",
		means: "a supervisor removed a ready answer (`object`: its title)",
		acts:  says{ok: "a supprimé une réponse type"},
	})
	ContactClosed = add(row{
		name: "contact-message-closed", account: true,
		means: "an agent put a contact message away without an answer (`request`, `cause`)",
		desk:  says{ok: "message de contact classé sans réponse"},
		acts:  says{ok: "a classé un message de contact"},
	})
)
