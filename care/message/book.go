package message

import (
	"cmp"

	"example.com/membership/internal/fault"
)

// Book is the templates of a shop, as data. It round-trips through JSON; [New]
// turns it into an [Engine].
type Book struct {
	// Templates lists the templates, in any order: at most 1,000.
	Templates []Template `json:"templates"`
	// MostParts is how many parts a text may have that goes to a channel of kind
	// care.SMS, 1 to 255: each is paid for. Default: 10, which is about what
	// gateways carry; 255 is what a part's header can count (3GPP TS 23.040,
	// 9.2.3.24.1).
	MostParts int `json:"mostParts,omitzero"`
}

// Template is what a message says, in one or more languages.
type Template struct {
	// ID names the template, as Rule.Message of package care does. Required,
	// unique.
	ID string `json:"id"`
	// Texts has the text of each locale, such as "zh-CN": 1 to 100, none empty, of
	// at most 20,000 bytes. A locale is a tag by RFC 5646; two that differ in
	// case only are one. See the package documentation for placeholders.
	Texts map[string]string `json:"texts"`
	// Default is the locale of last resort, one of Texts. Required where there are
	// several. Default: the only one.
	Default string `json:"default,omitzero"`
}

const (
	bookName         = "care/message: book"
	defaultMostParts = 10
)

// mostParts returns MostParts or its default.
func (b *Book) mostParts() int { return cmp.Or(b.MostParts, defaultMostParts) }

// ParseBook reads a book from JSON of at most 16 MiB. Unknown and repeated
// fields, wrong types, null and trailing text are faults; the error is
// a [*care.InvalidError] that lists all of them. What the book says is judged
// by [New].
func ParseBook(data []byte) (Book, error) {
	var b Book
	err := b.UnmarshalJSON(data)
	return b, err
}

// UnmarshalJSON reads a book as strictly as [ParseBook] does. On an error b is
// left as it was.
func (b *Book) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode(bookName, data, b))
}
