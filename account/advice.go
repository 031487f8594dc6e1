package account

import "strings"

const (
	adviceTooLong  = "Ce mot de passe est trop long : 128 caractères au plus. Choisissez-en un plus court."
	advicePersonal = "Évitez votre nom, votre date de naissance, votre adresse et vos numéros : remplacez-les par des mots sans rapport avec vous."
	adviceRepeat   = "Les répétitions se devinent vite : remplacez-les par un ou deux mots sans rapport entre eux."
	adviceKeyboard = "Les touches qui se suivent au clavier se devinent vite : remplacez-les par un ou deux mots sans rapport entre eux."
	adviceSequence = "Les suites comme abcd ou 1234 se devinent vite : remplacez-les par un ou deux mots sans rapport entre eux."
	adviceDate     = "Les dates et les années se devinent vite : remplacez-les par un ou deux mots sans rapport entre eux."
	adviceWord     = "Les mots et les prénoms courants se devinent vite, même avec une majuscule et des chiffres : ajoutez un ou deux mots sans rapport entre eux."
	adviceShort    = "Ce mot de passe est trop simple : ajoutez un ou deux mots sans rapport entre eux."
	adviceFair     = "Ce mot de passe convient. Un mot de plus, sans rapport avec les autres, le rendrait fort."
	adviceStrong   = "Ce mot de passe est fort. Ne l'utilisez que pour ce site."
)

// adviceRules names what is missing: « Ajoutez une majuscule et un chiffre. »
func adviceRules(rules []Rule) string {
	wanted := map[string]string{
		"length": "des caractères, il en faut au moins 8", "upper": "une majuscule", "lower": "une minuscule",
		"digit": "un chiffre", "special": "un caractère spécial comme - ! ? ou *",
	}
	var missing []string
	for _, r := range rules[1:] {
		if !r.Met {
			missing = append(missing, wanted[r.ID])
		}
	}
	if !rules[0].Met { // its sentence is longer: last
		missing = append(missing, wanted["length"])
	}
	last := missing[len(missing)-1]
	if len(missing) == 1 {
		return "Ajoutez " + last + "."
	}
	return "Ajoutez " + strings.Join(missing[:len(missing)-1], ", ") + " et " + last + "."
}

// advice says how to do better, from the pattern that takes the most room in the password.
func advice(l Level, e estimation) string {
	switch {
	case l == Strong:
		return adviceStrong
	case e.personal:
		return advicePersonal
	case l == Fair:
		return adviceFair
	case e.repeats:
		return adviceRepeat
	}
	widest, pattern := 0, ""
	for _, m := range e.sequence {
		if len(m.Token) > widest {
			widest, pattern = len(m.Token), m.Pattern
		}
	}
	switch pattern {
	case "repeat":
		return adviceRepeat
	case "spatial":
		return adviceKeyboard
	case "sequence":
		return adviceSequence
	case "date", "regex":
		return adviceDate
	case "dictionary":
		return adviceWord
	}
	return adviceShort
}
