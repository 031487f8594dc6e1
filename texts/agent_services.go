package texts

// Messages to supervisors about the clients of the OpenID provider.
const (
	ServiceAdded      = "Le service est ajouté."
	ServiceRemoved    = "Le service est retiré : on n'y entre plus par une connexion ici."
	ServiceGone       = "Ce service n'est pas, ou plus, dans la liste."
	ServiceNameTaken  = "Ce nom est déjà celui d'un service. Choisissez-en un autre, ou donnez à ce service un nouveau secret."
	ServiceChanged    = "Ce service, ou son secret, a changé entre-temps. Rien n'a été fait."
	ServicePublic     = "Ce service est public : il n'a pas de secret."
	ServiceChooseKind = "Dites si le service peut garder un secret."
)
