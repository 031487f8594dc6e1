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

// fileCalls are the calls by which a handler takes a file in, or answers with something else than a screen.
var fileCalls = []string{
	"MultipartReader", "ParseMultipartForm", "FormFile", "MultipartForm",
	"Blob", "Stream", "Attachment", "Inline", "File", "FileFS", "JSON", "JSONBlob", "JSONPretty", "XML", "XMLBlob",
	"ServeContent", "ServeFile", "ServeFileFS", "WrapHandler",
}

// fileHeaders are the headers of such an answer.
var fileHeaders = []string{"Content-Type", "Content-Disposition", "HeaderContentType", "HeaderContentDisposition"}

// handlersRoot is where handlers live; handlersImport is what their import paths begin with.
const (
	handlersRoot   = "handlers"
	handlersImport = "sesame/handlers"
)

// handlerSource is what is read of the handlers' source. A function is named FOLDER.NAME, a method too: no folder has
// two methods of one name that differ in whether they move files.
type handlerSource struct {
	files     []sourceFile
	constants map[string]ast.Expr // by name
	calls     map[string][]string // of a function: those that it calls
	movers    map[string]bool     // functions that take in or hand out a file, by themselves or by what they call
}

type sourceFile struct {
	folder  string
	tree    *ast.File
	imports map[string]string // name in this file → folder of the handlers; empty for another package
}

func readHandlers(t *testing.T) *handlerSource {
	t.Helper()
	s := &handlerSource{constants: map[string]ast.Expr{}, calls: map[string][]string{}, movers: map[string]bool{}}
	tests := map[string]bool{} // folders of what tests share
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

// spread finds those who move files by what they call.
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

// declare notes constants, and that a function is there.
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

// read notes what a function calls, and whether it moves a file by itself. What it does with a route is the route's,
// not its own.
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
			protocol := header && s.headerName(n.Args[1]) == "application/json" // an answer to a program; a file of JSON has a Content-Disposition, too
			if header && !protocol || slices.Contains(fileCalls, called) {
				s.movers[name] = true
			}
		case *ast.SelectorExpr: // c.Request().Body: the body as it comes
			if call, ok := n.X.(*ast.CallExpr); ok && n.Sel.Name == "Body" && lastName(call.Fun) == "Request" {
				s.movers[name] = true
			}
		}
		return true
	})
}

// meant are the functions of the handlers that a name may stand for: of the package that it names, else of this folder,
// else a method of that name in any folder.
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

// headerName is a header as it is written, or the name of echo's constant for it.
func (s *handlerSource) headerName(e ast.Expr) string {
	if text, ok := s.text(e); ok {
		return text
	}
	return lastName(e)
}

// text is the value of a string that is known from the source alone.
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

// route is a path with what answers there, side by side: get("/path", handler), or {post, "/path", right, handler}.
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

// routes finds every route whose handler moves files, and these handlers.
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
					if ok && lastName(e) == "WrapHandler" { // another handler answers, which is not read here
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
