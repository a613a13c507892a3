package message

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/membership/care"
	"example.com/membership/internal/fault"
)

// Limits of a book.
const (
	maxTemplates = 1_000
	maxTexts     = 100
	maxText      = 20_000  // bytes
	maxAll       = 4 << 20 // bytes of all texts
	maxParts     = 255
)

// A validator walks a book and a programme, which care has found right.
type validator struct {
	fault.List
	program *care.Program
	book    *Book
	laws    map[string]*law // by channel
	uses    map[string]*use // by template
	bytes   int             // of the texts so far
}

// A use is what the rules that name a template make of it.
type use struct {
	rules    []*care.Rule
	declares map[string]int  // how many of the rules declare a variable
	laws     []*law          // of the channels of the commercial ones, each once
	sms      bool            // some rule sends short messages
	found    map[string]bool // the variables in the texts
	unread   bool            // some text could not be read
}

func newValidator(p *care.Program, b *Book) *validator {
	v := &validator{program: p, book: b, laws: map[string]*law{}, uses: map[string]*use{}}
	for i := range p.Channels {
		v.laws[p.Channels[i].ID] = lawOf(&p.Channels[i])
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		u := v.uses[r.Message]
		if u == nil {
			u = &use{declares: map[string]int{}, found: map[string]bool{}}
			v.uses[r.Message] = u
		}
		u.rules = append(u.rules, r)
		for _, name := range r.Variables {
			u.declares[name]++
		}
		for _, id := range r.Channels {
			l := v.laws[id]
			u.sms = u.sms || l.channel.Kind == care.SMS
			if r.Class == care.Commercial && !slices.Contains(u.laws, l) {
				u.laws = append(u.laws, l)
			}
		}
	}
	return v
}

// validate adds every fault, in the order of the fields.
func (v *validator) validate() {
	if n := v.book.MostParts; n < 0 || n > maxParts {
		v.Add("mostParts", "out_of_range", "must be 1 to %d, not %d; leave it out for %d", maxParts, n, defaultMostParts)
	}
	if n := len(v.book.Templates); n > maxTemplates {
		v.Add("templates", "too_many", "has %d templates; at most %d are allowed", n, maxTemplates)
		return
	}
	ids := map[string]bool{}
	for i := range v.book.Templates {
		t, path := &v.book.Templates[i], fault.Index("templates", i)
		v.id(fault.Field(path, "id"), t.ID, ids)
		v.texts(path, t)
		if v.Full() || v.bytes > maxAll {
			return
		}
	}
	v.rules(ids)
	v.channels()
}

func (v *validator) id(path, id string, ids map[string]bool) {
	if err := fault.Name(id); err != nil {
		code := "invalid_value"
		switch {
		case id == "":
			code = "missing"
		case len(id) > fault.MaxName:
			code = "too_long"
		}
		v.Add(path, code, "%v", err)
	} else if ids[id] {
		v.Add(path, "duplicate", "%.64q is the ID of another template; give each its own", id)
	}
	ids[id] = true
}

// texts checks the texts of a template, in the order of their locales, and its
// default.
func (v *validator) texts(path string, t *Template) {
	at, u := fault.Field(path, "texts"), v.uses[t.ID]
	if u == nil || t.ID == "" {
		u = &use{found: map[string]bool{}} // by no rule
	}
	if n := len(t.Texts); n == 0 || n > maxTexts {
		u.unread = true
		if n == 0 {
			v.Add(at, "missing", "has no text; give one at least")
		} else {
			v.Add(at, "too_many", "has %d texts; at most %d are allowed", n, maxTexts)
		}
		return
	}
	locales := slices.Sorted(maps.Keys(t.Texts))
	tags := make(map[tag]string, len(locales))
	for _, locale := range locales {
		at := fault.Field(at, locale)
		if other := tags[tagOf(locale)]; !isTag(locale) {
			v.Add(at, "invalid_value", `%.64q is no locale; write it as in "zh-CN"`, locale)
		} else if other != "" {
			v.Add(at, "duplicate", "is the same locale as %.64q; give one text", other)
		}
		tags[tagOf(locale)] = locale
		v.text(at, t.Texts[locale], u)
		if v.bytes += len(t.Texts[locale]); v.bytes > maxAll {
			v.Add("templates", "too_long", "has texts of more than %d bytes together; leave some out", maxAll)
		}
		if v.Full() || v.bytes > maxAll {
			return
		}
	}
	v.fallback(fault.Field(path, "default"), t, locales)
}

// fallback checks the default of a template.
func (v *validator) fallback(path string, t *Template, locales []string) {
	if _, ok := t.Texts[t.Default]; ok {
		return
	}
	switch near := fault.Nearest(t.Default, locales); {
	case t.Default == "" && len(locales) == 1:
	case t.Default == "":
		v.Add(path, "missing", "is missing, and there are %d texts; name the locale of last resort", len(locales))
	case near != "":
		v.Add(path, "unknown", "%.64q has no text: did you mean %.64q?", t.Default, near)
	default:
		v.Add(path, "unknown", "%.64q has no text; give it one, or name another locale", t.Default)
	}
}

