package pattern

import (
	"fmt"
	"reflect"
	"time"
)

// memberInstant is an accepted instant as one number: the nanoseconds since 1900
// began. Instants are ordered by <.
type memberInstant uint64

// Instants are accepted from firstSecond, the start of 1900, to before
// endSecond, the start of 2300. Others are faults of an export, such as a
// missing instant written as year 1.
const (
	firstSecond = -2_208_988_800
	endSecond   = 10_413_792_000

	endless memberInstant = 1<<64 - 1 // after every accepted one
)

// memberInstantOf returns an instant as a number, or says why it is not accepted.
func memberInstantOf(t time.Time) (memberInstant, error) {
	sec := t.Unix()
	if sec < firstSecond || sec >= endSecond {
		return 0, fmt.Errorf("the year %d is outside 1900..2299", t.UTC().Year())
	}
	return memberInstant(sec-firstSecond)*memberInstant(time.Second) + memberInstant(t.Nanosecond()), nil
}

// memberRecord names a record of a customer in an error.
func memberRecord[K comparable](what string, customer K) string {
	return fmt.Sprintf("%s of customer %.100q", what, fmt.Sprint(customer))
}

// customerFault says what is wrong with a customer's key, "" if nothing.
func customerFault[K comparable](customer K) string {
	if customer != customer {
		return "is not a number, and so nobody's; leave the record out, or give it a key of its own"
	}
	if v := reflect.ValueOf(customer); v.Kind() == reflect.String && v.Len() > maxName {
		return fmt.Sprintf("has %d bytes; at most %d", v.Len(), maxName)
	}
	return ""
}
