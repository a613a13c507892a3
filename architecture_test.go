package membership_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// modulePath is the name this module has now.
const modulePath = "example.com/membership"

// domain lists the five packages that never import one another.
var domain = []string{"tier", "rfm", "segment", "benefit", "care"}

// files resolves positions in every source.
var files = token.NewFileSet()

// A source is one parsed Go file and its place in the module, such as tier/state.go.
type source struct {
	path string
	ast  *ast.File
}

// dir is the folder of the file, "." for the root.
func (s source) dir() string { return path.Dir(s.path) }

// test says whether only go test compiles the file.
func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

// core says whether the file is part of what a shop links into its own program.
func (s source) core() bool {
	top, _, _ := strings.Cut(s.dir(), "/")
	return !s.test() && (top == "." || top == "internal" || slices.Contains(domain, top))
}

// fault words one finding as "file:line: what is wrong".
func (s source) fault(at ast.Node, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: ", s.path, files.Position(at.Pos()).Line) + fmt.Sprintf(format, args...)
}

// imported gives the path of the package that e names inside the file, "" if it names none.
func (s source) imported(e ast.Expr) string {
	id, ok := e.(*ast.Ident)
	if !ok {
		return ""
	}
	for _, spec := range s.ast.Imports {
		where := importPath(spec)
		if spec.Name != nil && spec.Name.Name == id.Name || spec.Name == nil && path.Base(where) == id.Name {
			return where
		}
	}
	return ""
}

func importPath(spec *ast.ImportSpec) string {
	where, _ := strconv.Unquote(spec.Path.Value)
	return where
}

// A check looks at every file of the module and returns what breaks its rule.
type check struct {
	rule string
	find func([]source) []string
}

var checks = []check{
	{"the five packages never import one another", crossImports},
	{"the core imports only what cannot reach the outside", impureImports},
	{"the core calls nothing that reads the clock, the environment or the machine's zone", impureCalls},
	{"package-level variables are error sentinels, immutable tables or assertions", mutableGlobals},
	{"the core has no init function and starts no goroutine", hiddenWork},
	{"the core has no floating point", floats},
	{"go-cmp and rapid serve tests only, and there is no fourth dependency", dependencies},
	{"every exported name is documented, beginning with the name", undocumented},
	{"every package has a package comment", packageComments},
}

func TestArchitecture(t *testing.T) {
	sources := parseModule(t)
	if !slices.ContainsFunc(sources, source.core) {
		t.Fatal("found no source of the core: the checks would pass on nothing")
	}
	for _, c := range checks {
		t.Run(strings.ReplaceAll(c.rule, " ", "_"), func(t *testing.T) {
			for _, fault := range c.find(sources) {
				t.Errorf("%s\n\trule: %s", fault, c.rule)
			}
		})
	}
}

// TestTopLevel holds the root to the folders and files that the design names.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	for _, name := range strangers(names) {
		t.Errorf("%s does not belong at the top level", name)
	}
	if got := strangers([]string{".ci", "tier", "README.md", "utils"}); !slices.Equal(got, []string{"utils"}) {
		t.Errorf("strangers finds %q, want only utils", got)
	}
}

func strangers(names []string) []string {
	house := append([]string{"doc.go", "go.mod", "go.sum", "README.md", "examples", "internal",
		"architecture_test.go", "module_test.go"}, domain...)
	return slices.DeleteFunc(names, func(name string) bool {
		return strings.HasPrefix(name, ".") || slices.Contains(house, name)
	})
}

