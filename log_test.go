package main

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The log is in English: operators search for its words, and monitoring matches them. Keys are in snake case, and a duration is
// a number whose key names the unit.
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
	_ = printer.Fprint(&b, files, n) // a Builder never fails
	return b.String()
}

// valueOf returns the source of the value that belongs to the key at an index of the arguments.
func valueOf(files *token.FileSet, args []ast.Expr, key int, pair bool) string {
	if pair {
		return source(files, args[key])
	}
	if key+1 < len(args) {
		return source(files, args[key+1])
	}
	return ""
}
