package courier

import (
	"fmt"
	"io"
	"time"

	"github.com/boombuler/barcode/qr"

	"sesame/account"
	"sesame/account/keywords"
)

// KeySheet is the content of the printed key, besides the words of the keys.
type KeySheet struct {
	Keys        [][]byte // of the key file, oldest first
	Fingerprint string   // of the database that they open
	At          time.Time
}

const (
	keysOnFirst  = 3 // keys under the explanations
	keysOnOthers = 5
	keyHeight    = 53.0
	keyTop       = 121.0 // on the first sheet
	wordWidth    = 29.0
	wordHeight   = 6.2
	squareSide   = 42.0
)

// WriteKeySheet writes a PDF with the keys as words and as squares. The output is deterministic.
func WriteKeySheet(w io.Writer, c account.Caisse, s KeySheet, loc *time.Location) error {
	p := newPaper(c, loc, "Clé de la base")
	p.dated(s.At)
	p.AddPage()
	p.keyHead(s)
	top := keyTop
	for i, key := range s.Keys {
		if i >= keysOnFirst && (i-keysOnFirst)%keysOnOthers == 0 {
			p.AddPage()
			top = p.GetY()
			p.text("B", 11, 6, fmt.Sprintf("Clé de la base %s, suite", s.Fingerprint))
			top += 10
		}
		if err := p.key(top, i+1, len(s.Keys), key); err != nil {
			return err
		}
		top += keyHeight
	}
	p.foot("Sésame, clé de la base " + s.Fingerprint)
	return p.write(w)
}

func (p *paper) keyHead(s KeySheet) {
	p.SetXY(marginLeft, 18)
	p.text("B", 16, 8, "Clé de la base")
	p.text("B", 12, 6, p.caisse.Name)
	at := s.At.In(p.loc)
	p.text("", 11, 5.5, "Imprimée le "+paperDay(at)+" à "+frenchHour(at)+". Empreinte de la base : "+s.Fingerprint+". "+
		account.Counted(len(s.Keys), "clé.", "clés : toutes sont nécessaires."))
	p.Ln(3)
	p.text("", 11, 5.5, "Cette feuille remplace le fichier de clé s'il est perdu. Sans elle et sans lui, la base et ses copies ne se lisent plus, et personne ne peut les rouvrir. "+
		"Avec elle, qui détient une copie de la base lit tout ce que les adhérents ont confié.")
	p.Ln(2)
	p.text("B", 11, 5.5, "Où la garder")
	p.text("", 11, 5.5, "Dans une enveloppe fermée et signée, au coffre, loin de l'ordinateur et des copies de la base. Ne la photographiez pas, ne l'envoyez pas. "+
		"Après « sesame key rotate », imprimez-en une nouvelle, qui dit toutes les clés, et détruisez celle-ci.")
	p.Ln(2)
	p.text("B", 11, 5.5, "Comment s'en servir")
	p.text("", 11, 5.5, "Sur l'ordinateur du service, sous son compte : « sesame key restore ». Tapez les mots de gauche à droite, ligne par ligne. "+
		"Les majuscules, les accents et les numéros ne comptent pas, et les quatre premières lettres d'un mot suffisent ; un mot faux est signalé. "+
		"Le carré dit la même chose à un lecteur de codes QR : « sesame key restore FICHIER » lit son texte.")
}

// key draws one key: its words in lines, and its QR code beside them.
func (p *paper) key(top float64, number, of int, key []byte) error {
	p.SetXY(marginLeft, top)
	p.text("B", 11, 6, fmt.Sprintf("Clé %d sur %d", number, of))
	for i, word := range keywords.Words(byte(number), key) { //nolint:gosec // G115: a key file has 255 keys at most
		x, y := marginLeft+float64(i%keywords.PerLine)*wordWidth, top+7+float64(i/keywords.PerLine)*wordHeight
		p.SetXY(x, y)
		p.SetFont("atkinson", "", 7)
		p.CellFormat(4.5, wordHeight, fmt.Sprint(i+1), "", 0, "R", false, 0, "")
		p.SetFont("atkinson", "", 12)
		p.SetXY(x+6, y)
		p.CellFormat(wordWidth-6, wordHeight, word, "", 0, "L", false, 0, "")
	}
	return p.square(marginLeft+textWidth-squareSide, top+6, keywords.Square(number, of, key))
}

// square draws a QR code with its quiet zone, squareSide wide.
func (p *paper) square(left, top float64, text string) error {
	code, err := qr.Encode(text, qr.M, qr.AlphaNumeric)
	if err != nil {
		return fmt.Errorf("draw the square of a key: %w", err)
	}
	const quiet = 4 // modules
	side := squareSide / float64(code.Bounds().Dx()+2*quiet)
	p.modules(left+quiet*side, top+quiet*side, side, code)
	return nil
}
