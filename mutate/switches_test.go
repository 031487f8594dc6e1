package mutate

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// withSwitches compiles mutations into one file, so that one build serves for all of them: each changed function is added
// beside the original one, and activeMutation decides which of them is called.
func withSwitches(file, source string, changes map[int]mutation) (string, error) {
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, file, source, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	at := func(p token.Pos) int { return files.Position(p).Offset }
	ofFunction := map[*ast.FuncDecl][]int{}
	for n, m := range changes {
		begin := strings.Index(source, m.old)
		i := slices.IndexFunc(tree.Decls, func(d ast.Decl) bool {
			f, ok := d.(*ast.FuncDecl)
			return ok && f.Body != nil && begin >= at(f.Body.Pos()) && begin+len(m.old) <= at(f.End())
		})
		if i < 0 {
			return "", fmt.Errorf("the text to change is in no function of %s", file)
		}
		f := tree.Decls[i].(*ast.FuncDecl)
		ofFunction[f] = append(ofFunction[f], n)
	}
	var b strings.Builder
	last := 0
	for _, d := range tree.Decls { // the original functions get another name
		if f, ok := d.(*ast.FuncDecl); ok && ofFunction[f] != nil {
			b.WriteString(source[last:at(f.Name.End())] + "Unmutated")
			last = at(f.Name.End())
		}
	}
	b.WriteString(source[last:])
	for f, numbers := range ofFunction {
		slices.Sort(numbers)
		text := func(from, to token.Pos) string { return source[at(from):at(to)] }
		for _, n := range numbers {
			begin := strings.Index(source, changes[n].old)
			changed := source[at(f.Name.End()):begin] + changes[n].new + source[begin+len(changes[n].old):at(f.End())]
			fmt.Fprintf(&b, "\n// %s\n%s%s%s\n", changes[n].breaks, text(f.Pos(), f.Name.End()), suffix(n), changed)
		}
		b.WriteString(dispatcher(f, numbers, text))
	}
	made, err := format.Source([]byte(b.String()))
	return string(made), err
}

func suffix(n int) string { return "Mutation" + strconv.Itoa(n) }

// dispatcher returns the source of a function with the original's name, which calls the version that is active.
func dispatcher(f *ast.FuncDecl, numbers []int, text func(from, to token.Pos) string) string {
	head, called := "func ", ""
	if f.Recv != nil {
		head += "(r " + text(f.Recv.List[0].Type.Pos(), f.Recv.List[0].Type.End()) + ") "
		called = "r."
	}
	head += f.Name.Name
	var types, parameters, arguments []string
	if f.Type.TypeParams != nil {
		head += text(f.Type.TypeParams.Pos(), f.Type.TypeParams.End())
		for _, field := range f.Type.TypeParams.List {
			for _, name := range field.Names {
				types = append(types, name.Name)
			}
		}
	}
	for _, field := range f.Type.Params.List {
		for range max(1, len(field.Names)) {
			name := "p" + strconv.Itoa(len(parameters))
			parameters = append(parameters, name+" "+text(field.Type.Pos(), field.Type.End()))
			if _, variadic := field.Type.(*ast.Ellipsis); variadic {
				name += "..."
			}
			arguments = append(arguments, name)
		}
	}
	head += "(" + strings.Join(parameters, ", ") + ") "
	end, returns := "; return", ""
	if f.Type.Results != nil {
		head += text(f.Type.Results.Pos(), f.Type.Results.End())
		end, returns = "", "return "
	}
	call := func(with string) string {
		name := called + f.Name.Name + with
		if types != nil {
			name += "[" + strings.Join(types, ", ") + "]"
		}
		return returns + name + "(" + strings.Join(arguments, ", ") + ")"
	}
	cases := ""
	for _, n := range numbers {
		cases += "case \"" + strconv.Itoa(n) + "\": " + call(suffix(n)) + end + "\n"
	}
	return "\n" + head + " {\nswitch activeMutation {\n" + cases + "}\n" + call("Unmutated") + "\n}\n"
}

// switches returns the files of a tree, by path within it, that change or are added when mutations are compiled into it.
func switches(t *testing.T, tree string, changes map[int]mutation) map[string]string {
	t.Helper()
	ofFile := map[string]map[int]mutation{}
	for n, m := range changes {
		if ofFile[m.file] == nil {
			ofFile[m.file] = map[int]mutation{}
		}
		ofFile[m.file][n] = m
	}
	made := map[string]string{}
	for file, changes := range ofFile {
		source, err := os.ReadFile(filepath.Join(tree, file))
		if err != nil {
			t.Fatal(err)
		}
		if made[file], err = withSwitches(file, string(source), changes); err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut("\n"+string(source), "\npackage ")
		pkg, _, _ := strings.Cut(rest, "\n")
		made[filepath.Join(filepath.Dir(file), "active_mutation.go")] = switchSource(pkg)
	}
	return made
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// switchVariable is the environment variable with the number of the active mutation.
const switchVariable = "MUTATION"

// switchSource returns the source file that is added to each package that has mutations.
func switchSource(pkg string) string {
	return "package " + pkg + "\n\nimport \"os\"\n\nvar activeMutation = os.Getenv(\"" + switchVariable + "\")\n"
}

func TestSwitchesKeepSignatures(t *testing.T) {
	source := `package p

type set[T any] map[string]T

func (set[T]) size(_, by int, names ...string) (n int, err error) { return by + 1, nil }

func first[K comparable](all []K) K { return all[0] }

func say(func(int) string) { println("said") }
`
	made, err := withSwitches("p.go", source, map[int]mutation{
		4: {breaks: "one less", old: "by + 1", new: "by"}, 5: {breaks: "none", old: "by + 1", new: "0"},
		6: {breaks: "second", old: "all[0]", new: "all[1]"}, 7: {breaks: "silent", old: `println("said")`},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"func (set[T]) sizeUnmutated(_, by int, names ...string) (n int, err error) { return by + 1, nil }",
		"// one less\nfunc (set[T]) sizeMutation4(_, by int, names ...string) (n int, err error) { return by, nil }",
		"func (r set[T]) size(p0 int, p1 int, p2 ...string) (n int, err error) {\n\tswitch activeMutation {\n" +
			"\tcase \"4\":\n\t\treturn r.sizeMutation4(p0, p1, p2...)\n\tcase \"5\":\n\t\treturn r.sizeMutation5(p0, p1, p2...)\n\t}\n" +
			"\treturn r.sizeUnmutated(p0, p1, p2...)\n}",
		"func first[K comparable](p0 []K) K {\n\tswitch activeMutation {\n\tcase \"6\":\n\t\treturn firstMutation6[K](p0)\n\t}\n\treturn firstUnmutated[K](p0)\n}",
		"case \"7\":\n\t\tsayMutation7(p0)\n\t\treturn\n",
	} {
		if !strings.Contains(made, want) {
			t.Errorf("no %q in\n%s", want, made)
		}
	}
	if _, err := withSwitches("p.go", source, map[int]mutation{0: {old: "type set[T any]"}}); err == nil {
		t.Error("what is in no function was switched")
	}
}
