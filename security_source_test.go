package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// fileCalls are the calls by which a handler accepts a file, or answers with something else than a screen.
var fileCalls = []string{
	"MultipartReader", "ParseMultipartForm", "FormFile", "MultipartForm",
	"Blob", "Stream", "Attachment", "Inline", "File", "FileFS", "JSON", "JSONBlob", "JSONPretty", "XML", "XMLBlob",
	"ServeContent", "ServeFile", "ServeFileFS", "WrapHandler",
}

// fileHeaders are the headers of such an answer.
var fileHeaders = []string{"Content-Type", "Content-Disposition", "HeaderContentType", "HeaderContentDisposition"}

// handlersRoot is the folder of the handlers; handlersImport is the beginning of their import paths.
const (
	handlersRoot   = "handlers"
	handlersImport = "sesame/handlers"
)

// handlerSource is what the test reads from the handlers' source. Functions and methods are named FOLDER.NAME: in no folder do
// two methods with the same name differ in whether they move files.
type handlerSource struct {
	files     []sourceFile
	constants map[string]ast.Expr // by name
	calls     map[string][]string // for each function, the functions that it calls
	movers    map[string]bool     // functions that accept or send a file, by themselves or by what they call
}

type sourceFile struct {
	folder  string
	tree    *ast.File
	imports map[string]string // name in this file → folder of the handlers; empty for another package
}

func readHandlers(t *testing.T) *handlerSource {
	t.Helper()
	s := &handlerSource{constants: map[string]ast.Expr{}, calls: map[string][]string{}, movers: map[string]bool{}}
	tests := map[string]bool{} // folders of code shared by tests
	err := filepath.WalkDir(handlersRoot, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		file := sourceFile{filepath.ToSlash(filepath.Dir(path)), tree, map[string]string{}}
		for _, i := range tree.Imports {
			full, _ := strconv.Unquote(i.Path.Value)
			tests[file.folder] = tests[file.folder] || full == "testing"
			name := filepath.Base(full)
			if i.Name != nil {
				name = i.Name.Name
			}
			file.imports[name] = ""
			if strings.HasPrefix(full, handlersImport) {
				file.imports[name] = handlersRoot + strings.TrimPrefix(full, handlersImport)
			}
		}
		s.files = append(s.files, file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.files = slices.DeleteFunc(s.files, func(f sourceFile) bool { return tests[f.folder] })
	for _, file := range s.files {
		for _, d := range file.tree.Decls {
			s.declare(file, d)
		}
	}
	for _, file := range s.files {
		for _, d := range file.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				s.read(file, f)
			}
		}
	}
	s.spread()
	return s
}

// spread marks the functions that move files by calling others that do.
func (s *handlerSource) spread() {
	for grown := true; grown; {
		grown = false
		for name, calls := range s.calls {
			if !s.movers[name] && slices.ContainsFunc(calls, func(called string) bool { return s.movers[called] }) {
				s.movers[name], grown = true, true
			}
		}
	}
}

// declare records constants, and the existence of functions.
func (s *handlerSource) declare(file sourceFile, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		s.calls[file.folder+"."+d.Name.Name] = nil
	case *ast.GenDecl:
		if d.Tok != token.CONST {
			return
		}
		for _, spec := range d.Specs {
			v := spec.(*ast.ValueSpec) // of a group of constants
			for i, name := range v.Names {
				if i < len(v.Values) {
					s.constants[name.Name] = v.Values[i]
				}
			}
		}
	}
}

