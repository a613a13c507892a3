package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Bounds of the numbers the library computes with.
const (
	maxExponent = 12
	maxDigits   = 30
	maxText     = 64 // bytes: only padding makes a number within the bounds longer
)

const decimalBounds = "must have at most 30 digits written out, and an exponent within -12..12"

var errNotDecimal = errors.New("must be a decimal number such as 12.50")

// Decimal checks that d is within the bounds the library computes with: an
// exponent within -12..12 and at most 30 digits. The digits are those of the
// number written out, so that 1e12 has 13: whatever is within the bounds still
// is after a round trip through JSON, where a decimal has no exponent. Nothing
// is stripped: 1.0000000000000, with 13 decimals, is outside. The error gives
// the bounds and quotes d in a bounded length. Within the bounds and int64
// there is no allocation.
func Decimal(d decimal.Decimal) error {
	exponent := int(d.Exponent())
	if exponent >= -maxExponent && exponent <= maxExponent && d.NumDigits()+max(exponent, 0) <= maxDigits {
		return nil
	}
	return fmt.Errorf("%s, not %s", decimalBounds, quoteDecimal(d))
}

// quoteDecimal writes only short exponents out: 1e1000000000 would be a gigabyte.
func quoteDecimal(d decimal.Decimal) string {
	n, e := d.NumDigits(), int(d.Exponent())
	switch {
	case n > 2*maxDigits:
		return fmt.Sprintf("a number of %d digits with the exponent %d", n, e)
	case e < 0 && -e < n: // such as 1600.4499999999998, once a float
		return d.StringFixed(int32(-e))
	}
	return fmt.Sprintf("%se%d", d.Coefficient(), d.Exponent())
}

// ParseDecimal reads a number as JSON writes it, "-12.50" or "1e3", within the
// bounds of [Decimal]; a plus sign, a space, an underscore, a zero in front,
// NaN and hexadecimal digits are errors. The exponent is kept as written: "1.50"
// has two decimals. Text of any length is cheap: the bounds are checked before
// a number is made of it, and text longer than 64 bytes is outside them.
func ParseDecimal(s string) (decimal.Decimal, error) {
	if !isNumber(s) {
		return decimal.Decimal{}, fmt.Errorf("%w, not %q", errNotDecimal, clip(s, maxInPath))
	}
	outside := func() (decimal.Decimal, error) {
		return decimal.Decimal{}, fmt.Errorf("%s, not %s", decimalBounds, clip(s, maxInPath))
	}
	if len(s) > maxText {
		return outside()
	}
	mantissa, exponent := s, int64(0)
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		var err error
		if exponent, err = strconv.ParseInt(s[i+1:], 10, 16); err != nil {
			return outside()
		}
		mantissa = s[:i]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d := compose(whole+fraction, int32(exponent)-int32(len(fraction)))
	if Decimal(d) != nil {
		return outside()
	}
	return d, nil
}

// compose returns digits, an integer in decimal, times ten to the exponent. Not
// decimal.NewFromString: that one obeys settings which the host may change.
func compose(digits string, exponent int32) decimal.Decimal {
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return decimal.New(n, exponent)
	}
	n, _ := new(big.Int).SetString(digits, 10)
	return decimal.NewFromBigInt(n, exponent)
}

// isNumber reports whether s is a number by the grammar of JSON, and no more.
func isNumber(s string) bool {
	if s == "" || !token(s).isNumber() || s[len(s)-1] < '0' || s[len(s)-1] > '9' {
		return false
	}
	return json.Valid([]byte(s))
}
