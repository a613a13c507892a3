package main

import (
	"strings"
	"testing"
)

func TestGridAlignsWideCharacters(t *testing.T) {
	g := grid{left: "lr"}
	g.add("王芳", "1")
	g.add("Emily", "22")
	g.add("Ｚoe\u0301", "3") // a full-width letter and a combining accent
	var b strings.Builder
	g.write(&b)
	want := "  王芳    1\n  Emily  22\n  Ｚoe\u0301    3\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"王芳", 4, "王芳"},
		{"王芳华", 5, "王芳…"},
		{"王芳华", 4, "王…"},
		{"Emily Carter", 8, "Emily C…"},
		{"a\x1b[2Jb\n", 20, "a\ufffd[2Jb\ufffd"},
		{"", 3, ""},
	} {
		got := fit(c.text, c.width)
		if got != c.want {
			t.Errorf("fit(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
		if displayWidth(got) > c.width {
			t.Errorf("fit(%q, %d) is %d cells wide", c.text, c.width, displayWidth(got))
		}
	}
}
