package held

import (
	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

var (
	loginMethods  = map[string]string{"password": "mot de passe", "temporary": "mot de passe temporaire", "franceconnect": "FranceConnect", "passkey": "clé d'accès"} //nolint:gosec // G101: words for ways in
	channelWords  = map[account.Channel]string{account.Email: "e-mail", account.SMS: "SMS"}
	messageStates = map[db.MessageState]string{db.MessageWaiting: "en attente", db.MessageSent: "parti", db.MessageRefused: "refusé", db.MessageExpired: "périmé"}
	fateWords     = map[db.Fate]string{db.FateDelivered: "remis", db.FateDelayed: "retardé", db.FateBounced: "non remis"}
	letterKinds   = map[db.LetterKind]string{db.PasswordLetter: texts.CarriesPassword, db.IdentifierLetter: texts.CarriesIdentifier, db.AnswerLetter: texts.CarriesAnswer}
	letterStates  = map[db.LetterState]string{db.LetterWaiting: "en attente", db.LetterPrinted: "imprimé", db.LetterPosted: "posté", db.LetterReturned: "revenu", db.LetterExpired: "périmé", db.LetterRenewed: "refait"}
	sourceWords   = map[db.Source]string{db.FromFile: "le système de gestion", db.FromMember: "vous", db.FromAgent: "un agent"}
	entryKinds    = map[db.ContactEntryKind]string{db.EntryAnswer: "réponse", db.EntryReply: "votre réponse", db.EntryNote: "note entre agents", db.EntryCall: "appel", db.EntryTaken: "pris en charge", db.EntryAssigned: "confié", db.EntryClosed: "classé"}
	mandateKinds  = map[db.MandateKind]string{db.Guardianship: "tutelle", db.Curatorship: "curatelle", db.FamilyAuthority: "habilitation familiale", db.PowerOfAttorney: "mandat", db.OtherAuthorisation: "autre"}
)
