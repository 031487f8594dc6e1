package courier

import (
	"io"
	"time"

	"sesame/account"
	"sesame/db"
)

// Slip writes a one-page PDF with a temporary password that an agent hands over at the counter. It uses Name, Secret,
// Request, At and Until. The output is deterministic.
func Slip(w io.Writer, c account.Caisse, s db.LetterPayload, loc *time.Location) error {
	p := newPaper(c, loc, "Mot de passe temporaire")
	p.dated(s.At)
	p.AddPage()
	p.sender()
	at := s.At.In(loc)
	p.SetXY(marginLeft, bodyTop)
	p.text("B", 14, 7, "Votre mot de passe temporaire")
	p.text("", 11, 5.5, "Demande "+s.Request+", remis en main propre le "+paperDay(at)+" à "+frenchHour(at))
	p.Ln(3)
	p.text("", bodySize, bodyLine, greeting(s.Name))
	p.Ln(2)
	p.text("", bodySize, bodyLine, "Voici un mot de passe temporaire pour votre espace privé. Il ne sert qu'une fois, pour choisir ensuite le vôtre. "+
		"Vérifiez que le nom ci-dessus est bien le vôtre.")
	p.secret(s)
	p.Ln(2.5)
	p.instructions(s.Kind, "Détruisez cette feuille. Ne donnez ce mot de passe à personne : votre caisse ne vous le demandera jamais.")
	p.Ln(2.5)
	p.text("", bodySize, bodyLine, "Une question ? Appelez-nous au "+c.Phone+". Nous répondons "+c.Hours+".")
	return p.write(w)
}
