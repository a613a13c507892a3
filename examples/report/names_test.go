package main

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// names does what a map does.
func TestNamesAgreeWithMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n names
		want := map[string]uint32{}
		for i := range rapid.IntRange(0, 3000).Draw(t, "length") {
			name := strings.Repeat("x", i%5) + string(rune('a'+rapid.IntRange(0, 2000).Draw(t, "name")))
			number, seen := n.number(name)
			known, ok := want[name]
			if !ok {
				known = uint32(len(want))
				want[name] = known
			}
			if seen != ok || number != known || n.name(number) != name {
				t.Fatalf("%q: number %d seen %v, want %d %v", name, number, seen, known, ok)
			}
		}
		if n.len() != len(want) {
			t.Fatalf("%d names, want %d", n.len(), len(want))
		}
	})
}

func TestTextStoreKeepsLongTexts(t *testing.T) {
	var s textStore
	long := strings.Repeat("long", 1<<16)
	kept := []string{s.keep("a"), s.keep(long), s.keep("b")}
	if kept[0] != "a" || kept[1] != long || kept[2] != "b" {
		t.Error("a text has changed in the store")
	}
}

func TestPages(t *testing.T) {
	var p pages[int]
	for i := range 3*pageSize + 1 {
		if p.len() != i {
			t.Fatalf("length %d, want %d", p.len(), i)
		}
		p.add(i)
	}
	for i := range 3*pageSize + 1 {
		if *p.at(uint32(i)) != i {
			t.Fatalf("at %d: %d", i, *p.at(uint32(i)))
		}
	}
}
