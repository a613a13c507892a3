package message

import (
	"strings"
	"unicode/utf16"
)

// Length is what a text costs as a short message.
type Length struct {
	// Encoding is GSM7 where the alphabet has all its characters, else UCS2.
	Encoding Encoding `json:"encoding"`
	// Units counts septets or UTF-16 units.
	Units int `json:"units"`
	// Parts is how many messages carry it. A single one has 160 septets or
	// 70 UTF-16 units; where there are several each has 153 or 67.
	Parts int `json:"parts"`
}

// Encoding is how a short message is written.
type Encoding string

const (
	// GSM7 is the GSM 7-bit default alphabet with its extension table. The
	// tables of single languages are not used.
	GSM7 Encoding = "gsm7"
	// UCS2 is UTF-16: most characters are one unit, emoji are two or more.
	UCS2 Encoding = "ucs2"
)

// Units of a short message of 140 octets, alone and behind a header of 6
// octets, by 3GPP TS 23.040, 9.2.3.24.1.
const (
	septetsAlone, septetsInPart = 160, 153
	unitsAlone, unitsInPart     = 70, 67
)

// Measure returns the length of a text as a short message, by 3GPP TS 23.038 (6.2.1
// and 6.2.3) and TS 23.040 (9.2.3.24.1). The characters ^ { } \ [ ~ ] | €
// and the form feed cost two septets. Those two, and the two halves of a
// surrogate pair, are never split over parts, which may leave a unit of a part
// unused. An empty text is one part. What is not UTF-8 counts as U+FFFD. More
// than 255 parts cannot be sent. It does not allocate, and its time is linear.
func Measure(text string) Length {
	if l, ok := measure(text, GSM7, septetsAlone, septetsInPart, septets); ok {
		return l
	}
	l, _ := measure(text, UCS2, unitsAlone, unitsInPart, utf16.RuneLen)
	return l
}

// measure fills parts one after the other. It reports whether the encoding has
// all characters: one it does not have costs nothing or less.
func measure(text string, as Encoding, alone, inPart int, cost func(rune) int) (Length, bool) {
	l := Length{Encoding: as, Parts: 1}
	used := 0 // of the last part
	for _, r := range text {
		n := cost(r)
		if n <= 0 {
			return Length{}, false
		}
		l.Units += n
		if used += n; used > inPart {
			l.Parts++
			used = n
		}
	}
	if l.Units <= alone {
		l.Parts = 1
	}
	return l, true
}

// Characters of the GSM alphabet beside those that septets lists as ranges.
const (
	basic     = "\n\r_£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà"
	extension = "\f^{}\\[~]|€"
)

// septets returns what a character costs in the GSM 7-bit default alphabet, 0
// for one that it does not have.
func septets(r rune) int {
	switch {
	case r >= ' ' && r <= 'Z', r >= 'a' && r <= 'z':
		return 1
	case strings.ContainsRune(basic, r):
		return 1
	case strings.ContainsRune(extension, r):
		return 2
	}
	return 0
}
