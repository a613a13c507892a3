package message

import (
	"strings"
	"unicode/utf8"

	"example.com/membership/care"
)

// Text is what a customer reads.
type Text struct {
	// Template is the ID of the template.
	Template string `json:"template"`
	// Locale is that of the text, as the book has it.
	Locale string `json:"locale"`
	// Text is the text, its variables put in.
	Text string `json:"text"`
	// Length is that of a short message; the zero value on channels of another
	// kind than care.SMS.
	Length Length `json:"length,omitzero"`
}

// maxRendered bounds a text with its variables, in bytes.
const maxRendered = 100_000

// Render words a contact in the customer's locale, such as "zh-CN", or else in
// the template's default. The contact is one that an engine of the same
// programme has planned: another rule, class, channel or message would be a text
// that has not been checked. Variables that the text does not use are not looked at.
//
// The error is a [*care.DataError]: a contact of another programme, or of a rule
// without a message, a variable that is missing or not UTF-8, a text too
// long, or an empty one. Then there is no text, and nothing is to be sent. It
// allocates the text and nothing else.
func (e *Engine) Render(c care.Contact, locale string) (Text, error) {
	r, err := e.rule(&c)
	if err != nil {
		return Text{}, err
	}
	w := r.template.in(locale)
	text, err := w.fill(&c)
	if err != nil {
		return Text{}, err
	}
	if strings.TrimSpace(text) == "" {
		return Text{}, dataError(&c, "variables", "say nothing, and the text in %q nothing beside them: give them values", w.locale)
	}
	out := Text{Template: r.template.id, Locale: w.locale, Text: text}
	if r.channels[c.Channel] {
		out.Length = Measure(text)
		if out.Length.Parts > e.mostParts {
			return Text{}, dataError(&c, "", "takes %d parts in %q, and at most %d are allowed: shorten its variables, or raise mostParts",
				out.Length.Parts, w.locale, e.mostParts)
		}
	}
	return out, nil
}

// rule returns the rule of a contact, which has a template.
func (e *Engine) rule(c *care.Contact) (*rule, error) {
	const remedy = "make the engine of the programme that planned it, or plan again"
	r := e.rules[c.Rule]
	if r == nil {
		return nil, dataError(c, "rule", "%.64q is no rule of the programme: %s", c.Rule, remedy)
	}
	if _, ok := r.channels[c.Channel]; !ok {
		return nil, dataError(c, "channel", "%.64q is none of the rule's: %s", c.Channel, remedy)
	}
	switch {
	case c.Class != r.class:
		return nil, dataError(c, "class", "%.64q is not that of the rule, %q: %s", c.Class, r.class, remedy)
	case c.Message != r.message:
		return nil, dataError(c, "message", "%.64q is not that of the rule, %.64q: %s", c.Message, r.message, remedy)
	case r.template == nil:
		return nil, dataError(c, "message", "is empty, and nothing can be worded: give rule %.64q one, or pass its contacts over", c.Rule)
	}
	return r, nil
}

// fill puts the variables of the contact in. Values are copied and never read.
func (w *wording) fill(c *care.Contact) (string, error) {
	size := w.written
	for _, p := range w.pieces {
		if !p.variable {
			continue
		}
		value, ok := c.Variables[p.text]
		switch size += len(value); {
		case !ok:
			return "", dataError(c, "variables", "%.64q is missing: give it to the customer or the event, and plan again", p.text)
		case size > maxRendered:
			return "", dataError(c, "variables", "%.64q, of %d bytes, makes the text longer than %d: shorten it", p.text, len(value), maxRendered)
		case !utf8.ValidString(value):
			return "", dataError(c, "variables", "%.64q is %.64q, which is not UTF-8", p.text, value)
		}
	}
	var b strings.Builder
	b.Grow(size)
	for _, p := range w.pieces {
		if p.variable {
			b.WriteString(c.Variables[p.text])
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String(), nil
}