// parseModule reads every Go file of this module; a nested module is a house of its own.
func parseModule(t *testing.T) []source {
	t.Helper()
	var sources []source
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, nested := os.Stat(filepath.Join(file, "go.mod"))
			if file != "." && (nested == nil || strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		s, err := parse(filepath.ToSlash(file), string(text))
		sources = append(sources, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

func parse(file, text string) (source, error) {
	tree, err := parser.ParseFile(files, file, text, parser.ParseComments|parser.SkipObjectResolution)
	return source{file, tree}, err
}

// inCore visits every node of the core, parents first.
func inCore(sources []source, visit func(source, ast.Node)) {
	for _, s := range sources {
		if s.core() {
			ast.Inspect(s.ast, func(n ast.Node) bool { visit(s, n); return n != nil })
		}
	}
}

// crossImports holds for tests too: what joins two of the five lives in examples. A package
// below one of them, such as segment/stage, knows that one and none of its neighbours. The
// other way, care knows care/lunar, a calendar that knows nobody.
func crossImports(sources []source) (faults []string) {
	for _, s := range sources {
		own, _, _ := strings.Cut(s.dir(), "/")
		five := slices.Contains(domain, own)
		for _, spec := range s.ast.Imports {
			rest, inModule := strings.CutPrefix(importPath(spec), modulePath+"/")
			other, _, _ := strings.Cut(rest, "/")
			switch {
			case !inModule || !five && own != "internal" || other == "internal":
			case s.dir() == "care" && rest == "care/lunar":
			case own != other:
				faults = append(faults, s.fault(spec, "%s imports %s", own, importPath(spec)))
			case five && rest != own && rest != s.dir(): // a test beside its package
				faults = append(faults, s.fault(spec, "%s imports its neighbour %s", s.dir(), rest))
			}
		}
	}
	return faults
}

// pure lists what the core may import: computation only. What is missing either reaches
// the outside (os, net, log, math/rand, time/tzdata), keeps state between calls (sync) or
// gets around the language (unsafe).
var pure = []string{
	"bytes", "cmp", "crypto/sha256", "encoding", "encoding/binary", "encoding/hex",
	"encoding/json", "errors", "iter", "maps", "math/big", "math/bits", "slices", "sort",
	"strconv", "strings", "unicode", "unicode/utf16",
	"unicode/utf8",
	"hash/maphash", // seeded at random, for tables only: it decides the order that is promised to nobody
	"fmt",          // to word; impureCalls forbids Print and Scan
	"io",           // the interfaces and io.EOF; it opens nothing
	"math",         // its integer limits; floats forbids the rest
	"reflect",      // strict decoding reads the shape of a programme's structs
	"time",         // its types and arithmetic; impureCalls forbids the clock
	"github.com/shopspring/decimal",
}

func impureImports(sources []source) (faults []string) {
	for _, s := range sources {
		for _, spec := range s.ast.Imports {
			where := importPath(spec)
			switch {
			case !s.core():
			case spec.Name != nil && spec.Name.Name == ".":
				faults = append(faults, s.fault(spec, "imports %s without its name", where))
			case !slices.Contains(pure, where) && !strings.HasPrefix(where, modulePath+"/"):
				faults = append(faults, s.fault(spec, "imports %s", where))
			}
		}
	}
	return faults
}

// impure names what the allowed packages offer beyond computation.
var impure = map[string][]string{
	"fmt": {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"time": {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer",
		"LoadLocation", "LoadLocationFromTZData", "Local"},
	"github.com/shopspring/decimal": {"DivisionPrecision", "MarshalJSONWithoutQuotes",
		"ExpMaxIterations", "PowPrecisionNegativeExponent", "TrimTrailingZeros"},
}

func impureCalls(sources []source) (faults []string) {
	zoned := map[ast.Expr]bool{} // time.Unix and its like, where .UTC() or .In(loc) follows at once
	inCore(sources, func(s source, n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			called := callee(n)
			if called == "print" || called == "println" {
				faults = append(faults, s.fault(n, "calls %s", called))
			}
			if method, ok := n.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "Local" {
				faults = append(faults, s.fault(n, "calls Local, which answers in the machine's own zone"))
			}
		case *ast.SelectorExpr:
			if call, ok := n.X.(*ast.CallExpr); ok {
				zoned[call.Fun] = n.Sel.Name == "UTC" || n.Sel.Name == "In"
			}
			where := s.imported(n.X)
			compares := s.path == "internal/civil/border.go" && n.Sel.Name == "Local" // to refuse it
			if slices.Contains(impure[where], n.Sel.Name) && !compares {
				faults = append(faults, s.fault(n, "uses %s.%s", where, n.Sel.Name))
			}
			if where == "time" && strings.HasPrefix(n.Sel.Name, "Unix") && !zoned[n] {
				faults = append(faults, s.fault(n, "uses time.%s without .UTC() or .In(loc)", n.Sel.Name))
			}
		}
	})
	return faults
}

// hiddenWork finds what runs without being called.
func hiddenWork(sources []source) (faults []string) {
	inCore(sources, func(s source, n ast.Node) {
		switch n := n.(type) {
		case *ast.GoStmt:
			faults = append(faults, s.fault(n, "starts a goroutine"))
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				faults = append(faults, s.fault(n, "declares init"))
			}
		}
	})
	return faults
}

// floats finds floating point by type, by literal and by the names of functions that yield it.
// A use that is not money goes on a list here, by file and function, with its reason: none yet.
func floats(sources []source) (faults []string) {
	inCore(sources, func(s source, n ast.Node) {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.FLOAT || n.Kind == token.IMAG {
				faults = append(faults, s.fault(n, "writes the floating-point number %s", n.Value))
			}
		case *ast.Ident:
			if n.Name == "complex64" || n.Name == "complex128" || strings.Contains(strings.ToLower(n.Name), "float") {
				faults = append(faults, s.fault(n, "uses %s", n.Name))
			}
		case *ast.SelectorExpr:
			limit := strings.HasPrefix(n.Sel.Name, "MaxInt") || strings.HasPrefix(n.Sel.Name, "MinInt") ||
				strings.HasPrefix(n.Sel.Name, "MaxUint")
			if s.imported(n.X) == "math" && !limit {
				faults = append(faults, s.fault(n, "uses math.%s", n.Sel.Name))
			}
		}
	})
	return faults
}

func dependencies(sources []source) (faults []string) {
	for _, s := range sources {
		for _, spec := range s.ast.Imports {
			where := importPath(spec)
			host, _, _ := strings.Cut(where, "/")
			own := where == modulePath || strings.HasPrefix(where, modulePath+"/")
			forTests := strings.HasPrefix(where, "github.com/google/go-cmp/") || where == "pgregory.net/rapid"
			switch {
			case own || !strings.Contains(host, ".") || where == "github.com/shopspring/decimal":
			case !forTests:
				faults = append(faults, s.fault(spec, "adds the dependency %s", where))
			case !s.test():
				faults = append(faults, s.fault(spec, "imports %s outside a test", where))
			}
		}
	}
	return faults
}

// mutableGlobals allows three kinds of package-level variable: error sentinels, assertions
// (var _ = ...) and tables: unexported, given their value where they stand, never written to
// and, when a slice or a map, never handed on by reference.
func mutableGlobals(sources []source) (faults []string) {
	for _, pkg := range byPackage(sources) {
		if !pkg[0].core() {
			continue
		}
		info := resolve(pkg)
		tables := map[types.Object]ast.Expr{}
		for _, s := range pkg {
			for _, spec := range variables(s) {
				faults = append(faults, judgeVariable(s, spec, info, tables)...)
			}
		}
		for _, s := range pkg {
			faults = append(faults, tableWrites(s, info, tables)...)
		}
	}
	return faults
}

// byPackage groups the files that build together, tests left out, in order of path.
func byPackage(sources []source) [][]source {
	groups := map[string][]source{}
	for _, s := range sources {
		if !s.test() {
			groups[s.dir()] = append(groups[s.dir()], s)
		}
	}
	var pkgs [][]source
	for _, dir := range slices.Sorted(maps.Keys(groups)) {
		pkgs = append(pkgs, groups[dir])
	}
	return pkgs
}

// resolve tells which declaration each identifier means. Imports stay unresolved, which costs
// types but no scopes, and takes milliseconds.
func resolve(pkg []source) *types.Info {
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	var trees []*ast.File
	for _, s := range pkg {
		trees = append(trees, s.ast)
	}
	conf := types.Config{Error: func(error) {}}
	conf.Check(pkg[0].dir(), files, trees, info) // its error is about the imports
	return info
}

func variables(s source) (specs []*ast.ValueSpec) {
	for _, decl := range s.ast.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
			for _, spec := range d.Specs {
				specs = append(specs, spec.(*ast.ValueSpec))
			}
		}
	}
	return specs
}

