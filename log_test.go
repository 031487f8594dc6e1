package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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
			var set config
			if err := setLog(&set, value); err != nil {
				t.Fatal(err)
			}
			log, form := (&program{stderr: &out}).newLog(set.Log)
			log = log.With("request", 7)
			for _, say := range []func(string, ...any){log.Debug, log.Info, log.Warn, log.Error} {
				say("something", "took_ms", 1.5)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if len(lines) != c.lines || !strings.HasPrefix(lines[0], c.prefix) || !strings.Contains(lines[0], "7") {
				t.Errorf("%q", lines)
			}
			if set.Log.json {
				var said map[string]any
				if err := json.Unmarshal([]byte(lines[0]), &said); err != nil || said["took_ms"] != 1.5 {
					t.Errorf("%q: %v", lines[0], err)
				}
			}
			out.Reset()
			form.change(logForm{json: !set.Log.json, level: slog.LevelInfo})
			if log.Info("something"); strings.HasPrefix(out.String(), c.prefix) || out.Len() == 0 {
				t.Errorf("after the change: %q", out.String())
			}
		})
	}
	for value, told := range map[string]string{"xml": "écrivez text ou json", "text:loud": "le niveau « loud » n'existe pas"} {
		if err := setLog(&config{}, value); err == nil || !strings.Contains(err.Error(), told) {
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
		log, _ := (&program{stderr: file, env: []string{"JOURNAL_STREAM=" + stream}}).newLog(logForm{level: slog.LevelDebug})
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

// The log's language is English: an operator searches for its words, and monitoring matches them. Keys are in snake case,
// and a length of time is a number whose key names the unit.
func TestTheLogIsWrittenInOneLanguage(t *testing.T) {
	french := regexp.MustCompile(`(?i)\b(le|la|les|des|une|est|sont|pas|pour|dans|avec|sur|aux|qui|que|réglé|fichier|service arrêté)\b|[À-ÿ«»]`)
	key := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	length := regexp.MustCompile(`time\.Since|\.Sub\(|\bTook\b|slog\.Duration`)
	calls := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != "." || entry.IsDir() && entry.Name() == "servicetest" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			of, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasSuffix(strings.ToLower(source(files, of.X)), "log") {
				return true
			}
			at, args := files.Position(call.Pos()), call.Args
			switch of.Sel.Name {
			case "LogAttrs":
				args = args[2:]
			case "Debug", "Info", "Warn", "Error":
			default:
				return true
			}
			calls++
			for i, arg := range args {
				named, pair := arg.(*ast.CallExpr)
				pair = pair && i > 0 && strings.HasPrefix(source(files, named.Fun), "slog.")
				word := arg
				if pair {
					word = named.Args[0]
				}
				says, err := "", error(nil)
				if literal, ok := word.(*ast.BasicLit); ok {
					says, err = strconv.Unquote(literal.Value)
				}
				isKey := pair || i%2 == 1 && of.Sel.Name != "LogAttrs"
				switch {
				case err != nil || french.MatchString(says):
					t.Errorf("%s: %q is not English", at, says)
				case isKey && !key.MatchString(says):
					t.Errorf("%s: the key %q is not in snake case", at, says)
				case isKey && length.MatchString(valueOf(files, args, i, pair)) && !strings.HasSuffix(says, "_ms") && !strings.HasSuffix(says, "_seconds"):
					t.Errorf("%s: the key %q of a length of time names no unit", at, says)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if calls < 30 {
		t.Errorf("%d lines of the log were found", calls)
	}
}

func source(files *token.FileSet, n ast.Node) string {
	var b strings.Builder
	_ = printer.Fprint(&b, files, n) // a Builder takes everything
	return b.String()
}

// valueOf is the value that belongs to the key at an index of the arguments.
func valueOf(files *token.FileSet, args []ast.Expr, key int, pair bool) string {
	if pair {
		return source(files, args[key])
	}
	if key+1 < len(args) {
		return source(files, args[key+1])
	}
	return ""
}
