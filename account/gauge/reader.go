package gauge

import "sesame/account/gauge/words"

// reader caches the readings of texts for one judgement: a password and its rewritings are often the same.
type reader struct {
	lexicon *words.Lexicon
	made    map[string]*frenchReading
}

func newReader(lexicon *words.Lexicon) *reader {
	return &reader{lexicon, map[string]*frenchReading{}}
}

func (r *reader) read(ascii string) *frenchReading {
	if f := r.made[ascii]; f != nil {
		return f
	}
	lower := lowered(ascii)
	f := &frenchReading{reader: r, lexicon: r.lexicon, lower: lower, typed: ascii, pieces: piecesOf(lower, ascii)}
	f.variants = [3]string{lower, unmasked(lower, "igi"), unmasked(lower, "lql")}
	f.findWords()
	f.findSayings()
	f.findInitials()
	r.made[ascii] = f
	return f
}