func judgeVariable(s source, spec *ast.ValueSpec, info *types.Info, tables map[types.Object]ast.Expr) (faults []string) {
	for i, name := range spec.Names {
		if name.Name == "_" {
			continue
		}
		if len(spec.Values) != len(spec.Names) {
			faults = append(faults, s.fault(name, "variable %s has no value of its own", name.Name))
			continue
		}
		value := spec.Values[i]
		tables[info.Defs[name]] = value
		called := callee(value)
		_, pointer := value.(*ast.UnaryExpr)
		switch {
		case called == "errors.New":
		case name.IsExported():
			faults = append(faults, s.fault(name, "variable %s is exported", name.Name))
		case called == "make" || called == "new" || pointer:
			faults = append(faults, s.fault(name, "variable %s is made to be filled", name.Name))
		}
	}
	return faults
}

// callee names the function that e calls, "" when e is no call of a named function.
func callee(e ast.Expr) string {
	if call, ok := e.(*ast.CallExpr); ok {
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			return fun.Name
		case *ast.SelectorExpr:
			return types.ExprString(fun)
		}
	}
	return ""
}

// tableWrites finds every use of a table that changes it or lets another change it.
func tableWrites(s source, info *types.Info, tables map[types.Object]ast.Expr) (faults []string) {
	var stack []ast.Node
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		if id, ok := n.(*ast.Ident); ok {
			if value, ok := tables[info.Uses[id]]; ok {
				if how := written(stack, shared(value)); how != "" {
					faults = append(faults, s.fault(n, "table %s is %s", id.Name, how))
				}
			}
		}
		return true
	})
	return faults
}

