// Package fault says what is wrong with a document and where: all faults at
// once, each with the path of the field, a code for programs and a sentence for
// people. [Decode] reads JSON so strictly that nothing in it is ignored.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of what is kept and shown, so that a hostile document cannot turn into
// an error larger than itself.
const (
	maxFaults  = 100 // kept by a List
	maxShown   = 10  // written out by Error.Error
	maxMessage = 500 // bytes of a message
	maxLine    = 300 // bytes of one fault in Error.Error
	maxInPath  = 64  // bytes of a name in a path
)

// Fault is one thing wrong with a document, and where.
type Fault struct {
	// Path leads to the value: "tiers[2].anyOf[0].spend". The empty path is the
	// document itself.
	Path string `json:"path"`
	// Code is stable, for programs: one of those that Decode lists, or the
	// caller's own.
	Code string `json:"code"`
	// Message is for people: what is wrong, the value quoted, and the remedy.
	Message string `json:"message"`
}

// String returns path and message: "tiers[2].anyOf[0].spend: must not be negative".
func (f Fault) String() string {
	if f.Path == "" {
		return f.Message
	}
	return f.Path + ": " + f.Message
}

// Error is every fault of one document, in document order; [List.Err] says what
// happens beyond 100 of them.
type Error struct {
	What   string  // the document, as in "tier: program"
	Faults []Fault // at least one
}

// As returns the faults of err in the type of a public package, whose
// documentation then shows the fields, and the document they are of. It reports
// whether err has any: other errors stay as they are.
func As[F ~struct {
	Path    string `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
}](err error) (what string, faults []F, ok bool) {
	if err == nil {
		return "", nil, false // before all is allocated
	}
	var all *Error
	if !errors.As(err, &all) {
		return "", nil, false
	}
	faults = make([]F, len(all.Faults))
	for i, f := range all.Faults {
		faults[i] = F(f)
	}
	return all.What, faults, true
}

// Error returns one line with the first ten faults and the number of the
// others: "tier: program: 2 faults: tiers[0].id: ...; tiers[1].id: ...".
// Its length is bounded.
func (e *Error) Error() string {
	var b strings.Builder
	if e.What != "" {
		b.WriteString(e.What + ": ")
	}
	noun := "faults"
	if len(e.Faults) == 1 {
		noun = "fault"
	}
	fmt.Fprintf(&b, "%d %s", len(e.Faults), noun)
	for i, f := range e.Faults {
		if i == maxShown {
			fmt.Fprintf(&b, "; and %d more", len(e.Faults)-maxShown)
			break
		}
		separator := "; "
		if i == 0 {
			separator = ": "
		}
		b.WriteString(separator + clip(f.String(), maxLine))
	}
	return b.String()
}

// List collects faults while a value is walked. The zero value is ready to use.
// A List keeps the first 100 faults. It is not safe for concurrent use.
type List struct {
	faults []Fault
	more   bool // faults beyond the limit were left out
}

// Add appends a fault; format and args make its message, as in [fmt.Sprintf].
// A message longer than 500 bytes is cut.
func (l *List) Add(path, code, format string, args ...any) {
	if len(l.faults) == maxFaults {
		l.more = true
		return
	}
	message := clip(fmt.Sprintf(format, args...), maxMessage)
	l.faults = append(l.faults, Fault{Path: path, Code: code, Message: message})
}

// Full reports whether further faults would be left out: then looking for them
// is no use.
func (l *List) Full() bool { return l.more }

// Err returns the faults as an [*Error], or nil when there are none. Where more
// than 100 were added, a last one with the code "too_many" and the empty path
// says so. Later additions to the list do not change the error.
func (l *List) Err(what string) error {
	if len(l.faults) == 0 {
		return nil
	}
	faults := slices.Clone(l.faults)
	if l.more {
		faults = append(faults, Fault{
			Code:    "too_many",
			Message: fmt.Sprintf("more faults were left out: correct the first %d, then try again", maxFaults),
		})
	}
	return &Error{What: what, Faults: faults}
}

// Index returns the path of element i of the list at path: "tiers[2]".
func Index(path string, i int) string {
	return path + "[" + strconv.Itoa(i) + "]"
}

// Field returns the path of a field of the object at path: "tiers[2].id", and
// the name alone at the root. A name that is not a plain identifier of ASCII
// letters, digits and underscores is quoted: counters["my key"]. A name
// longer than 64 bytes is cut.
func Field(path, name string) string {
	if len(name) > maxInPath || !isIdentifier(name) {
		return path + "[" + strconv.Quote(clip(name, maxInPath)) + "]"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// within returns the path of what lies at inner inside the value at path.
func within(path, inner string) string {
	if path == "" || inner == "" || inner[0] == '[' {
		return path + inner
	}
	return path + "." + inner
}

func isIdentifier(name string) bool {
	for i := 0; i < len(name); i++ {
		c := name[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		digit := '0' <= c && c <= '9'
		if !letter && (!digit || i == 0) {
			return false
		}
	}
	return name != ""
}

// clip returns s, cut after at most limit bytes where a character ends, with an
// ellipsis for what was cut.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}
