package message

import (
	"bytes"
	"strings"
)

// maxLocale bounds locales, in bytes: RFC 5646, 4.4.1, finds 35 enough.
const maxLocale = 64

// A tag is a locale in lower case, with hyphens. The zero value is none.
type tag struct {
	text [maxLocale]byte
	n    int
}

// tagOf reads a locale as systems write them: zh-Hant, zh_hant. What cannot be
// one is no tag.
func tagOf(locale string) (t tag) {
	if len(locale) > maxLocale {
		return tag{}
	}
	for i := range len(locale) {
		c := locale[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c == '_':
			c = '-'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-':
		default:
			return tag{}
		}
		t.text[i] = c
	}
	t.n = len(locale)
	return t
}

// shorter drops the last subtag, and with it single letters before it, which
// only introduce others. It reports whether something is left.
func (t *tag) shorter() bool {
	t.n = max(bytes.LastIndexByte(t.text[:t.n], '-'), 0)
	for t.n >= 2 && t.text[t.n-2] == '-' {
		t.n -= 2
	}
	return t.n > 0
}

// isTag checks the form of a locale in a book: subtags of 1 to 8 letters and
// digits with hyphens between them, a language of 2 to 8 letters first.
func isTag(locale string) bool {
	t := tagOf(locale)
	if t.n == 0 || strings.Contains(locale, "_") {
		return false
	}
	for i, subtag := range strings.Split(string(t.text[:t.n]), "-") {
		if len(subtag) < 1 || len(subtag) > 8 || i == 0 && (len(subtag) < 2 || strings.ContainsAny(subtag, "0123456789")) {
			return false
		}
	}
	return true
}

// A template is a compiled [Template]. It is immutable.
type template struct {
	id    string
	texts map[string]*wording // by locale in lower case
	last  *wording            // the resort
}

// in returns the text for a locale, by RFC 4647, 3.4.
func (t *template) in(locale string) *wording {
	for tag := tagOf(locale); tag.n > 0; {
		if w := t.texts[string(tag.text[:tag.n])]; w != nil {
			return w
		}
		if !tag.shorter() {
			break
		}
	}
	return t.last
}
