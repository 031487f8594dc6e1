package walks

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// markupFaults returns the errors and warnings of the Nu Html Checker by the name of the page, each with its place.
func markupFaults(t *testing.T, pages map[string][]byte) map[string][]string {
	t.Helper()
	dir := t.TempDir()
	for name, page := range pages {
		if err := os.WriteFile(filepath.Join(dir, name+".html"), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	checker := exec.Command("java", "-Xss1m", "-jar", toolsDir+"vnu-jar/build/dist/vnu.jar", "--format", "json", "--exit-zero-always", dir)
	var said bytes.Buffer
	checker.Stderr = &said
	if err := checker.Run(); err != nil {
		t.Fatalf("vnu (make tools installs it): %v\n%s", err, &said)
	}
	var answer struct {
		Messages []struct {
			URL, Message, Extract string
		}
	}
	if err := json.Unmarshal(said.Bytes(), &answer); err != nil {
		t.Fatalf("vnu: %v\n%s", err, &said)
	}
	faults := map[string][]string{}
	for _, m := range answer.Messages {
		if strings.Contains(m.Message, notInTheStandard) {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(m.URL), ".html")
		faults[name] = append(faults[name], m.Message+" "+m.Extract)
	}
	return faults
}

// notInTheStandard is vnu's message about an attribute that password managers read, and that is not part of HTML yet.
const notInTheStandard = "Attribute “passwordrules” not allowed"
