package walks

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	router "github.com/labstack/echo/v4"

	"sesame/handlers/agent"
	members "sesame/handlers/member"
	"sesame/handlers/servicetest"
	"sesame/handlers/web"
	tables "sesame/journey"
)

// screensOf returns the addresses of all screens, as the router has them. An address whose parameter is a journey's step is
// replaced by one address for each step.
func screensOf(tb testing.TB, s *servicetest.Service) (all []string) {
	tb.Helper()
	base, err := web.NewBase(s.Options.Options)
	if err != nil {
		tb.Fatal(err)
	}
	own, err := members.New(base, nil)
	if err != nil {
		tb.Fatal(err)
	}
	desk, err := agent.New(base, nil)
	if err != nil {
		tb.Fatal(err)
	}
	e := router.New()
	own.Routes(e)
	desk.Routes(e)
	for _, r := range e.Routes() {
		if path, steps := strings.CutSuffix(r.Path, "/:step"); steps {
			all = append(all, stepsBelow(path)...)
		} else if r.Method == http.MethodGet {
			all = append(all, r.Path)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// stepsBelow returns the addresses of the steps of the journey with this path.
func stepsBelow(path string) (steps []string) {
	for _, j := range tables.Members {
		for _, s := range j.Steps {
			if j.Path == path {
				steps = append(steps, j.URL(s))
			}
		}
	}
	return steps
}

// noScreens are the router's addresses that lead to no screen of their own, each with the reason.
var noScreens = map[string]string{
	"/":                                        "leads to another page",
	web.ChangePasswordPath:                     "leads to another page",
	"/personnalisation":                        "leads to the step of the journey",
	"/connexion/empreinte":                     "shows once what a post has made",
	"/agent/a-voir/:liste/fichier.csv":         "the whole list, as a file: as long as the list",
	"/agent/ecarts/fichier.csv":                "the whole list, as a file: as long as the list",
	"/agent/valeurs/fichier.csv":               "the whole list, as a file: as long as the list",
	"/agent/imports/:id/rejets.csv":            "the refused lines, as a file: as long as they are",
	"/agent/imports/:id/:act":                  "leads to another page",
	"/agent/messages/:number/:act":             "leads to another page",
	"/agent/en-attente/refus":                  "leads to another page",
	"/agent/enrolement/qr.png":                 "an image, without the database",
	"/agent/mon-acces/application/qr.png":      "an image, without the database",
	"/agent/approbations/:id/refus":            "the screen of the request",
	"/agent/approbations/:id/annulation":       "the screen of the request",
	"/agent/reponses-types/:id/suppression":    "the screen of the ready answer",
	"/agent/courriers/lettres/:lettre/adresse": "leads to another page",
	"/agent/courriers/lettres/:lettre/refaire": "leads to another page",
	"/agent/agents/secret":                     "shows once what a post has made",
	"/agent/services/secret":                   "shows once what a post has made",
	"/agent/codes-de-secours":                  "shows once what a post has made",
	"/agent/mon-acces/cles/nouvelle":           "needs a device for passkeys; it reads the agent alone",
	"/agent/mon-acces/cles/:id/retrait":        "needs a passkey; it reads the agent alone",
}

// A new screen needs a way for the benchmark of growth to open it, or a reason in noScreens.
func TestEachScreenHasAWayIntoTheBenchmarkOfGrowth(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	all := screensOf(t, s)
	g := &grown{Service: s, tb: t}
	for _, screen := range all {
		reason, none := noScreens[screen]
		button := strings.HasSuffix(screen, "/:button") // the address of a button, where a refused entry leaves the browser; it leads to the step
		if way := g.wayTo(screen); (way == nil) != (none || button) {
			t.Errorf("the benchmark has a way to %s: %v, and is told to leave it out: %v %s", screen, way != nil, none || button, reason)
		}
	}
	for screen := range noScreens {
		if !slices.Contains(all, screen) {
			t.Errorf("no route leads to %s", screen)
		}
	}
	for screen := range waysOf(g) {
		if !slices.Contains(all, screen) {
			t.Errorf("no route leads to %s", screen)
		}
	}
}
