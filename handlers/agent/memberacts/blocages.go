package memberacts

import "sesame/db"

// BlockLabels describes each limit of Acts.Blocks.
var BlockLabels = map[db.LimitKind]string{
	db.LoginFailures:     "trop de mots de passe faux, donnés de navigateurs inconnus",
	db.KnownFailures:     "trop de mots de passe faux à la connexion",
	db.PasswordProofs:    "mot de passe actuel donné faux trop de fois",
	db.TemporaryFailures: "mot de passe temporaire donné faux trop de fois",
	db.OwnWrongCodes:     "trop de codes faux",
	db.OwnCodesSent:      "tous les codes possibles ont été envoyés",
}
