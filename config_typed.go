package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lookAlikes are characters that word processors and web pages put in place of those typed on a keyboard.
var lookAlikes = map[rune]string{
	'\u00a0': "une espace insécable", '\u202f': "une espace insécable", '\u2009': "une espace fine", '\u200b': "une espace invisible", '\ufeff': "un signe invisible", '\u00ad': "un trait d'union invisible",
	'’': "une apostrophe courbe", '‘': "une apostrophe courbe", '“': "un guillemet courbe", '”': "un guillemet courbe", '«': "un guillemet", '»': "un guillemet", '–': "un tiret long", '—': "un tiret long",
	'…': "des points de suspension en un signe", '；': "un point-virgule large", '：': "un deux-points large",
}

// quotes are the pairs of quotation marks that people put around a value.
var quotes = []string{`""`, "''", "“”", "‘’", "«»", "``"}

// unfit says why a value is refused, before the setting's own parser reads it.
func (s setting) unfit(v string) error {
	if err := s.typed(v); err != nil {
		return err
	}
	if s.path {
		if err := pathFault(v); err != nil {
			return err
		}
	}
	if s.isDemo(v) {
		return fmt.Errorf("« %s » est une valeur de la démonstration ; donnez celle de la caisse", v)
	}
	return nil
}

// controlFault refuses a value with a control character: terminals obey it, and pages and letters cannot show it.
func controlFault(v string) error {
	for _, r := range v {
		if unicode.IsControl(r) {
			return fmt.Errorf("la valeur contient le caractère de commande U+%04X, qui ne se voit pas : retirez-le", r)
		}
	}
	return nil
}

// typed refuses what no setting's value may contain: leftovers of a copy and paste, quotes, or a comment on the same line.
func (s setting) typed(v string) error {
	if strings.ContainsAny(v, "\r\n\x00") {
		return errors.New("la valeur tient sur une ligne")
	}
	if !utf8.ValidString(v) {
		return errors.New("la valeur n'est pas en UTF-8")
	}
	if err := controlFault(v); err != nil {
		return err
	}
	for _, r := range v {
		if unicode.Is(unicode.Co, r) { // the pages use private-use characters as marks of their own
			return fmt.Errorf("la valeur contient le caractère U+%04X, d'une police particulière (souvent une icône) : retirez-le", r)
		}
	}
	for _, pair := range quotes {
		open, _ := utf8.DecodeRuneInString(pair)
		end, _ := utf8.DecodeLastRuneInString(pair)
		if utf8.RuneCountInString(v) >= 2 && strings.HasPrefix(v, string(open)) && strings.HasSuffix(v, string(end)) {
			return fmt.Errorf("la valeur est entre %c et %c : retirez-les", open, end)
		}
	}
	if s.prose {
		return nil
	}
	for _, r := range v {
		if what := lookAlikes[r]; what != "" {
			return fmt.Errorf("la valeur contient %s (U+%04X), venue d'une copie : tapez-la au clavier", what, r)
		}
	}
	if strings.Contains(v, " #") && !s.secret {
		return errors.New("la valeur contient « # » : un commentaire se met sur une ligne à lui")
	}
	return nil
}
