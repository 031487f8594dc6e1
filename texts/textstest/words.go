package textstest

import (
	"fmt"
	"regexp"
	"strings"
)

// Guide lists sentences of the caisse's guide that break a rule of this package. The screens keep them, and the rules
// ignore them.
var Guide = []string{
	"Confirmation de votre adresse email",
	"Votre adresse email a été vérifiée.",
	"Votre adresse email est",
	"Email & Mot de passe",
	"Saisir le code de confirmation",
	"Comment désirez-vous recevoir votre mot de passe temporaire ?",
	"Par sécurité, nous devons vérifier votre identité.",
	"Pour utiliser Mon espace privé MSA, vous devez confirmer vos coordonnées.",
	"Vous devez le personnaliser.",
	"Votre mot de passe doit contenir un minimum de 8 caractères en combinant des chiffres, des majuscules, des minuscules et des caractères spéciaux",
	"Inscrivez-vous rapidement dès maintenant.",
	"après vous être connecté à Mon espace privé MSA",
}

// aWord is the word that members read for a thing, and the pattern of other words that they must never read for it.
type aWord struct {
	word    string
	refused *regexp.Regexp
}

// words is the catalogue: one word per thing, the guide's if it has one.
var words = []aWord{
	{"e-mail", regexp.MustCompile(`(?i)(^|[^-\pL.@])(e?mails?|courriels?|méls?)($|[^\pL])`)},
	{"lettre, for paper", regexp.MustCompile(`(?i)courriers?($|[^\pL])|\bplis?\b`)},
	{"SMS", regexp.MustCompile(`(?i)\btextos?\b`)},
	{"mot de passe temporaire", regexp.MustCompile(`(?i)provisoire|code d'accès|mot de passe initial`)},
	{"code de confirmation", regexp.MustCompile(`(?i)code de (sécurité|vérification|validation)`)},
	{"question de sécurité", regexp.MustCompile(`(?i)question (d'identité|secrète|personnelle)`)},
	{"écrire, for what goes into a field", regexp.MustCompile(`(?i)(^|[^\pL])(re)?(saisi[erst]?|saisies?|saisir|saisiss|tapez|taper|tapé|renseign)|(^|[^\pL])(entrez|entrer) (le|la|votre|un|ce) (code|mot|identifiant|numéro)`)},
	{"caractère spécial", regexp.MustCompile(`(?i)(^|[^\pL])(signes?|symboles?)($|[^\pL])`)},
	{"téléphone portable", regexp.MustCompile(`(?i)(^|[^\pL])(téléphone|numéro de) mobile`)},
	{"facture de cotisations", regexp.MustCompile(`(?i)appels? de cotisations?|avis de cotisations?`)},
	{"numéro de sécurité sociale", regexp.MustCompile(`(^|[^\pL])NIR($|[^\pL])|(?i)numéro (d')?insee|sécu($|[^\pL])`)},
	{"appareil, for where somebody is connected", regexp.MustCompile(`(?i)(^|[^\pL])sessions?($|[^\pL])|(^|[^\pL])terminal`)},
	{"caisse", regexp.MustCompile(`(?i)notre organisme|votre organisme|votre MSA`)},
	{"agent", regexp.MustCompile(`(?i)conseill(er|ère)s?($|[^\pL])|opérateurs? de la caisse`)},
	{"what fits women and men", regexp.MustCompile(`(?i)(^|[^\pL])vous[^.!?:]*connecté($|[^\pL])|vous restez adhérent`)},
	{"se connecter", regexp.MustCompile(`(?i)authentifi|(^|[^\pL])(login|log)($|[^\pL])`)},
	{"carte Vitale", regexp.MustCompile(`carte vitale|Carte vitale`)},
}

// WithoutGuide removes the guide's sentences from lines.
func WithoutGuide(lines ...string) (kept []string) {
	for _, line := range lines {
		line = Plain(line)
		for _, said := range Guide {
			line = strings.ReplaceAll(line, said, "")
		}
		kept = append(kept, line)
	}
	return kept
}

// Faults returns what makes lines hard to read: words other than those of the catalogue, and sentences that are too long.
func Faults(lines ...string) (faults []string) {
	for _, sentence := range Sentences(WithoutGuide(lines...)...) {
		for _, w := range words {
			if said := w.refused.FindString(sentence); said != "" {
				faults = append(faults, fmt.Sprintf("« %s » says %q; the word is %s", sentence, said, w.word))
			}
		}
		if n := len(Words(sentence)); n > longestSentence {
			faults = append(faults, fmt.Sprintf("« %s » has %d words", sentence, n))
		}
	}
	return faults
}
