package courier

import (
	"fmt"
	"strings"

	"sesame/db"
)

// Smaller than other letters, so that an answer has room on its page: acts.LetterAnswerLines.
const (
	answerSize = 11.0
	answerLine = 5.2
)

// answer draws a letter with an agent's answer to a contact message. What the message says is not repeated: whoever wrote it may
// not be who reads this.
func (p *paper) answer(l db.LetterPayload) {
	p.titled("Notre réponse à votre message", "Message", l)
	p.text("", bodySize, bodyLine, "Vous nous avez écrit par le formulaire de contact. Voici notre réponse au message "+l.Request+".")
	p.Ln(2)
	for paragraph := range strings.SplitSeq(l.Words, "\n") {
		if strings.TrimSpace(paragraph) == "" {
			p.Ln(answerLine)
			continue
		}
		p.text("", answerSize, answerLine, paragraph)
	}
	p.Ln(bodyLine / 2)
	p.text("", bodySize, bodyLine, "Cordialement,\n"+p.caisse.Name)
	p.Ln(bodyLine / 2)
	p.text("", bodySize, bodyLine, fmt.Sprintf("Une question, ou ce n'est pas vous qui avez écrit ? Appelez-nous au %s. Nous répondons %s.", p.caisse.Phone, p.caisse.Hours))
}
