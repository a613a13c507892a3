// Package share draws the same share of IDs every time, for whoever asks: a
// tenth of the customers, a holdout, a prize draw.
//
// Every ID has a ticket under the name of a draw, a number that is as good as
// random, and a share holds the tickets below a bound. So a greater share holds
// all that a smaller one does, and shares of draws under different names are
// independent.
package share

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Ticket returns the number of the ID in the draw: the first 64 bits of SHA-256
// over the two, each after its length in 64 bits, so that ("a", "bc") and
// ("ab", "c") differ. Hashes of fewer bits give dependent draws under similar
// names. It does not allocate while both have some 200 bytes together.
func Ticket[B ~string | ~[]byte](draw string, id B) uint64 {
	var room [256]byte // enough for most, without allocating
	parts := binary.BigEndian.AppendUint64(room[:0], uint64(len(draw)))
	parts = append(parts, draw...)
	parts = binary.BigEndian.AppendUint64(parts, uint64(len(id)))
	parts = append(parts, id...)
	sum := sha256.Sum256(parts)
	return binary.BigEndian.Uint64(sum[:8])
}

// Share is a share as the tickets that are in it: those below a number, or all.
// The zero value holds none.
type Share struct {
	below uint64
	all   bool
}

// Parse reads a share from 0 to 1, such as "0.1" for a tenth, and reports
// whether text is one. Of the 2⁶⁴ tickets it holds as many as the share says,
// rounded up.
func Parse(text string) (Share, bool) {
	share, err := fault.ParseDecimal(text)
	whole := decimal.NewFromInt(1)
	if err != nil || share.Sign() < 0 || share.Cmp(whole) > 0 {
		return Share{}, false
	}
	if share.Equal(whole) {
		return Share{all: true}, true
	}
	n := new(big.Rat).Mul(share.Rat(), new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 64)))
	less := new(big.Int).Sub(n.Denom(), big.NewInt(1)) // rounds up
	return Share{below: less.Add(less, n.Num()).Quo(less, n.Denom()).Uint64()}, true
}

// Holds reports whether the ticket is in the share.
func (s Share) Holds(ticket uint64) bool { return s.all || ticket < s.below }
