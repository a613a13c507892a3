package coupon

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxID bounds the IDs that keys are made of, in bytes, so that a key is a
// [benefit.Offer] ID: at most four
// IDs of 240 bytes when escaped, two words and five slashes.
const maxID = 120

// The first words of keys and counters.
const (
	couponWord = "coupon"
	packWord   = "pack"
	giftWord   = "gift"
)

// checkID says why an ID cannot be part of a key.
func checkID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("is missing")
	case len(id) > maxID:
		return fmt.Errorf("has %d bytes, more than %d", len(id), maxID)
	case !utf8.ValidString(id):
		return fmt.Errorf("%.60q is not UTF-8", id)
	}
	return nil
}

// escaped returns an ID as part of a key. It allocates only for an ID with a
// slash or a tilde.
func escaped(id string) string {
	if !strings.ContainsAny(id, "~/") {
		return id
	}
	return strings.ReplaceAll(strings.ReplaceAll(id, "~", "~0"), "/", "~1")
}

// stockCounter names what counts the stock of a coupon or pack.
func stockCounter(word, id string) string { return word + "/" + escaped(id) }

// customerCounter names what counts the claims of one customer.
func customerCounter(word, id, customer string) string {
	return word + "/" + escaped(id) + "/" + escaped(customer)
}

// hasKey reports whether the key is the one made of the other fields. It
// allocates only for IDs with a slash or a tilde.
func (c *Claim) hasKey() bool {
	word := packWord
	if c.Offer == c.Coupon {
		word = couponWord
	}
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
		rest, ok = strings.CutPrefix(rest[1:], escaped(id))
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
	if c.Offer == c.Coupon {
		return nil
	}
	return []string{stockCounter(packWord, c.Offer), customerCounter(packWord, c.Offer, c.Customer)}
}
