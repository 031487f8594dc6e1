package events

// Events about letters and messages.
var (
	LettersSeen = add(row{
		name: "letters-seen", account: true,
		means: "an agent looked at names and towns of letters (`numbers`): the queue (`object`), a batch, those of a `request`, or one of the target's",
		desk:  says{ok: "courrier regardé"},
		acts:  says{ok: "a regardé des courriers"},
	})
	LettersPrinted = add(row{
		name:  "letters-printed",
		means: "letters of a batch went to paper (`numbers`)",
		acts:  says{ok: "a imprimé des courriers"},
	})
	LettersPosted = add(row{
		name:  "letters-posted",
		means: "letters of a batch went to the post (`numbers`)",
		acts:  says{ok: "a marqué des courriers comme postés"},
	})
	LettersRenewed = add(row{
		name:  "letters-reprinted",
		means: "letters that were lost, spoilt or late were taken out (`numbers`, `cause`)",
		acts:  says{ok: "a renouvelé des courriers"},
	})
	LetterRenewed = add(row{
		name: "letter-renewed", account: true,
		means: "a member's letter waits to be printed again; a temporary password is another one, and the old one is dead (`numbers`, `cause`)",
		desk:  says{ok: "courrier refait"},
		acts:  says{ok: "a renouvelé un courrier"},
	})
	LetterLost = add(row{
		name: "letter-lost", account: true,
		means: "a member told an agent that a posted letter never came (`request`, `motive`, `note`); another one takes its place, unless it was of no use any more",
		desk:  says{ok: "courrier jamais arrivé, dit l'adhérent"},
		acts:  says{ok: "a fait refaire un courrier jamais arrivé"},
	})
	LetterReturned = add(row{
		name: "letter-returned", account: true,
		means: "the post brought a letter back (`numbers`, `cause`); its temporary password is dead",
		desk:  says{ok: "courrier revenu"},
		acts:  says{ok: "a marqué un courrier comme revenu"},
		out:   "letter.returned",
	})
	AddressAccepted = add(row{
		name: "letter-address-accepted", account: true,
		means: "an agent let a letter's address be abbreviated, or be tried again after one came back",
		desk:  says{ok: "adresse postale acceptée telle quelle"},
		acts:  says{ok: "a accepté l'adresse d'un courrier"},
	})
	IdentifierSent = add(row{
		name: "identifier-sent", account: true,
		means:  "an agent had the identifier sent alone to the postal address of the file (`request`, `motive`, `note`)",
		member: says{ok: "identifiant envoyé par lettre, par un agent de la caisse"},
		desk:   says{ok: "identifiant envoyé par lettre"},
	})
	EnvelopeName = add(row{
		name: "envelope-name-shortened", account: true,
		means: "an agent shortened a name that is too long for the window of an envelope (`request`, `motive`, `note`); later letters have it too, until the file has another name",
		desk:  says{ok: "nom raccourci sur l'enveloppe"},
		acts:  says{ok: "a raccourci un nom sur l'enveloppe"},
	})
	HeldReleased = add(row{
		name: "held-released", account: true,
		means: "an agent let a message or a letter leave that waited because of a ceiling, or of three letters in 90 days (`channel`, `request`, `motive`, `note`); blocked: its code was of no use any more, and nothing left",
		desk:  says{ok: "envoi en attente : accord donné", blocked: "envoi en attente : pas parti, son code ne servait plus"},
		acts:  says{ok: "a fait partir un envoi en attente", blocked: "n'a pas fait partir un envoi dont le code ne servait plus"},
	})
	HeldDeclined = add(row{
		name: "held-declined", account: true,
		means: "an agent decided that such a message or letter does not leave (`channel`, `request`, `motive`, `note`); blocked: nobody decided in time, or the account is closed",
		desk:  says{ok: "envoi en attente : refusé", blocked: "envoi en attente : pas parti, faute d'accord à temps"},
		acts:  says{ok: "a refusé un envoi en attente", blocked: "n'a pas eu d'accord à temps pour un envoi"},
	})
	HeldListed = add(row{
		name:  "held-listed",
		means: "an agent looked at what waits because of a ceiling",
		acts:  says{ok: "a regardé les envois en attente d'accord"},
	})
	BudgetHigh = add(row{
		name:  "budget-high",
		means: "a budget (`object`: sms, letter, contact) is used up by 80 % within an hour or a day (`way`; `numbers`)",
		acts:  says{ok: "a vu un plafond d'envois proche"},
	})
	MessageRefused = add(row{
		name: "message-refused", account: true,
		means: "the relay or gateway refused a message for good because of its destination (`channel`, `cause`; `object`: the provider of the mailbox, if it is a great one)",
		desk:  says{refused: "un message a été refusé"},
		out:   "member.contact_bounced",
	})
	MessageBounced = add(row{
		name: "message-bounced", account: true,
		means:  "a message that had left came back, or was told not to arrive (`channel`; `cause`: the status of RFC 3463 or of the gateway; `object`: the provider of the mailbox, if it is a great one)",
		desk:   says{refused: "un message n'a pas pu être remis"},
		figure: FigureBounced, detail: ofChannel,
		out: "member.contact_bounced",
	})
)
