package views

import (
	"html/template"
	"strings"
	"testing"
)

func TestANumberInASentenceIsKeptFromTranslation(t *testing.T) {
	page := template.Must(template.New("").Funcs(template.FuncMap{"fr": sentence}).Parse(`{{fr .}}`))
	for said, want := range map[string]string{
		"Ce code est celui d'hier, <demande> KTR-482.": `Ce code est celui d’hier, &lt;demande&gt; <span class="notranslate" translate="no">KTR-482</span>.`,
		"Entre KTR-482 et BCD-234.":                    `Entre <span class="notranslate" translate="no">KTR-482</span> et <span class="notranslate" translate="no">BCD-234</span>.`,
		"Rien & personne.":                             "Rien &amp; personne.",
		"MSA-2026 et AB-234":                           "MSA-2026 et AB-234",
	} {
		var drawn strings.Builder
		if err := page.Execute(&drawn, said); err != nil || drawn.String() != want {
			t.Errorf("%q: %s, %v, want %s", said, drawn.String(), err, want)
		}
	}
}