// read records what a function calls, and whether it moves a file by itself. Calls inside a route's declaration count for the
// route, not for the function.
func (s *handlerSource) read(file sourceFile, f *ast.FuncDecl) {
	name := file.folder + "." + f.Name.Name
	ast.Inspect(f, func(n ast.Node) bool {
		if _, _, found := s.route(n); found {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			called := lastName(n.Fun)
			s.calls[name] = append(s.calls[name], s.meant(file, n.Fun)...)
			header := (called == "Set" || called == "Add") && len(n.Args) == 2 && slices.Contains(fileHeaders, s.headerName(n.Args[0]))
			protocol := header && s.headerName(n.Args[1]) == "application/json" // an answer to a program; a file of JSON also has a Content-Disposition
			if header && !protocol || slices.Contains(fileCalls, called) {
				s.movers[name] = true
			}
		case *ast.SelectorExpr: // c.Request().Body: the raw body
			if call, ok := n.X.(*ast.CallExpr); ok && n.Sel.Name == "Body" && lastName(call.Fun) == "Request" {
				s.movers[name] = true
			}
		}
		return true
	})
}

// meant returns the handlers' functions that a name may stand for: one of the package that it names, else one of this folder,
// else the methods of that name in all folders.
func (s *handlerSource) meant(file sourceFile, e ast.Expr) (found []string) {
	name := lastName(e)
	if of, ok := e.(*ast.SelectorExpr); ok {
		if folder, imported := file.imports[lastName(of.X)]; imported {
			return s.known(folder + "." + name)
		}
	}
	if found = s.known(file.folder + "." + name); found != nil {
		return found
	}
	if _, method := e.(*ast.SelectorExpr); method {
		for function := range s.calls {
			if strings.HasSuffix(function, "."+name) {
				found = append(found, function)
			}
		}
	}
	return found
}

func (s *handlerSource) known(function string) []string {
	if _, ok := s.calls[function]; ok {
		return []string{function}
	}
	return nil
}

// headerName returns a header as it is written, or the name of echo's constant for it.
func (s *handlerSource) headerName(e ast.Expr) string {
	if text, ok := s.text(e); ok {
		return text
	}
	return lastName(e)
}

// text returns the value of a string expression, if it can be computed from the source.
func (s *handlerSource) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		if value, ok := s.constants[e.Name]; ok {
			return s.text(value)
		}
	case *ast.SelectorExpr:
		return s.text(e.Sel)
	case *ast.BinaryExpr:
		left, known := s.text(e.X)
		right, also := s.text(e.Y)
		return left + right, known && also
	}
	return "", false
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// route matches a path next to its handlers: get("/path", handler), or {post, "/path", right, handler}.
func (s *handlerSource) route(n ast.Node) (name string, answers []ast.Expr, found bool) {
	var method string
	var parts []ast.Expr
	switch n := n.(type) {
	case *ast.CallExpr:
		method, parts = lastName(n.Fun), n.Args
	case *ast.CompositeLit:
		if parts = n.Elts; len(parts) > 0 {
			method = lastName(parts[0])
		}
	}
	at := slices.IndexFunc(parts, func(e ast.Expr) bool {
		text, ok := s.text(e)
		return ok && strings.HasPrefix(text, "/")
	})
	if at < 0 || at == len(parts)-1 {
		return "", nil, false
	}
	path, _ := s.text(parts[at])
	return methodOf(method) + " " + path, parts[at+1:], true
}

// routes returns every route whose handler moves files, and these handlers.
func (s *handlerSource) routes() (routes []string, routed map[string]bool) {
	routed = map[string]bool{}
	for _, file := range s.files {
		ast.Inspect(file.tree, func(n ast.Node) bool {
			name, answers, found := s.route(n)
			if !found {
				return true
			}
			for _, answer := range answers {
				ast.Inspect(answer, func(n ast.Node) bool {
					e, ok := n.(ast.Expr)
					if ok && lastName(e) == "WrapHandler" { // another handler answers, whose source is not read
						routes = append(routes, name)
					} else if ok && lastName(e) != "" {
						for _, function := range s.meant(file, e) {
							if s.movers[function] {
								routes, routed[function] = append(routes, name), true
							}
						}
					}
					return true
				})
			}
			return true
		})
	}
	return routes, routed
}

func methodOf(name string) string {
	if name == "Match" { // GET and HEAD
		return "GET"
	}
	return strings.ToUpper(name)
}
