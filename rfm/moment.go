package rfm

import (
	"fmt"
	"time"

	"example.com/membership/internal/civil"
)

// A moment is an accepted instant as one number: the nanoseconds since 1900
// began, plus 1. The zero moment is none. Moments are ordered by <.
type moment uint64

const (
	firstSecond = civil.AcceptedFrom
	endSecond   = civil.AcceptedUntil

	second = moment(time.Second)
)

// momentOf returns the moment of an instant, and whether it is accepted.
func momentOf(t time.Time) (m moment, accepted bool) {
	sec := t.Unix()
	return moment(sec-firstSecond)*second + moment(t.Nanosecond()) + 1, civil.Accepted(t)
}

// clampMoment returns the moment nearest to an instant.
func clampMoment(t time.Time) moment {
	switch m, accepted := momentOf(t); {
	case accepted:
		return m
	case t.Unix() < firstSecond:
		return 1
	}
	return (endSecond - firstSecond) * second
}

// unix returns the Unix second that the moment lies in.
func (m moment) unix() int64 { return int64((m-1)/second) + firstSecond }

// time returns the instant in UTC, and the zero Time for none.
func (m moment) time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.Unix(m.unix(), int64((m-1)%second)).UTC()
}

// checkInstant says why an instant is not accepted.
func checkInstant(t time.Time) error {
	if _, accepted := momentOf(t); !accepted {
		return fmt.Errorf("the year %d is outside 1900..2299", t.UTC().Year())
	}
	return nil
}
