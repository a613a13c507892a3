package tier

import (
	"strconv"
	"strings"
)

// Wording says how [Engine.Conditions] writes the conditions of membership.
type Wording struct {
	// Language is [Chinese] or [English]. Default: Chinese.
	Language Language
	// Currency follows an amount in Chinese (default 元) and precedes it in
	// English, as in "US$" (default: nothing).
	Currency string
	// Header and Footer are the shop's own lines before and after.
	Header, Footer string
}

// Language is one that [Engine.Conditions] writes.
type Language string

const (
	Chinese Language = "zh" // simplified Chinese; the default
	English Language = "en" // English
)

// Conditions returns the conditions of membership for customers, generated
// from the programme that decides: how to become a member, the entry to each
// tier, and, where the programme says more than that, what counts, how long a
// tier lasts and what keeps it. Lines end with a newline.
func (e *Engine) Conditions(w Wording) string {
	t := &conditions{program: &e.program, currency: w.Currency}
	t.line(w.Header)
	if w.Language == English {
		t.english(e)
	} else {
		t.chinese(e)
	}
	t.line(w.Footer)
	return t.String()
}

// conditions is a text being written.
type conditions struct {
	strings.Builder
	program  *Program
	currency string
}

// line writes the parts as a line, nothing if they are empty.
func (t *conditions) line(parts ...string) {
	if s := strings.Join(parts, ""); s != "" {
		t.WriteString(s)
		t.WriteByte('\n')
	}
}

// numbered writes a line for each alternative.
func (t *conditions) numbered(separator string, anyOf []Alternative, phrase func(Alternative) string) {
	for i, alternative := range anyOf {
		t.line(strconv.Itoa(i+1), separator, phrase(alternative))
	}
}

// lowestEntry returns the alternatives that make somebody a member.
func (p *Program) lowestEntry() []Alternative {
	if len(p.Tiers) == 0 {
		return nil
	}
	return p.Tiers[0].AnyOf
}

// choice reports whether some tier can be reached in several ways.
func (p *Program) choice() bool {
	for _, t := range p.Tiers {
		if len(t.AnyOf) > 1 {
			return true
		}
	}
	return false
}

// keeps reports whether some tier has rules of its own for keeping it.
func (p *Program) keeps() bool {
	for _, t := range p.Tiers {
		if len(t.Keep) > 0 {
			return true
		}
	}
	return false
}

// requalifies reports whether an order can move the end of a term.
func (p *Program) requalifies(term span) bool {
	return p.Extend == Requalify && (term.period == 0 || term.next)
}

// join puts a separator between the texts of a list.
func join[T any](list []T, separator string, text func(int, T) string) string {
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = text(i, item)
	}
	return strings.Join(texts, separator)
}
