package views

import (
	"strings"
	"testing"
)

func TestRunningTextIsTypesetAndNamesStayAsWritten(t *testing.T) {
	for _, c := range []struct{ name, written, drawn string }{ // ~ is a non-breaking space, ^ a narrow one
		{"prose", "<p>C'est fini : l'un, « l'autre » ?</p>", "<p>C’est fini~: l’un, «~l’autre~»^?</p>"},
		{"prose around an action", `<li>{{.When}} : jusqu'{{.Until}} ; « {{.What}} »</li>`, `<li>{{.When}}~: jusqu’{{.Until}}^; «~{{.What}}~»</li>`},
		{"an action", `<p>{{if eq .A "l'un : l'autre"}}d'abord{{end}}</p>`, `<p>{{if eq .A "l'un : l'autre"}}d’abord{{end}}</p>`},
		{"a link", `<p>Ou : <a href="/aide">Où trouver l'aide ?</a> Qu'importe !</p>`, `<p>Ou~: <a href="/aide">Où trouver l'aide ?</a> Qu’importe^!</p>`},
		{"a button, with another element inside", `<button>J'efface <strong>l'un</strong> ?</button> c'est tout`, `<button>J'efface <strong>l'un</strong> ?</button> c’est tout`},
		{"a heading", "<h2>Qu'est-ce ?</h2>", "<h2>Qu'est-ce ?</h2>"},
		{"a title, which is a heading", `{{define "title"}}L'aide{{end}}{{define "main"}}<p>L'aide</p>{{end}}`, `{{define "title"}}L'aide{{end}}{{define "main"}}<p>L’aide</p>{{end}}`},
		{"attributes, with an action and a quote", `<input value='a > "b" : l' {{if .X}}checked title="l'un > l'autre"{{end}}>l'un`, `<input value='a > "b" : l' {{if .X}}checked title="l'un > l'autre"{{end}}>l’un`},
		{"code", "<p>Tapez <code>l'un : l'autre</code>, c'est tout</p>", "<p>Tapez <code>l'un : l'autre</code>, c’est tout</p>"},
		{"an element whose name only begins alike", "<article>l'un</article><address>l'autre</address>", "<article>l’un</article><address>l’autre</address>"},
		{"one of two opening tags", `{{if .A}}<a class="b">{{else}}<a>{{end}}l'un</a> l'autre`, `{{if .A}}<a class="b">{{else}}<a>{{end}}l'un</a> l’autre`},
		{"what is cut short", "<p>l'un {{if", "<p>l’un {{if"},
		{"a brace alone", "l'un { l'autre", "l’un { l’autre"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := typeset(c.written), strings.NewReplacer("~", "\u00a0", "^", "\u202f").Replace(c.drawn); got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestASentenceOfTheServiceIsTypesetAndWhatWasTypedIsNot(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	page := drawn(t, v, Screen{
		Template: "connexion", Data: ConnexionData{}, Notice: "C'est fait : l'accès est ouvert.", Values: map[string]string{"identifiant": "l'un : l'autre"},
		Errors: []FieldError{{"identifiant", "Ce n'est pas un identifiant."}},
	})
	for _, want := range []string{
		"C’est fait\u00a0: l’accès est ouvert.",
		`id="champ-identifiant-erreur">Ce n’est pas un identifiant.`,
		`Identifiant – Ce n&#39;est pas un identifiant.</a>`, // the link's name
		`value="l&#39;un : l&#39;autre"`,
		`J'ai oublié mon mot de passe</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
