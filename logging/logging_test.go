package logging

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestTheLogHasTheFormAndTheLevelThatAreSet(t *testing.T) {
	for value, c := range map[string]struct {
		lines  int
		prefix string
	}{
		"text": {3, "time="}, "json": {3, "{"}, "text:debug": {4, "time="}, "json:warn": {2, "{"}, ":error": {1, "time="}, "JSON:Error": {1, "{"},
	} {
		t.Run(value, func(t *testing.T) {
			var out bytes.Buffer
			set, err := ParseForm(value)
			if err != nil {
				t.Fatal(err)
			}
			log, form := New(&out, "", set)
			log = log.With("request", 7)
			for _, say := range []func(string, ...any){log.Debug, log.Info, log.Warn, log.Error} {
				say("something", "took_ms", 1.5)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if len(lines) != c.lines || !strings.HasPrefix(lines[0], c.prefix) || !strings.Contains(lines[0], "7") {
				t.Errorf("%q", lines)
			}
			if set.JSON {
				var said map[string]any
				if err := json.Unmarshal([]byte(lines[0]), &said); err != nil || said["took_ms"] != 1.5 {
					t.Errorf("%q: %v", lines[0], err)
				}
			}
			out.Reset()
			form.Change(Form{JSON: !set.JSON, Level: slog.LevelInfo})
			if log.Info("something"); strings.HasPrefix(out.String(), c.prefix) || out.Len() == 0 {
				t.Errorf("after the change: %q", out.String())
			}
		})
	}
	for value, told := range map[string]string{"xml": "écrivez text ou json", "text:loud": "le niveau « loud » n'existe pas"} {
		if _, err := ParseForm(value); err == nil || !strings.Contains(err.Error(), told) {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func TestJournaldReadsThePriorityOfEachLine(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	is := info.Sys().(*syscall.Stat_t)
	for stream, want := range map[string]string{
		fmt.Sprintf("%d:%d", is.Dev, is.Ino):   "<7>,<6>,<4>,<3>",
		fmt.Sprintf("%d:%d", is.Dev, is.Ino+1): "tim,tim,tim,tim", // of another stream, whose descriptors were replaced
	} {
		if err := file.Truncate(0); err != nil {
			t.Fatal(err)
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		log, _ := New(file, stream, Form{Level: slog.LevelDebug})
		log.Debug("d")
		log.Info("i")
		log.Warn("w")
		log.Error("e")
		text, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		var begins []string
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			begins = append(begins, line[:3])
		}
		if got := strings.Join(begins, ","); got != want {
			t.Errorf("lines begin with %s, want %s", got, want)
		}
	}
}