// shared says whether copies of the value share their elements: a slice or a map.
func shared(value ast.Expr) bool {
	literal, ok := value.(*ast.CompositeLit)
	if !ok {
		return false
	}
	array, isArray := literal.Type.(*ast.ArrayType)
	_, isMap := literal.Type.(*ast.MapType)
	return isMap || isArray && array.Len == nil
}

// written climbs from an identifier, the last of the stack, to the whole place it begins
// (t.field[i]) and says what its surroundings do to that place, "" when they only read it.
func written(stack []ast.Node, shared bool) string {
	i := len(stack) - 1
	place, whole := stack[i], true
	for i--; ; i-- {
		switch p := stack[i].(type) {
		case *ast.IndexExpr:
			if p.X != place {
				return ""
			}
			whole = false
		case *ast.SelectorExpr:
			whole = false
		case *ast.ParenExpr, *ast.StarExpr, *ast.SliceExpr:
		default:
			return usage(p, place, shared && whole)
		}
		place = stack[i]
	}
}

func usage(parent, place ast.Node, shared bool) string {
	is := func(e ast.Expr) bool { return e == place }
	switch p := parent.(type) {
	case *ast.AssignStmt:
		if slices.ContainsFunc(p.Lhs, is) {
			return "assigned"
		}
	case *ast.IncDecStmt:
		return "assigned"
	case *ast.RangeStmt:
		if is(p.Key) || is(p.Value) {
			return "assigned"
		}
	case *ast.UnaryExpr:
		if p.Op == token.AND {
			return "given away by address"
		}
	case *ast.CallExpr:
		if len(p.Args) > 0 && is(p.Args[0]) && changing.MatchString(callee(p)) {
			return "changed by " + callee(p)
		}
	}
	switch parent.(type) {
	case *ast.AssignStmt, *ast.ReturnStmt, *ast.KeyValueExpr, *ast.CompositeLit, *ast.ValueSpec:
		if shared {
			return "handed on by reference"
		}
	}
	return ""
}

// changing matches the functions that write to their first argument.
var changing = regexp.MustCompile(`^(append|clear|copy|delete|(slices|maps|sort)\.(Sort|Slice|Stable|Reverse|Delete|Insert|Compact|Replace|Copy).*)$`)

