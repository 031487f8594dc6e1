package events

import "sesame/account"

// The French wording of field values. A value without one is shown as it is, such as the status code of a bounced
// message or the name of a passkey or a client.
var (
	channelWords = map[account.Channel]string{
		account.Email: "par e-mail", account.SMS: "par SMS", account.Letter: "par lettre", account.Counter: "en main propre au guichet",
	}
	contactWords = map[string]string{
		"email": "adresse e-mail", "mobile": "téléphone portable", "landline": "téléphone fixe", "fax": "fax",
	}
	wayWords = map[Way]string{ //nolint:gosec // G101: words
		ByPassword: "mot de passe", ByTemporary: "mot de passe temporaire", ByFranceConnect: "FranceConnect",
		ByPasskey: "clé d'accès", ByTOTP: "code de l'application", ByRecoveryCode: "code de secours",
		BySecret: "secret d'enrôlement", ByDirectory: "annuaire de la caisse", ByCode: "code", AsCSV: "dans un fichier",
		"hour": "en une heure", "day": "en 24 heures",
	}
	objectWords = map[Object]string{
		LetterQueue: "file d'attente", BesideDirectory: "après l'annuaire de la caisse", "adherents": "fichier des adhérents", "paiements": "fichier des paiements",
		"a-traiter": "à traiter", "nouveau": "nouveaux", "pris": "pris en charge", "repondu": "répondus", "classe": "classés", "tous": "tous",
		"miens": "de l'agent", "personne": "de personne", "retard": "en retard", "attente": "en attente de l'adhérent",
		"guardianship": "tutelle", "curatorship": "curatelle", "family-authority": "habilitation familiale", "power-of-attorney": "mandat", "other-authorisation": "autre",
		"jour": "par jour", "semaine": "par semaine",
		"close": "fermeture", "erase": "effacement",
		"sms": "SMS", "letter": "courriers", "contact": "e-mails du formulaire de contact",
		"todo-never": "jamais venus", "todo-returned": "courriers revenus", "todo-email": "e-mails refusés", "todo-sms": "SMS refusés", "todo-closing": "comptes qui se ferment bientôt",
		"todo-shared": "coordonnées partagées", "todo-duplicates": "doublons probables",
		"same-email": "même adresse e-mail", "same-mobile": "même portable", "same-birth": "mêmes nom et naissance", "same-street": "mêmes nom et adresse", "same-siren": "même SIREN",
	}
	causeWords = map[Cause]string{
		WrongPassword: "mot de passe faux", InCapitals: "mot de passe faux, écrit tout en majuscules", UnknownTemporary: "mot de passe temporaire inconnu, ou mal recopié",
		TemporaryUsed: "mot de passe temporaire qui a déjà servi", WrongCode: "code faux", LateCode: "code périmé", TriesUsed: "tous les essais de ce code sont pris",
		HardenedCode: "ce code est trop court depuis le mode renforcé", WrongAnswer: "réponse fausse", AnswerUsed: "une réponse fausse avait fermé la question",
		AnswersMany: "trop de bonnes réponses en un jour",
		Expired:     "mot de passe temporaire périmé", OtherSubject: "un autre compte FranceConnect que la première fois ; réinitialiser le mot de passe, une fois la personne reconnue, permet d'en changer", Replaced: "mot de passe temporaire déjà remplacé", Closed: "ce code ne pouvait plus servir", FormerCode: "un code plus récent l'avait remplacé", OthersCode: "le code d'une autre demande",
		SignCounter: "son compteur est revenu en arrière : la clé a peut-être été copiée", WrongCodes: "trop de codes faux",
		ManyCodes: "trop de codes demandés", LastCode: "le code du dernier message sert encore", Changed: "une autre adresse qu'avant", Kept: "celui de la caisse est gardé",
		FromFile: "celui du fichier est pris", UnknownLogin: "aucun agent n'a ce nom", NoRole: "l'annuaire ne lui donne aucun rôle ici", NameTaken: "un autre agent a ce nom, et personne n'attend celui-ci", UnfitName: "son nom dans l'annuaire ne convient pas", NoAccess: "son accès est retiré", ByCaller: "après avoir demandé qui est là", ByCaisse: "la caisse décide, sans appelant", AllOrNothing: "tout ou rien", GoodLines: "les bonnes lignes",

		// the end of an account
		Suspended: "compte suspendu", EndDate: "à la date du fichier", "death": "décès", "left": "départ vers une autre caisse", "wish": "demande de la personne", "other": "autre raison",

		// reasons why a letter was returned, renewed or dropped
		"unknown": "inconnu à l'adresse (NPAI)", "access": "adresse inaccessible ou incomplète", "refused": "refusé par le destinataire",
		"unclaimed": "non réclamé", "lost": "introuvable", "jam": "feuille abîmée", "unreceived": "jamais reçu",
		"late": "imprimé trop tard", "superseded": "un autre mot de passe l'a remplacé", "used": "arrivé, son mot de passe a servi",

		// reasons why a contact message was closed
		"spoken": "répondu de vive voix", "duplicate": "en double", "unwanted": "indésirable", "elsewhere": "ne concerne pas la caisse",

		// reasons why a request of a service was refused
		ClientUnknown: "service inconnu", WrongSecret: "secret faux", RedirectUnknown: "adresse de retour inconnue", BadRequest: "demande mal faite",
		BadProof: "preuve fausse (PKCE)", CodeUnknown: "code inconnu", CodeLate: "code périmé", CodeAgain: "code déjà échangé",

		// phases of an import
		"checking": "vérification en cours", "checked": "vérifié, attend une décision", "loading": "chargement en cours", "loaded": "chargé",
		"held": "rien n'a été chargé", "failed": "rien n'a été chargé : échec", "cancelled": "annulé", "interrupted": "interrompu", "dropped": "abandonné",
	}
	// numberWords are in display order.
	numberWords = []struct {
		number Number
		words  string
	}{
		{Batch, "lot %d"}, {Batches, "lots : %d"}, {Import, "import %d"}, {Key, "clé %d"}, {Keys, "clés : %d"}, {Page, "page %d"}, {Bytes, "octets : %d"},
		{Letters, "courriers : %d"}, {Found, "trouvés : %d"}, {Added, "ajoutés : %d"}, {Altered, "modifiés : %d"}, {Rejects, "refusés : %d"},
		{Renewed, "renouvelés : %d"}, {Dropped, "abandonnés : %d"},
		{Restored, "rétablis : %d"}, {Removed, "retirés : %d"}, {Stayed, "gardés : %d"},
		{Lines, "lignes : %d"}, {Times, "encore %d fois"},
		{Spent, "partis : %d"}, {Ceiling, "plafond : %d"},
	}
)

// Words is the French wording of a cause; empty when there is none.
func (c Cause) Words() string { return causeWords[c] }

// ChannelWords is the wording of a channel: « par e-mail »; empty for no channel.
func ChannelWords(channel account.Channel) string { return channelWords[channel] }
