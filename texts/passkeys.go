package texts

// Messages to members about their passkeys.
const (
	MemberPasskeyAdded   = "Votre empreinte ou votre visage ouvre maintenant votre espace avec cet appareil. Votre mot de passe marche toujours."
	MemberPasskeyRemoved = "Cet appareil n'ouvre plus votre espace par l'empreinte ou le visage. Votre mot de passe marche toujours."
	MemberPasskeyRefused = "Votre empreinte ou votre visage n'a pas ouvert votre espace. Connectez-vous avec votre identifiant et votre mot de passe."
	MemberPasskeyMissed  = "L'appareil n'a pas été ajouté. Recommencez, ou continuez avec votre mot de passe seul."
	MemberPasskeyTooMany = "Vous avez déjà 5 appareils qui ouvrent votre espace. Retirez-en un, puis recommencez."
)
