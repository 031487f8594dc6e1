package agent

import "sesame/db"

// blockLabels describes each limit that can block a member.
var blockLabels = map[db.LimitKind]string{
	db.LoginFailures:     "trop de mots de passe faux à la connexion",
	db.PasswordProofs:    "mot de passe actuel donné faux trop de fois",
	db.TemporaryFailures: "mot de passe temporaire donné faux trop de fois",
	db.WrongCodes:        "trop de codes faux",
	db.CodesSent:         "tous les codes possibles ont été envoyés",
	db.QuestionsAnswered: "la question de sécurité a déjà eu une réponse fausse",
}
