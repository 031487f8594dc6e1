package views

import (
	"html/template"
	"strings"
	"testing"
)

func TestANumberInASentenceIsKeptFromTranslation(t *testing.T) {
	page := template.Must(template.New("").Funcs(template.FuncMap{"fr": sentence}).Parse(`{{fr .}}`))
	for said, want := range map[string]string{
		"Ce code est celui d'hier, <demande> KTR-482.": `Ce code est celui d’hier, &lt;demande&gt; <span class="entier notranslate" translate="no">KTR-482</span>.`,
		"Entre KTR-482 et BCD-234.":                    `Entre <span class="entier notranslate" translate="no">KTR-482</span> et <span class="entier notranslate" translate="no">BCD-234</span>.`,
		"Rien & personne.":                             "Rien &amp; personne.",
		"Comme 06 12 34 56 78, ou +32 470 12 34 56.":   `Comme <span class="entier notranslate" translate="no">06 12 34 56 78</span>, ou <span class="entier notranslate" translate="no">+32 470 12 34 56</span>.`,
		"Au 0 800 123 456, de 9 h à 16 h 30":           "Au <span class=\"entier notranslate\" translate=\"no\">0 800 123 456</span>, de 9\u00a0h à 16\u00a0h\u00a030",
		"Ni 1 234 567,05 € ni 80250000 1001 2345 678":  "Ni 1\u202f234\u202f567,05\u00a0€ ni 80250000 1001 2345 678",
		"MSA-2026 et AB-234":                           "MSA-2026 et AB-234",
	} {
		var drawn strings.Builder
		if err := page.Execute(&drawn, said); err != nil || drawn.String() != want {
			t.Errorf("%q: %s, %v, want %s", said, drawn.String(), err, want)
		}
	}
}