func undocumented(sources []source) (faults []string) {
	for _, s := range sources {
		if s.test() {
			continue
		}
		for _, decl := range s.ast.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil || ast.IsExported(receiver(d)) {
					faults = append(faults, s.undocumented(d.Name, d.Doc, nil)...)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					faults = append(faults, undocumentedSpec(s, d, spec)...)
				}
			}
		}
	}
	return faults
}

// receiver names the type of a method, without its star and its type parameters.
func receiver(d *ast.FuncDecl) string {
	name := strings.TrimPrefix(types.ExprString(d.Recv.List[0].Type), "*")
	name, _, _ = strings.Cut(name, "[")
	return name
}

// undocumentedSpec lets the comment of a group speak for the names it mentions, and that of a
// type and of its other members for a member.
func undocumentedSpec(s source, d *ast.GenDecl, spec ast.Spec) (faults []string) {
	var alone, group *ast.CommentGroup
	if alone = d.Doc; d.Lparen.IsValid() {
		alone, group = nil, d.Doc
	}
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if spec.Doc != nil || !mentions(group.Text(), name) {
				faults = append(faults, s.undocumented(name, cmp.Or(spec.Doc, alone), spec.Comment)...)
			}
		}
	case *ast.TypeSpec:
		faults = s.undocumented(spec.Name, cmp.Or(spec.Doc, alone), nil)
		told := cmp.Or(spec.Doc, alone).Text()
		for _, m := range members(spec) {
			told += m.Doc.Text()
			for _, name := range m.Names {
				if m.Doc == nil && !mentions(told, name) || m.Doc != nil && name == m.Names[0] {
					faults = append(faults, s.undocumented(name, m.Doc, m.Comment)...)
				}
			}
		}
	}
	return faults
}

// members lists the fields or methods of an exported struct or interface.
func members(spec *ast.TypeSpec) []*ast.Field {
	if spec.Name.IsExported() {
		switch t := spec.Type.(type) {
		case *ast.StructType:
			return t.Fields.List
		case *ast.InterfaceType:
			return t.Methods.List
		}
	}
	return nil
}

func mentions(text string, name *ast.Ident) bool {
	return regexp.MustCompile(`(?i)\b` + name.Name + `\b`).MatchString(text)
}

// undocumented judges one name: a comment above it begins with it, one beside it is free.
func (s source) undocumented(name *ast.Ident, above, beside *ast.CommentGroup) []string {
	begins := regexp.MustCompile(`^((A|An|The) )?` + name.Name + `\b`)
	switch {
	case !name.IsExported() || above == nil && beside != nil:
		return nil
	case above == nil:
		return []string{s.fault(name, "%s has no comment", name.Name)}
	case !begins.MatchString(above.Text()):
		return []string{s.fault(name, "the comment of %s does not begin with its name", name.Name)}
	}
	return nil
}

func packageComments(sources []source) (faults []string) {
	for _, pkg := range byPackage(sources) {
		want := "Package " + pkg[0].ast.Name.Name + " "
		if want == "Package main " {
			want = "Command "
		}
		said := func(s source) bool { return strings.HasPrefix(s.ast.Doc.Text(), want) }
		if !slices.ContainsFunc(pkg, said) {
			faults = append(faults, pkg[0].fault(pkg[0].ast, "no package comment that begins with %q", want))
		}
	}
	return faults
}

