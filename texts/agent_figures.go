package texts

// What the figures count.
const (
	FiguresJourneys = "Un parcours compte le jour où il a commencé, dès que l'identifiant ou le mot de passe a été donné. " +
		"« Laissé » : abandonné, recommencé ou resté sans suite ; on le sait le lendemain."
	FiguresCodes    = "Les codes faux comptent aussi ceux qui ont été essayés avec un identifiant inconnu."
	FiguresLetters  = "Un courrier évité est un mot de passe temporaire parti par e-mail ou SMS : sans eux, il aurait fallu l'imprimer et le poster."
	FiguresMessages = "Tous les messages acceptés par le serveur de messagerie ou la passerelle SMS, codes compris."
)
