package care

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"
)

// compared returns the address as it is compared with others of the channel,
// "" where there is nothing to reach.
func (c *channel) compared(address string) string {
	switch c.kind {
	case Email:
		return strings.ToLower(strings.TrimSpace(narrow(address)))
	case SMS, Call:
		return c.number(narrow(address))
	}
	return strings.TrimSpace(address)
}

// narrow writes the full-width forms of ASCII as ASCII.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, text)
}

// number writes a telephone number with what is dialled only, and with + where
// the country is known. Where the country is added, a zero in front is the trunk
// prefix and dropped, but in Italy, where it belongs to the number; so is the
// zero in brackets of "+44 (0)20".
func (c *channel) number(text string) string {
	digits, international := strings.CutPrefix(dialled(text), "+")
	if !international {
		digits, international = strings.CutPrefix(digits, "00")
	}
	if international && strings.Contains(text, "(0)") {
		digits, _ = strings.CutPrefix(dialled(strings.Replace(text, "(0)", "", 1)), "+")
	}
	if international {
		digits = strings.TrimLeft(digits, "0") // no country begins with one
	}
	if national := !international && c.country != ""; national && c.country != italy {
		digits = strings.TrimPrefix(digits, "0")
	}
	switch {
	case digits == "":
		return ""
	case international:
		return "+" + digits
	case c.country != "":
		return "+" + c.country + digits
	}
	return digits
}

// dialled leaves out what is not dialled, but for a + in front.
func dialled(text string) string {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return r == '(' || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	text = strings.TrimPrefix(text, "tel:")
	digits := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r), unicode.IsLetter(r), r == '*', r == '#':
			return r
		}
		return -1
	}, text)
	if strings.HasPrefix(text, "+") {
		return "+" + digits
	}
	return digits
}

// italy is the calling code of Italy.
const italy = "39"

// A used is one hit of a rule that is once per address: a hash of the rule, the
// occurrence and the address.
type used [16]byte

func use(rule, occurrence, address string) used {
	var room [512]byte
	parts := room[:0]
	for _, part := range [...]string{rule, occurrence, address} {
		parts = binary.BigEndian.AppendUint64(parts, uint64(len(part)))
		parts = append(parts, part...)
	}
	sum := sha256.Sum256(parts)
	return used(sum[:16])
}
