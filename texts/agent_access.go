package texts

// Messages to agents about their own access.
const (
	PasskeyAdded        = "La clé d'accès est ajoutée."
	PasskeyDropped      = "La clé d'accès est retirée. Vos autres sessions sont fermées."
	PasskeyNotAdded     = "La clé n'a pas pu être ajoutée. Recommencez, ou servez-vous d'une application."
	AuthenticatorSet    = "L'application est enregistrée. Si vous en aviez une autre, ses codes ne servent plus."
	AuthenticatorGone   = "L'application est retirée. Vos autres sessions sont fermées."
	AuthenticatorWrong  = "Ce code n'est pas celui que l'application doit montrer. Vérifiez l'heure de votre téléphone, puis donnez le code suivant."
	PasswordChanged     = "Votre mot de passe est changé. Vos autres sessions sont fermées."
	OtherSessionsClosed = "Vos autres sessions sont fermées."
	LastFactor          = "C'est votre seul second facteur. Ajoutez-en un autre d'abord : une clé d'accès ou une application."
)

// The effect of each act on an agent's own access, on the page that asks for the proof.
const (
	AboutAddingPasskey     = "Un téléphone, un ordinateur ou une clé USB de plus répondra pour vous."
	AboutDroppingPasskey   = "Elle ne vous fera plus entrer. Vos autres sessions seront fermées."
	AboutAuthenticator     = "Elle montrera un code de 6 chiffres. Si vous en avez une autre, la nouvelle la remplace."
	AboutDroppingTOTP      = "Ses codes ne vous feront plus entrer. Vos autres sessions seront fermées."
	AboutNewRecoveryCodes  = "Les anciens ne serviront plus."
	AboutClosingOtherLogin = "Celle-ci reste ouverte."
)
