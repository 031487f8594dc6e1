package texts

// Messages about a new or a current password. The advice of the gauge is beside its rules.
const (
	PasswordTooLong   = "Votre mot de passe est trop long : 128 caractères au plus."
	PasswordRules     = "Ce mot de passe ne remplit pas encore toutes les conditions."
	PasswordsDiffer   = "Les deux mots de passe ne sont pas les mêmes. Écrivez-les de nouveau."
	PasswordOnce      = "Écrivez le même mot de passe dans les deux champs."
	PasswordUnchanged = "Ce mot de passe est déjà le vôtre. Choisissez-en un autre."
	PasswordTooNear   = "Ce mot de passe ressemble trop à celui que vous avez. Choisissez-en un qui n'a rien à voir."
	PasswordNotYours  = "Ce mot de passe n'est pas votre mot de passe actuel."
	PasswordManyTried = "Vous avez essayé beaucoup de mots de passe. Prenez celui qui vous est proposé, ou recommencez dans une heure."
	PasswordProposed  = "Voici un autre mot de passe."
)
