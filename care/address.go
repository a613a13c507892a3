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
	address = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full-width forms of ASCII
			return r - '！' + '!'
		case r == '　':
			return ' '
		}
		return r
	}, address)
	address = strings.TrimSpace(address)
	switch c.kind {
	case Email:
		return strings.ToLower(address)
	case SMS, Call:
		return c.number(address)
	}
	return address
}

// number writes a telephone number with its digits only, and with + where the
// country is known. A zero in front of a national number, the trunk prefix, is
// dropped where the country is added.
func (c *channel) number(text string) string {
	international := strings.HasPrefix(text, "+")
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', unicode.IsLetter(r), r == '*', r == '#':
			return r
		}
		return -1
	}, text)
	if !international {
		digits, international = strings.CutPrefix(digits, "00")
	}
	switch {
	case digits == "":
		return ""
	case international:
		return "+" + digits
	case c.country != "":
		return "+" + c.country + strings.TrimPrefix(digits, "0")
	}
	return digits
}

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
