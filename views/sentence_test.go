package views

import (
	"html/template"
	"testing"
)

func TestANumberInASentenceIsKeptFromTranslation(t *testing.T) {
	for said, want := range map[string]any{
		"Ce code est celui d'hier, <demande> KTR-482.": template.HTML(`Ce code est celui d’hier, &lt;demande&gt; <span class="notranslate" translate="no">KTR-482</span>.`),
		"Entre KTR-482 et BCD-234.":                    template.HTML(`Entre <span class="notranslate" translate="no">KTR-482</span> et <span class="notranslate" translate="no">BCD-234</span>.`),
		"Rien & personne.":                             "Rien & personne.",
		"MSA-2026 et AB-234":                           "MSA-2026 et AB-234",
	} {
		if got := sentence(said); got != want {
			t.Errorf("%q: %#v, want %#v", said, got, want)
		}
	}
}
