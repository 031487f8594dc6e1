package agent_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sesame/db"
	"sesame/handlers/agent"
	"sesame/handlers/servicetest"
)

var parameter = regexp.MustCompile(`:[a-z]+`)

// Every route is requested by each role and by nobody, with an empty form: those with the right are not turned away, the others
// read that they may not, and the log records it.
func TestEveryRouteIsForThoseWhoseRightItIs(t *testing.T) {
	routes := agent.DeskTable()
	if len(routes) < 40 {
		t.Fatalf("%d routes only", len(routes))
	}
	// Allowed requests must not change the results of the next ones: log-out comes last.
	slices.SortStableFunc(routes, func(a, b agent.DeskRow) int {
		return map[bool]int{true: 1}[a.Path == "/deconnexion"] - map[bool]int{true: 1}[b.Path == "/deconnexion"]
	})
	for _, role := range append([]db.Role{""}, db.Roles...) {
		t.Run("role "+string(role), func(t *testing.T) {
			s := servicetest.NewService(t)
			b := s.Browser()
			if role != "" {
				b = s.AgentBrowser(role)
			}
			b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			file := s.Raw()
			for _, r := range routes {
				name := r.Method + " " + r.Path
				path := "/agent" + parameter.ReplaceAllString(r.Path, "1")
				before, denied := servicetest.Standing(t, file), servicetest.Number(t, file, `SELECT count(*) FROM audit WHERE event = 'agent-denied'`)
				var p *servicetest.Page
				if r.Method == http.MethodPost {
					p = b.Post(path, url.Values{})
				} else {
					p = b.Get(path)
				}
				to := p.Header.Get("Location")
				turned := strings.HasPrefix(to, "/agent/connexion")
				told := servicetest.Number(t, file, `SELECT count(*) FROM audit WHERE event = 'agent-denied'`) - denied
				switch {
				case r.Right == "":
					if p.Status == http.StatusForbidden || p.Status >= 500 || told != 0 {
						t.Errorf("%s, which is everybody's: %d", name, p.Status)
					}
				case role == "":
					want := "/agent/connexion"
					switch {
					case r.Path == "/deconnexion":
						want += "?etat=deconnecte"
					case r.Method == http.MethodPost: // which tells that it was not done
						want += "?etat=perdu"
					}
					if p.Status != http.StatusSeeOther || to != want {
						t.Errorf("%s, for nobody: %d, to %s", name, p.Status, to)
					}
				case agent.MayDesk(role, r.Right):
					if p.Status == http.StatusForbidden || p.Status >= 500 || turned && r.Path != "/deconnexion" || told != 0 {
						t.Errorf("%s, which is this role's: %d, to %s", name, p.Status, to)
					}
				default:
					if p.Status != http.StatusForbidden || !strings.Contains(p.Text(), "Votre rôle n'ouvre pas cette page") || told != 1 {
						t.Errorf("%s, which is not this role's: %d, %d rows in the log", name, p.Status, told)
					}
				}
				if (role == "" || !agent.MayDesk(role, r.Right)) && servicetest.Standing(t, file) != before {
					t.Errorf("%s has changed something", name)
				}
			}
		})
	}
}

// The test above would miss a route that is served but not in the table.
func TestEveryRightIsOneThatThePageLists(t *testing.T) {
	for _, r := range agent.DeskTable() {
		if r.Right != "" && !agent.MayDesk(db.RoleSupervisor, r.Right) {
			t.Errorf("%s %s needs the right %q, which no supervisor has", r.Method, r.Path, r.Right)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`e\.(GET|POST|PUT|DELETE|Match|Any|Add)\(.*`).FindAllString(string(source), -1) {
			if file != "routes.go" {
				t.Errorf("%s mounts a route beside the table: %s", file, m)
			}
		}
	}
}
