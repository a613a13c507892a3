package main

import (
	"io"
	"strings"
	"unicode"
)

// A grid is a table of text whose columns line up on a terminal.
type grid struct {
	left  string // which columns are flush left, one byte a column: 'l' or 'r'
	lines [][]string
}

func (g *grid) add(cells ...string) { g.lines = append(g.lines, cells) }

// write writes the grid, indented, with two blanks between columns.
func (g *grid) write(out io.StringWriter) {
	widths := make([]int, len(g.left))
	for _, line := range g.lines {
		for i, cell := range line {
			widths[i] = max(widths[i], displayWidth(cell))
		}
	}
	for _, line := range g.lines {
		var b strings.Builder
		for i, cell := range line {
			b.WriteString("  ")
			pad := strings.Repeat(" ", widths[i]-displayWidth(cell))
			if g.left[i] == 'l' {
				b.WriteString(cell + pad)
			} else {
				b.WriteString(pad + cell)
			}
		}
		_, _ = out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
}

// displayWidth returns how many cells of a terminal s takes: two for a wide
// character of East Asian scripts, none for a combining mark.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// wide holds the characters two cells wide: the blocks of Unicode's
// EastAsianWidth.txt that are Wide or Fullwidth and occur in names.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, // Hangul Jamo
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1}, // radicals, CJK punctuation
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1}, // kana to Yi
		{Lo: 0xa960, Hi: 0xa97c, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, // Hangul
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, // compatibility ideographs
		{Lo: 0xfe30, Hi: 0xfe6b, Stride: 1},
		{Lo: 0xff01, Hi: 0xff60, Stride: 1}, // full-width forms
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, // pictographs
		{Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1}, // further ideographs
	},
}

// fit cuts s to at most width cells and keeps control characters out.
func fit(s string, width int) string {
	var b strings.Builder
	used := 0
	for _, r := range s {
		if unicode.IsControl(r) {
			r = '\ufffd'
		}
		if used += runeWidth(r); used > width-1 && displayWidth(s) > width {
			return b.String() + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}
