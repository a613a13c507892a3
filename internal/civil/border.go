package civil

import (
	"errors"
	"fmt"
	"time"
)

// Instants are accepted from AcceptedFrom, the start of 1900 in UTC, to before
// AcceptedUntil, the start of 2300, in Unix seconds. Others are faults of an
// export, such as a missing instant written as year 1.
const (
	AcceptedFrom  = -2_208_988_800
	AcceptedUntil = 10_413_792_000
)

// Accepted reports whether t lies in the years 1900 to 2299, in UTC.
func Accepted(t time.Time) bool {
	sec := t.Unix()
	return sec >= AcceptedFrom && sec < AcceptedUntil
}

// CheckInstant says why t is not [Accepted].
func CheckInstant(t time.Time) error {
	switch {
	case Accepted(t):
		return nil
	case t.IsZero():
		return errors.New("the instant is missing: it is the zero Time")
	}
	return fmt.Errorf("the year %d is outside 1900..2299", t.UTC().Year())
}

// Writable returns t in an offset that RFC 3339, and so JSON, can write: in that
// of t, or in UTC where that has seconds or is a day or more. The instant stays.
func Writable(t time.Time) time.Time {
	if _, offset := t.Zone(); offset%60 != 0 || max(offset, -offset) >= 24*60*60 {
		return t.UTC()
	}
	return t
}

// CheckLocation says why loc cannot be the shop's: there is none, or it is the
// machine's own, which is another on every machine.
func CheckLocation(loc *time.Location) error {
	switch {
	case loc == nil:
		return errors.New("the location is missing; give the shop's own, such as time.UTC")
	case loc == time.Local || loc.String() == "Local": // where TZ is set, its name is that
		return errors.New("the location is time.Local, which is another on every machine; load the shop's own by its name")
	}
	if _, offset := time.Unix(0, 0).In(loc).Zone(); max(offset, -offset) >= 24*60*60 {
		return fmt.Errorf("the location is %d seconds off UTC, a day or more; load the shop's own by its name", offset)
	}
	return nil
}
