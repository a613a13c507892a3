package message

import (
	"slices"
	"strings"
	"unicode"

	"example.com/membership/care"
)

// A law is what commercial texts on a channel are asked for.
type law struct {
	channel   *care.Channel
	signature bool
	exact     []string // wordings, marked
	anyCase   []string // those that are found in any case, marked
}

func lawOf(c *care.Channel) *law {
	l := &law{channel: c, signature: c.Law.Signature}
	for _, w := range c.Law.OptOut {
		if strings.ToLower(w) == w {
			l.anyCase = append(l.anyCase, mark(w))
		} else {
			l.exact = append(l.exact, mark(w))
		}
	}
	return l
}

// A judged is a text made ready to look for wordings.
type judged struct {
	signed       bool
	exact, lower string // marked
}

// standIn takes the place of variables where a text is judged. They can say
// anything, so nothing is found across one.
const standIn = '\uFFFC'

func judge(pieces []piece) judged {
	text := join(pieces, string(standIn))
	return judged{signed(text), mark(text), mark(strings.ToLower(text))}
}

// offers says whether the text has one of the channel's wordings.
func (l *law) offers(text *judged) bool {
	return slices.ContainsFunc(l.exact, func(w string) bool { return strings.Contains(text.exact, w) }) ||
		slices.ContainsFunc(l.anyCase, func(w string) bool { return strings.Contains(text.lower, w) })
}

// mark writes a NUL at the start, at the end, and between two characters unless
// a word goes on from one to the other. A marked text has a marked wording only
// where no word goes on beside it.
func mark(text string) string {
	var b strings.Builder
	b.Grow(len(text) * 3 / 2)
	before := false
	for _, r := range text {
		within := unicode.Is(unicode.Latin, r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '-' || r == '_' || r == standIn
		if !before || !within {
			b.WriteByte(0)
		}
		b.WriteRune(r)
		before = within
	}
	b.WriteByte(0)
	return b.String()
}

// signed says whether a text has a sender in 【】 that is not all variable.
func signed(text string) bool {
	for {
		_, after, _ := strings.Cut(text, "【")
		sender, rest, ok := strings.Cut(after, "】")
		if !ok {
			return false
		}
		if strings.ContainsFunc(sender, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return true
		}
		text = rest
	}
}
