package courier

import (
	"fmt"
	"strings"

	"sesame/account"
	"sesame/db"
)

// whatIdentifier explains in a letter what the identifier is, by its kind.
var whatIdentifier = map[account.Kind]string{
	account.NIR:   "C'est votre numéro de sécurité sociale, 13 caractères, sans la clé.",
	account.SIRET: "C'est votre numéro SIRET, 14 chiffres.",
	account.Tiers: "C'est le numéro donné par votre caisse.",
}

// identifierGroups holds the lengths of the groups in which the characters of an identifier are printed, so that it can
// be copied without mistakes.
var identifierGroups = map[account.Kind][]int{account.NIR: {1, 2, 2, 2, 3, 3}, account.SIRET: {3, 3, 3, 5}}

// grouped splits an identifier into groups, with spaces between them.
func grouped(kind account.Kind, identifier string) string {
	var groups []string
	for _, n := range identifierGroups[kind] {
		n = min(n, len(identifier))
		groups, identifier = append(groups, identifier[:n]), identifier[n:]
	}
	if identifier != "" {
		groups = append(groups, identifier)
	}
	return strings.Join(groups, "  ")
}

// identifier draws a letter with a member's identifier, and nothing that gives access to the account.
func (p *paper) identifier(l db.LetterPayload) {
	p.heading("Votre identifiant", l)
	p.text("", bodySize, bodyLine, "Vous avez demandé à votre caisse l'identifiant de votre espace privé. Le voici. "+whatIdentifier[l.Kind])
	p.framed(grouped(l.Kind, l.Number))
	p.text("", bodySize, bodyLine, "Les espaces ne comptent pas.")
	p.Ln(2.5)
	p.text("B", bodySize, bodyLine, "Ce que vous devez faire")
	p.numbered(p.opening(),
		"Écrivez cet identifiant, puis votre mot de passe. Appuyez sur « Se connecter ».",
		"Vous n'avez plus de mot de passe ? Choisissez « J'ai oublié mon mot de passe » : la page vous guide.",
		"Gardez cette lettre chez vous. Ne donnez votre mot de passe à personne : votre caisse ne vous le demandera jamais.")
	p.Ln(2.5)
	p.text("", bodySize, bodyLine, fmt.Sprintf("Ce n'est pas vous qui avez fait cette demande ? Appelez-nous au %s. Nous répondons %s.", p.caisse.Phone, p.caisse.Hours))
}
