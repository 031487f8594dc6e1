package courier

import (
	"time"

	"sesame/db"
	"sesame/texts"
)

// HoldReasons explains to an agent why a letter is held and how to release it. It is empty for a letter that is not
// held.
func HoldReasons(h db.LetterHold, loc *time.Location) (reasons []string) {
	for _, p := range h.Problems {
		shorter := ""
		if p.Shorter != "" {
			shorter = texts.AddressShortens
		}
		reasons = append(reasons, texts.Join(p.Reason, shorter))
	}
	if !h.CameBack.IsZero() {
		reasons = append(reasons, texts.LetterCameBack(paperDay(h.CameBack.In(loc))))
	}
	if h.Late {
		reasons = append(reasons, texts.LetterTooLate)
	}
	if h.Damaged {
		reasons = append(reasons, texts.LetterDamaged)
	}
	return reasons
}
