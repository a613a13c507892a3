package message

import (
	"fmt"
	"strings"
)

// A piece is a stretch of a text: what the shop wrote, or the name of the
// variable that stands there.
type piece struct {
	text     string
	variable bool
}

// split reads a text. Of what is wrong with it the error has the first, which
// decides how the rest is read.
func split(text string) ([]piece, error) {
	var pieces []piece
	var written strings.Builder
	flush := func() {
		if written.Len() > 0 {
			pieces = append(pieces, piece{text: written.String()})
			written.Reset()
		}
	}
	for {
		i := strings.IndexAny(text, "[]")
		if i < 0 {
			written.WriteString(text)
			flush()
			return pieces, nil
		}
		written.WriteString(text[:i])
		text = text[i:]
		if len(text) > 1 && text[1] == text[0] {
			written.WriteByte(text[0])
			text = text[2:]
			continue
		}
		name, rest, err := placeholder(text)
		if err != nil {
			return nil, err
		}
		flush()
		pieces = append(pieces, piece{name, true})
		text = rest
	}
}

// placeholder reads the name at the start of a text that begins with a single
// bracket.
func placeholder(text string) (name, rest string, err error) {
	if text[0] == ']' {
		return "", "", fmt.Errorf("has ] without [ before %.20q: write ]] for the character", text[1:])
	}
	end := strings.IndexAny(text[1:], "[]") + 1
	if end == 0 || text[end] == '[' {
		return "", "", fmt.Errorf("has [ without ] in %.20q: close the placeholder, or write [[ for the character", text)
	}
	if name = text[1:end]; strings.TrimSpace(name) == "" {
		return "", "", fmt.Errorf("has a placeholder without a name, %.20q: name a variable of the rule", text[:end+1])
	}
	return name, text[end+1:], nil
}

// A wording is a compiled text. It is immutable.
type wording struct {
	locale  string // as written in the book
	pieces  []piece
	written int // bytes of the pieces that are no variables
}

func newWording(locale string, pieces []piece) *wording {
	w := &wording{locale: locale, pieces: pieces}
	for _, p := range pieces {
		if !p.variable {
			w.written += len(p.text)
		}
	}
	return w
}

// join writes the pieces with a stand-in for each variable.
func join(pieces []piece, standIn string) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.variable {
			b.WriteString(standIn)
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}
