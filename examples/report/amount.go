package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/shopspring/decimal"
)

// Bounds on amounts: nothing a shop sells for lies outside them, and without
// them one value like 1e1000000000 would fill the memory.
const (
	maxDigits   = 30
	maxExponent = 12
)

// parseAmount reads a decimal number of at most 30 digits written out, with an
// exponent in -12..12. The error's text completes a fault.
func parseAmount(s string) (decimal.Decimal, error) {
	if s == "" {
		return decimal.Decimal{}, errors.New("is empty; write an amount like 12.34")
	}
	if !isNumber(s) {
		return decimal.Decimal{}, fmt.Errorf("%s is not a decimal number; write it like 12.34", quote(s))
	}
	if len(s) > 2*maxDigits { // before any arithmetic
		return decimal.Decimal{}, fmt.Errorf("%s is longer than %d characters", quote(s), 2*maxDigits)
	}
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() < -maxExponent || d.Exponent() > maxExponent {
		return decimal.Decimal{}, fmt.Errorf("%s has an exponent outside -%d..%d", quote(s), maxExponent, maxExponent)
	}
	if !withinDigits(d) {
		return decimal.Decimal{}, fmt.Errorf("%s has more than %d digits", quote(s), maxDigits)
	}
	if d.IsNegative() {
		return decimal.Decimal{}, fmt.Errorf("%s is negative", quote(s))
	}
	return d, nil
}

// withinDigits reports whether d written out has at most 30 digits: 1e12 has
// 13. It is what the engines take.
func withinDigits(d decimal.Decimal) bool {
	return d.NumDigits()+max(int(d.Exponent()), 0) <= maxDigits
}

// isNumber reports whether s is digits with an optional sign, point and
// exponent. decimal.NewFromString alone accepts more, such as ".-5".
func isNumber(s string) bool {
	s = strings.TrimLeft(s[:1], "+-") + s[1:]
	mantissa, exponent := s, "0"
	if e := strings.IndexAny(s, "eE"); e >= 0 {
		mantissa, exponent = s[:e], s[e+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if exponent != "" {
		exponent = strings.TrimLeft(exponent[:1], "+-") + exponent[1:]
	}
	return whole+fraction != "" && exponent != "" && onlyDigits(whole+fraction) && onlyDigits(exponent)
}

func onlyDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// parseCents reads the plain form most amounts have, digits with at most two
// decimals, as a number of cents. It reports false for every other text, right
// or wrong: that is for parseAmount.
func parseCents(s string) (int64, bool) {
	const mostDigits = 15 // far from overflow
	if s == "" || len(s) > mostDigits {
		return 0, false
	}
	var coefficient int64
	decimals := -1 // no point yet
	for _, c := range []byte(s) {
		switch {
		case '0' <= c && c <= '9':
			coefficient = 10*coefficient + int64(c-'0')
			if decimals >= 0 {
				decimals++
			}
		case c == '.' && decimals < 0:
			decimals = 0
		default:
			return 0, false
		}
	}
	switch decimals {
	case -1:
		return coefficient * 100, true
	case 1:
		return coefficient * 10, true
	case 2:
		return coefficient, true
	}
	return 0, false
}

// inCents returns d as a number of cents if it is a whole, not too large one.
func inCents(d decimal.Decimal) (int64, bool) {
	const mostDigits = 15
	c := d.Shift(2)
	if c.Exponent() > maxExponent || !c.IsInteger() {
		return 0, false
	}
	if whole := c.Truncate(0); whole.NumDigits() <= mostDigits {
		return whole.IntPart(), true
	}
	return 0, false
}

// A sum adds amounts exactly, whole cents without allocation. The zero value
// is zero.
type sum struct {
	cents int64
	rest  decimal.Decimal
}

func (s *sum) addCents(n int64) {
	if n > math.MaxInt64-s.cents { // n and s.cents are never negative
		s.rest = s.rest.Add(decimal.New(s.cents, -2))
		s.cents = 0
	}
	s.cents += n
}

func (s *sum) add(d decimal.Decimal) { s.rest = s.rest.Add(d) }

func (s *sum) decimal() decimal.Decimal {
	if s.cents == 0 {
		return s.rest // without two more digits
	}
	return s.rest.Add(decimal.New(s.cents, -2))
}
