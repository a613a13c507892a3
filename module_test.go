package membership_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reserved is the name the module has until it gets a public one. It is put together here so that
// renaming the module leaves it alone.
const reserved = "example" + ".com/membership"

// TestReadmeSample does what the README tells somebody with a project of their own: its
// commands in a fresh module beside this one, offline, around its sample, whose output must be
// the block that follows it.
func TestReadmeSample(t *testing.T) {
	needs(t, "go", "sh")
	_, blocks := readme(t)
	i := find(t, blocks, "package main")
	sample, want := blocks[i], blocks[i+1]
	for _, path := range []string{modulePath + "/tier", modulePath + "/rfm"} {
		if !strings.Contains(sample, `"`+path+`"`) {
			t.Errorf("the sample does not import %s", path)
		}
	}

	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	beside := t.TempDir()
	if err := os.Symlink(root, filepath.Join(beside, "membership")); err != nil {
		t.Skipf("SKIPPED, the README's sample is not checked: %v", err)
	}
	shop := filepath.Join(beside, "shop")
	write(t, filepath.Join(shop, "main.go"), sample)
	write(t, filepath.Join(shop, "go.sum"), read(t, "go.sum"))
	run(t, shop, "go mod init example.com/shop")
	run(t, shop, blocks[find(t, blocks, "go mod edit -replace")])
	if got := run(t, shop, "go run ."); got != want {
		t.Errorf("the sample prints\n%s\nand the README says\n%s", got, want)
	}
}

// TestReadmeRename gives a copy of this module another name by the README's one command.
func TestReadmeRename(t *testing.T) {
	needs(t, "go", "gofmt", "sh", "grep", "xargs", "sed", "find")
	if path, _, _ := strings.Cut(read(t, "go.mod"), "\n"); path != "module "+reserved {
		t.Skipf("SKIPPED, the README's rename is not checked: go.mod says %s, so it has been done", path)
	}
	_, blocks := readme(t)
	command := blocks[find(t, blocks, "sed -i")]
	if strings.Count(strings.TrimSuffix(command, "\n"), "\n") > 0 {
		t.Errorf("the rename is not one command:\n%s", command)
	}

	dir := t.TempDir()
	copyModule(t, dir)
	run(t, dir, command)
	if got := run(t, dir, "go list -m"); strings.TrimSpace(got) == reserved {
		t.Errorf("after the rename the module is still %s", got)
	}
	for _, check := range []string{
		"grep -rF " + reserved + " . || true", // nothing keeps the old name
		"find . -name '*.orig'",               // nothing is left lying about
		"gofmt -l .",
		"go build ./... && go vet ./tier",
	} {
		if got := run(t, dir, check); got != "" {
			t.Errorf("after the rename, %s prints\n%s", check, got)
		}
	}
	run(t, dir, "go test -short .") // this package's own tests hold under the new name
}

// TestReadmeLength keeps the README what it is for: read in full.
func TestReadmeLength(t *testing.T) {
	text, _ := readme(t)
	if n := strings.Count(text, "\n"); n >= 150 {
		t.Errorf("README.md has %d lines, want fewer than 150", n)
	}
}

// needs skips a test that starts other programs when it should not or cannot.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped by -short: builds other modules")
	}
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("SKIPPED, the README is not checked: %v", err)
		}
	}
}

// readme returns the README and the text of its fenced blocks, an empty one last.
func readme(t *testing.T) (text string, blocks []string) {
	t.Helper()
	text = read(t, "README.md")
	for _, m := range regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, m[1])
	}
	return text, append(blocks, "")
}

// find returns the index of the first block that contains the text; another follows it.
func find(t *testing.T, blocks []string, text string) int {
	t.Helper()
	for i, block := range blocks[:len(blocks)-1] {
		if strings.Contains(block, text) {
			return i
		}
	}
	t.Fatalf("README.md has no block with %q", text)
	return 0
}

// run runs a shell command offline in dir and returns its standard output.
func run(t *testing.T, dir, command string) string {
	t.Helper()
	cmd := exec.Command("sh", "-ec", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOSUMDB=off", "GOWORK=off",
		"GOFLAGS=-mod=mod -buildvcs=false")
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s\n%v\n%s%s", command, err, out, errs.String())
	}
	return string(out)
}

// copyModule copies every file but the hidden ones.
func copyModule(t *testing.T, to string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != "." && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return filepath.SkipDir
		case d.Type().IsRegular():
			write(t, filepath.Join(to, path), read(t, path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