// TestChecksCanFail gives each check the smallest source that breaks its rule, and one that
// comes as close as is allowed.
func TestChecksCanFail(t *testing.T) {
	const table = "package tier; import \"slices\"; var table = []int{1, 2}; var _ = slices.Max(table); "
	cases := []struct {
		find       func([]source) []string
		path, text string
		want       string // part of the only finding; empty when there is none
	}{
		{crossImports, "tier/x.go", `package tier; import "` + modulePath + `/rfm"`, "tier imports"},
		{crossImports, "tier/x_test.go", `package tier; import "` + modulePath + `/rfm"`, "tier imports"},
		{crossImports, "internal/civil/x.go", `package civil; import "` + modulePath + `/tier"`, "internal imports"},
		{crossImports, "segment/stage/x.go", `package stage; import "` + modulePath + `/segment/value"`, "its neighbour segment/value"},
		{crossImports, "segment/x.go", `package segment; import "` + modulePath + `/segment/stage"`, "its neighbour segment/stage"},
		{crossImports, "care/x.go", `package care; import "` + modulePath + `/care/message"`, "its neighbour care/message"},
		{crossImports, "care/message/x.go", `package message; import "` + modulePath + `/care/lunar"`, "its neighbour care/lunar"},
		{crossImports, "care/x.go", `package care; import "` + modulePath + `/care/lunar"`, ""},
		{crossImports, "segment/stage/x_test.go", `package stage_test; import ("` + modulePath + `/segment"; "` + modulePath + `/segment/stage")`, ""},
		{crossImports, "tier/x.go", `package tier; import "` + modulePath + `/internal/civil"`, ""},
		{crossImports, "examples/report/x.go", `package main; import ("` + modulePath + `/rfm"; "` + modulePath + `/tier")`, ""},

		{impureImports, "rfm/x.go", `package rfm; import "os"`, "imports os"},
		{impureImports, "internal/civil/x.go", `package civil; import _ "time/tzdata"`, "imports time/tzdata"},
		{impureImports, "rfm/x.go", `package rfm; import . "time"`, "imports time without its name"},
		{impureImports, "rfm/x_test.go", `package rfm; import "os"`, ""},
		{impureImports, "examples/report/x.go", `package main; import "os"`, ""},

		{impureCalls, "rfm/x.go", `package rfm; import "time"; var now = time.Now`, "uses time.Now"},
		{impureCalls, "rfm/x.go", `package rfm; import clock "time"; var _ = clock.Since`, "uses time.Since"},
		{impureCalls, "rfm/x.go", `package rfm; import "time"; func f(t time.Time) { _ = g().Local() }`, "calls Local"},
		{impureCalls, "rfm/x.go", `package rfm; import "time"; func f(t time.Time) { _ = t.Local() }`, "calls Local"},
		{impureCalls, "rfm/x.go", `package rfm; import "time"; var _ = time.Unix(0, 0)`, "without .UTC() or .In"},
		{impureCalls, "rfm/x.go", `package rfm; import "time"; var _ = time.Unix(0, 0).UTC()`, ""},
		{impureCalls, "rfm/x.go", `package rfm; func f() { println() }`, "calls println"},
		{impureCalls, "rfm/x.go", `package rfm; import "fmt"; var _ = fmt.Println`, "uses fmt.Println"},
		{impureCalls, "rfm/x.go", `package rfm; import d "github.com/shopspring/decimal"; func f() { d.DivisionPrecision = 3 }`, "DivisionPrecision"},

		{mutableGlobals, "tier/x.go", `package tier; import "errors"; var ErrX = errors.New("x")`, ""},
		{mutableGlobals, "tier/x.go", `package tier; var _ error = T{}`, ""},
		{mutableGlobals, "tier/x.go", `package tier; var count int`, "has no value"},
		{mutableGlobals, "tier/x.go", `package tier; var Table = []int{1}`, "is exported"},
		{mutableGlobals, "tier/x.go", `package tier; var seen = make(map[string]bool)`, "made to be filled"},
		{mutableGlobals, "tier/x.go", `package tier; var state = &T{}`, "made to be filled"},
		{mutableGlobals, "tier/x.go", table + `func f(i int) int { for _, x := range table { i += x + len(table) }; return i + table[i] }`, ""},
		{mutableGlobals, "tier/x.go", table + `func f() { table := []int{0}; table[0] = 1 }`, ""},
		{mutableGlobals, "tier/x.go", table + `func f() { table[0] = 1 }`, "is assigned"},
		{mutableGlobals, "tier/x.go", table + `func f() { (table[0])++ }`, "is assigned"},
		{mutableGlobals, "tier/x.go", table + `func f() { for table[0] = range 3 {} }`, "is assigned"},
		{mutableGlobals, "tier/x.go", table + `func f() *int { return &table[0] }`, "by address"},
		{mutableGlobals, "tier/x.go", table + `func f() []int { return append(table, 3) }`, "changed by append"},
		{mutableGlobals, "tier/x.go", table + `func f() { slices.Sort(table[1:]) }`, "changed by slices.Sort"},
		{mutableGlobals, "tier/x.go", table + `func f() []int { return table }`, "by reference"},
		{mutableGlobals, "tier/x.go", table + `func f() { alias := table[1:]; alias[0] = 1 }`, "by reference"},

		{hiddenWork, "care/x.go", `package care; func init() {}`, "declares init"},
		{hiddenWork, "care/x.go", `package care; func f() { go f() }`, "starts a goroutine"},
		{hiddenWork, "care/x.go", `package care; func (t T) init() {}`, ""},

		{floats, "care/x.go", `package care; func f(x float64) {}`, "uses float64"},
		{floats, "care/x.go", `package care; func f() { x := 1.5; _ = x }`, "number 1.5"},
		{floats, "care/x.go", `package care; var _ = d.InexactFloat64()`, "uses InexactFloat64"},
		{floats, "care/x.go", `package care; import "math"; var _ = int(math.Sqrt(4))`, "uses math.Sqrt"},
		{floats, "care/x.go", `package care; import "math"; const top = math.MaxInt64`, ""},

		{dependencies, "tier/x.go", `package tier; import "pgregory.net/rapid"`, "outside a test"},
		{dependencies, "examples/report/x.go", `package main; import "github.com/google/go-cmp/cmp"`, "outside a test"},
		{dependencies, "tier/x_test.go", `package tier; import "github.com/stretchr/testify"`, "adds the dependency"},
		{dependencies, "tier/x_test.go", `package tier; import ("pgregory.net/rapid"; "fmt")`, ""},

		{undocumented, "tier/x.go", `package tier; func F() {}`, "F has no comment"},
		{undocumented, "tier/x.go", "package tier\n// Returns.\nfunc F() {}", "does not begin with its name"},
		{undocumented, "tier/x.go", "package tier\n// Fold folds.\nfunc F() {}", "does not begin with its name"},
		{undocumented, "tier/x.go", "package tier\n// F folds.\nfunc F() {}\nfunc (t *t) M() {}", ""},
		{undocumented, "tier/x.go", `package tier; func (t *T[K]) M() {}`, "M has no comment"},
		{undocumented, "tier/x.go", "package tier\n// T is.\ntype T struct { A int }", "A has no comment"},
		{undocumented, "tier/x.go", "package tier\n// A T is.\ntype T struct {\n A int // beside\n b int\n error\n}", ""},
		{undocumented, "tier/x.go", "package tier\n// T is.\ntype T struct {\n // A and B are.\n A int\n B int\n}", ""},
		{undocumented, "tier/x.go", "package tier\n// T is.\ntype T interface { M() }", "M has no comment"},
		{undocumented, "tier/x.go", "package tier\n// Kinds.\nconst (\n a = 1\n B = 2\n)", "B has no comment"},
		{undocumented, "tier/x.go", "package tier\n// B and C are kinds.\nconst (\n B = 1\n C = 2\n)", ""},

		{packageComments, "tier/x.go", "package tier", "no package comment"},
		{packageComments, "tier/x.go", "// Tiers.\npackage tier", "no package comment"},
		{packageComments, "tier/x.go", "// Package tier grades.\npackage tier", ""},
		{packageComments, "examples/report/main.go", "// Command report prints.\npackage main", ""},
	}
	for _, c := range cases {
		s, err := parse(c.path, c.text)
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		switch got := c.find([]source{s}); {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s: %s\n\tfinds %q, want nothing", c.path, c.text, got)
		case c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)):
			t.Errorf("%s: %s\n\tfinds %q, want one finding: %s", c.path, c.text, got, c.want)
		}
	}
}
