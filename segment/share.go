package segment

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"strconv"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// shareTest compiles a share of the customers, which the field identifies.
func shareTest[T any](f *Field[T], v *values) test[T] {
	draw := v.list[0]
	if draw == "" {
		v.add(0, "missing", "must name the draw, such as \"spring gift\": draws of one name take the same customers")
	}
	below, ok := parseShare(v)
	if !ok {
		return nil
	}
	return func(c T, _ *moment) bool {
		if f.text == nil {
			var digits [20]byte
			return below.holds(ticket(draw, strconv.AppendInt(digits[:0], f.number(c), 10)))
		}
		id := f.text(c)
		return id != "" && below.holds(ticket(draw, id))
	}
}

// A threshold is a share as the tickets that win: those below n, or all.
type threshold struct {
	n   uint64
	all bool
}

func (t threshold) holds(ticket uint64) bool { return t.all || ticket < t.n }

// parseShare reads the share, and returns it as the number of 2⁶⁴ equally likely
// tickets that win.
func parseShare(v *values) (threshold, bool) {
	share, err := fault.ParseDecimal(v.list[1])
	whole := decimal.NewFromInt(1)
	if err != nil || share.Sign() < 0 || share.Cmp(whole) > 0 {
		v.add(1, "invalid_value", "must be a share from 0 to 1, such as 0.1 for a tenth, not %.64q", v.list[1])
		return threshold{}, false
	}
	if share.Equal(whole) {
		return threshold{all: true}, true
	}
	n := new(big.Rat).Mul(share.Rat(), new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 64)))
	less := new(big.Int).Sub(n.Denom(), big.NewInt(1)) // rounds up
	return threshold{n: less.Add(less, n.Num()).Quo(less, n.Denom()).Uint64()}, true
}

// ticket draws a number for the customer: SHA-256 over the parts, each after its
// length, so that ("a", "bc") and ("ab", "c") differ. Hashes of fewer bits give
// dependent draws under similar names.
func ticket[B ~string | ~[]byte](draw string, id B) uint64 {
	var room [256]byte // enough for most, without allocating
	parts := binary.BigEndian.AppendUint64(room[:0], uint64(len(draw)))
	parts = append(parts, draw...)
	parts = binary.BigEndian.AppendUint64(parts, uint64(len(id)))
	parts = append(parts, id...)
	sum := sha256.Sum256(parts)
	return binary.BigEndian.Uint64(sum[:8])
}
