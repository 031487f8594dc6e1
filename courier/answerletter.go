package courier

import (
	"fmt"
	"strings"

	"sesame/db"
)

// An answer is set smaller than other letters, so that acts.LetterAnswerLines fit on its page. A text in capitals,
// whose lines hold fewer characters, is set smaller still.
const (
	answerSize = 11.0
	answerLine = 5.2
)

// answer draws a letter with an agent's answer to a contact message. It does not repeat the message, because its author
// may not be the person who reads the letter.
func (p *paper) answer(l db.LetterPayload) {
	p.titled("Notre réponse à votre message", "Message", l)
	p.text("", bodySize, bodyLine, "Vous nous avez écrit par le formulaire de contact. Voici notre réponse au message "+l.Request+".")
	p.Ln(2)
	greetings := "Cordialement,\n" + p.caisse.Name
	end := fmt.Sprintf("Une question, ou ce n'est pas vous qui avez écrit ? Appelez-nous au %s. Nous répondons %s.", p.caisse.Phone, p.caisse.Hours)
	p.fit(l.Words, footTop-p.GetY()-bodyLine*(1+p.lines(bodySize, greetings)+p.lines(bodySize, end)))
	p.Ln(bodyLine / 2)
	p.text("", bodySize, bodyLine, greetings)
	p.Ln(bodyLine / 2)
	p.text("", bodySize, bodyLine, end)
}

// fit draws an answer in at most height millimetres, in a smaller size if needed.
func (p *paper) fit(words string, height float64) {
	part := 1.0
	for p.lines(part*answerSize, words)*part*answerLine > height {
		part -= 0.02
	}
	for paragraph := range strings.SplitSeq(words, "\n") {
		if strings.TrimSpace(paragraph) == "" {
			p.Ln(part * answerLine)
			continue
		}
		p.text("", part*answerSize, part*answerLine, paragraph)
	}
}

// unbroken replaces no-break spaces by letters for counting lines, because SplitText would end a line at them.
var unbroken = strings.NewReplacer("\u00a0", "n", "\u202f", "n")

// lines returns how many lines the paragraphs of a text take at most from margin to margin.
func (p *paper) lines(size float64, s string) (n float64) {
	p.SetFont("atkinson", "", size)
	for paragraph := range strings.SplitSeq(s, "\n") {
		n += float64(max(1, len(p.SplitText(unbroken.Replace(typeset(paragraph)), textWidth))))
	}
	return n
}
