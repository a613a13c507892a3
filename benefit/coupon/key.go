package coupon

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"example.com/membership/internal/fault"
)

// The longest IDs that keys are made of, in bytes as they stand in a key, so
// that a key is a [benefit.Offer] ID: three IDs, a request's, two words and five
// slashes are 875 bytes of at most 1,000.
const (
	maxID      = 120
	maxRequest = 500
)

// The first words of keys and counters.
const (
	couponWord = "coupon"
	packWord   = "pack"
	giftWord   = "gift"
)

// checkID says why an ID cannot be part of a key.
func checkID(id string) error { return checkPart(id, maxID) }

// checkPart says why a text of at most so many bytes cannot be part of a key.
func checkPart(id string, most int) error {
	switch n := keyLen(id); {
	case id == "":
		return fmt.Errorf("is missing")
	case n > most:
		return fmt.Errorf(`has %d bytes, "/" and "~" counted twice, more than %d`, n, most)
	case !utf8.ValidString(id):
		return fmt.Errorf("%.60q is not UTF-8", id)
	}
	return nil
}

// keyLen returns how many bytes an ID has in a key.
func keyLen(id string) int { return len(id) + strings.Count(id, "/") + strings.Count(id, "~") }

// stockCounter names what counts the stock of a coupon or pack.
func stockCounter(word, id string) string { return word + "/" + fault.Escape(id) }

// customerCounter names what counts the claims of one customer.
func customerCounter(word, id, customer string) string {
	return word + "/" + fault.Escape(id) + "/" + fault.Escape(customer)
}

// word returns the first word of the claim's key.
func (c *Claim) word() string {
	if c.Offer == c.Coupon {
		return couponWord
	}
	return packWord
}

// hasKey reports whether the key is the one made of the other fields. It
// allocates only for IDs with a slash or a tilde.
func (c *Claim) hasKey() bool {
	word := c.word()
	rest, ok := cutWord(c.Key, word, c.Offer, c.Customer, c.Request)
	switch {
	case word == couponWord:
	case c.Coupon != "":
		rest, ok = cutWord(rest, "", couponWord, c.Coupon)
	default:
		rest, ok = cutWord(rest, "", giftWord, c.Gift.Item)
	}
	return ok && rest == ""
}

// cutWord cuts a word, and each ID after a slash, off the front of a key, and
// reports whether they were there.
func cutWord(key, word string, ids ...string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(key, word)
	for _, id := range ids {
		if !ok || rest == "" || rest[0] != '/' {
			return rest, false
		}
		rest, ok = strings.CutPrefix(rest[1:], fault.Escape(id))
	}
	return rest, ok
}

// counters lists what counted a claim that was made by itself, or as part of a
// pack, without what counted the pack.
func (c *Claim) counters() []string {
	if c.Coupon == "" {
		return []string{customerCounter(giftWord, c.Gift.Item, c.Customer)}
	}
	return []string{stockCounter(couponWord, c.Coupon), customerCounter(couponWord, c.Coupon, c.Customer)}
}

// packCounters lists what counted the pack of a claim, nothing without one.
func (c *Claim) packCounters() []string {
	if c.word() == couponWord {
		return nil
	}
	return []string{stockCounter(packWord, c.Offer), customerCounter(packWord, c.Offer, c.Customer)}
}