// text checks one text for the rules that send it.
func (v *validator) text(path, text string, u *use) {
	pieces, ok := v.read(path, text)
	if !ok {
		u.unread = true
		return
	}
	v.variables(path, pieces, u)
	v.fullWidth(path, pieces, u)
	v.law(path, pieces, u)
	// Values only add to the parts: put in, nothing gets shorter.
	if most := v.book.mostParts(); u.sms && most > 0 {
		if l := Measure(join(pieces, "")); l.Parts > most {
			v.Add(path, "too_long", "takes %d parts as a short message, even with empty variables, and at most %d are allowed; shorten it, or raise mostParts",
				l.Parts, most)
		}
	}
}

// read splits a text, if it can be.
func (v *validator) read(path, text string) ([]piece, bool) {
	switch {
	case strings.TrimSpace(text) == "":
		v.Add(path, "missing", "is empty; write the text, or leave the locale out")
		return nil, false
	case len(text) > maxText:
		v.Add(path, "too_long", "has %d bytes; at most %d are allowed", len(text), maxText)
		return nil, false
	case !utf8.ValidString(text):
		v.Add(path, "invalid_value", "%.64q is not UTF-8", text)
		return nil, false
	}
	pieces, err := split(text)
	if err != nil {
		v.Add(path, "invalid_value", "%v", err)
	}
	return pieces, err == nil
}

// variables checks that all rules declare the variables of a text, and notes
// which it has.
func (v *validator) variables(path string, pieces []piece, u *use) {
	seen := map[string]bool{}
	for _, p := range pieces {
		if !p.variable || seen[p.text] || v.Full() {
			continue
		}
		seen[p.text], u.found[p.text] = true, true
		if u.declares[p.text] == len(u.rules) {
			continue
		}
		i := slices.IndexFunc(u.rules, func(r *care.Rule) bool { return !slices.Contains(r.Variables, p.text) })
		if near := fault.Nearest(p.text, u.rules[i].Variables); near != "" {
			v.Add(path, "unknown", "[%.64s] is no variable of rule %.64q: did you mean [%.64s]?", p.text, u.rules[i].ID, near)
		} else {
			v.Add(path, "unknown", "[%.64s] is no variable of rule %.64q; declare it there, or write [[ for a bracket", p.text, u.rules[i].ID)
		}
	}
}

// fullWidth finds variables in the brackets of a Chinese keyboard, which would be
// sent as they are.
func (v *validator) fullWidth(path string, pieces []piece, u *use) {
	for _, p := range pieces {
		if p.variable {
			continue
		}
		for _, after := range strings.Split(p.text, "［")[1:] {
			if name, _, ok := strings.Cut(after, "］"); ok && u.declares[name] > 0 {
				v.Add(path, "invalid_value", "has ［%.64s］ in full-width brackets, which is no placeholder; write [%.64s]", name, name)
			}
		}
	}
}

// law checks what commercial texts need.
func (v *validator) law(path string, pieces []piece, u *use) {
	if len(u.laws) == 0 {
		return
	}
	text := judge(pieces)
	if i := slices.IndexFunc(u.laws, func(l *law) bool { return l.signature }); i >= 0 && !text.signed {
		v.Add(path, "missing", "has no signature, which commercial texts on channel %.64q need; write the sender in 【】", u.laws[i].channel.ID)
	}
	for _, l := range u.laws {
		if w := l.channel.Law.OptOut; len(w) > 0 && !l.offers(&text) {
			v.Add(path, "missing", "does not say how to end the contacts, as commercial texts on channel %.64q must; write one of %s",
				l.channel.ID, quoted(w))
		}
	}
}

// quoted lists wordings for a message, which is cut where they are many.
func quoted(wordings []string) string {
	return `"` + strings.Join(wordings, `", "`) + `"`
}

// rules checks that the messages of rules are templates, which have all that
// the rules declare.
func (v *validator) rules(ids map[string]bool) {
	known := slices.Sorted(maps.Keys(ids))
	for i := range v.program.Rules {
		r, path := &v.program.Rules[i], fault.Index("program.rules", i)
		at := fault.Field(path, "message")
		if r.Message == "" {
			continue
		}
		if near := fault.Nearest(r.Message, known); !ids[r.Message] && near != "" {
			v.Add(at, "unknown", "%.64q is no template: did you mean %.64q?", r.Message, near)
		} else if !ids[r.Message] {
			v.Add(at, "unknown", "%.64q is no template of the book; write one, or leave the message out", r.Message)
		}
		u := v.uses[r.Message]
		for j, name := range r.Variables {
			if ids[r.Message] && !u.unread && !u.found[name] {
				v.Add(fault.Index(fault.Field(path, "variables"), j), "unused",
					"%.64q is in no text of template %.64q, and contacts would be left out for want of it; leave it out, or write [%.64s]", name, r.Message, name)
			}
		}
	}
}

// channels checks that there is a way to end commercial short messages.
func (v *validator) channels() {
	for i := range v.program.Channels {
		c := &v.program.Channels[i]
		if c.Kind != care.SMS || len(c.Law.OptOut) > 0 {
			continue
		}
		for j := range v.program.Rules {
			r := &v.program.Rules[j]
			if r.Class == care.Commercial && r.Message != "" && slices.Contains(r.Channels, c.ID) {
				v.Add(fault.Index("program.channels", i)+".law.optOut", "missing",
					"is empty, but rule %.64q sends commercial short messages, which say how to end them; give the wordings, such as those of care.China", r.ID)
				break
			}
		}
	}
}
