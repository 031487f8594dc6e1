package texts

// Messages to agents during the login.
const (
	AgentLoggedOut       = "Vous avez quitté l'espace des agents."
	AgentSessionMissing  = "Ce navigateur a perdu votre connexion : ce que vous avez demandé n'a pas été fait. Connectez-vous, puis recommencez."
	FactorTooLate        = "Le second facteur n'est pas venu à temps. Recommencez par votre mot de passe."
	AgentLoginIncorrect  = "Agent ou mot de passe incorrect."
	AgentNameMalformed   = "Un nom a 80 lettres et chiffres au plus, avec espaces, virgules, points, apostrophes, traits d'union et parenthèses."
	AgentLoginMalformed  = "Le nom d'un agent a de 2 à 40 lettres sans accent, chiffres, points ou tirets, et commence par une lettre, comme jmartin."
	PasskeyUnrecognised  = "Cette clé n'a pas été reconnue. Recommencez, ou servez-vous d'un code."
	FactorCodeWrong      = "Ce code n'est pas bon, ou il a déjà servi. Attendez le suivant, ou servez-vous d'un code de secours."
	EnrolmentSecretWrong = "Ce secret n'ouvre pas cet accès : il a servi, il est périmé, ou il est mal recopié. Demandez-en un autre à qui vous l'a donné."
	ForeignForm          = "Cette demande vient d'un autre site que le nôtre. Rien n'a été fait. Ouvrez l'espace des agents, et recommencez d'ici."
)

// RecoveryCodeUsed tells an agent who logged in with a recovery code how many are left.
func RecoveryCodeUsed(left int) string {
	rest := Plural(left, "Il vous reste un code.", "Il vous reste %d codes.")
	if left == 0 {
		rest = "Il ne vous reste aucun code."
	}
	return Join("Vous êtes entré avec un code de secours, qui ne servira plus.", rest, "Remplacez vite le second facteur que vous n'avez plus.")
}
