// Package stage says where customers stand in the repurchase cycle: new,
// regular, silent, sleeping or lost; when that changes by itself; and whom to
// win back.
//
// A [Policy] is plain data: the shop's repurchase cycle in days, and the
// multiples of it at which a silent customer counts as sleeping, then as lost.
// [New] checks it and binds it to the shop's location, [Engine.At] to an
// instant, and the [Moment] answers:
//
//	engine, err := stage.New(stage.Cycle(90), shanghai)
//	if err != nil {
//		return err
//	}
//	at := engine.At(now)
//	for _, c := range customers {
//		standing, err := at.Stage(c.FirstPaid, c.LastPaid)
//		if err != nil {
//			return err
//		}
//		fmt.Println(c.ID, standing.Stage) // such as "silent"
//	}
//
// # Stages
//
// With the cycle C, in civil days since the last purchase:
//
//	never_bought  no purchase
//	new_once      up to C, and only one day of purchases ever
//	new_repeat    up to C, several days of purchases, the first up to C days ago
//	regular       up to C, all others
//	silent        up to 2 × C, however many purchases
//	sleeping      up to 4 × C
//	lost          beyond
//
// Every bound is included: on day C a customer is still active. 2 and 4 are the
// policy's defaults; a multiple of the cycle that is not whole is rounded down.
// Where a cycle is so short that a stage holds no day, it is skipped.
//
// Days are civil dates of the shop's location, so the hour at which a shop
// computes changes nothing, and purchases of one date count as one. All that a
// stage needs are therefore the first and the last purchase ever, which a
// database has ready:
//
//	SELECT customer_id, MIN(paid_at), MAX(paid_at)
//	FROM orders
//	WHERE paid_at <= $instant
//	GROUP BY customer_id
//
// Orders that were given back completely are left out, if the shop does not
// count them.
//
// # The cycle
//
// Who does not know the shop's cycle estimates it: [Gaps] counts the days
// between purchases, and [Gaps.Cycle] returns the day by which a given share of
// the customers' returns has happened. A shop of many categories has one Gaps
// for each, and judges by [Moment.WithCycle]. [Moment.Rhythm] knows a customer's
// own cycle, and how firm the relationship is: observing, forming, stable or
// declining.
//
// # Populations
//
// [Compare] counts who moved from one stage to another between two dates.
// [Moment.WinBack] lists the silent, sleeping and lost, most valuable first.
//
// Errors are [*segment.InvalidError] for a policy, and [*segment.DataError] for
// what a customer's record or another argument holds. Engine and Moment are
// immutable and safe for concurrent use; Gaps are added to by one goroutine at
// a time.
package stage

import (
	"fmt"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/segment"
)

// Stage is where a customer stands in the repurchase cycle. The package comment
// has the rule.
type Stage string

const (
	NeverBought Stage = "never_bought" // NeverBought: no purchase is known.
	NewOnce     Stage = "new_once"     // NewOnce: active, and bought on one day.
	NewRepeat   Stage = "new_repeat"   // NewRepeat: active, and bought on several days, the first at most a cycle ago.
	Regular     Stage = "regular"      // Regular: active, and first bought more than a cycle ago.
	Silent      Stage = "silent"       // Silent: has not bought for more than a cycle.
	Sleeping    Stage = "sleeping"     // Sleeping: has not bought for more than two cycles, by default.
	Lost        Stage = "lost"         // Lost: has not bought for more than four cycles, by default.
)

// stages are in their order; [Stages] hands out a copy.
var stages = [...]Stage{NeverBought, NewOnce, NewRepeat, Regular, Silent, Sleeping, Lost}

// Stages returns all stages in their order, from [NeverBought] to [Lost].
func Stages() []Stage { return append([]Stage(nil), stages[:]...) }

// dormant reports whether the stage is one to win customers back from.
func (s Stage) dormant() bool { return s == Silent || s == Sleeping || s == Lost }

// Standing is the stage of a customer at an instant, why, and until when if
// nothing is bought.
type Standing struct {
	// Stage is where the customer stands.
	Stage Stage `json:"stage"`
	// SilentDays is the number of civil days since the last purchase: 0 on the
	// same date, and for who never bought.
	SilentDays int `json:"silentDays"`
	// TenureDays is the number of civil days since the first purchase, likewise.
	TenureDays int `json:"tenureDays"`
	// Cycle is the repurchase cycle in days by which the customer was judged.
	Cycle int `json:"cycle"`
	// Next is when the stage changes by itself: the first instant of a civil
	// date, in the shop's location. It is the zero Time for never, which means
	// not before the year 2300.
	Next time.Time `json:"next,omitzero"`
	// Then is the stage from Next on, "" where that is never.
	Then Stage `json:"then,omitzero"`
}

// Stage returns where a customer stands whose first and last purchase ever are
// given; both are the zero Time for who never bought, and the same for who
// bought once. A customer whose first purchase is later than the moment never
// bought yet. It does not allocate.
//
// The error is a [*segment.DataError]: one of the two is missing or outside the
// years 1900..2299, the first is later than the last, or the moment is between
// the two: then what was the last purchase up to the moment is not known, and
// has to be looked up.
func (m Moment) Stage(first, last time.Time) (Standing, error) {
	if err := m.usable(); err != nil {
		return Standing{}, err
	}
	bought, err := m.at.bought(first, last)
	if err != nil {
		return Standing{}, err
	}
	if !bought {
		return Standing{Stage: NeverBought, Cycle: int(m.cycle)}, nil
	}
	on := m.at.today
	from, to := m.at.clock.DateOf(first.Unix()), m.at.clock.DateOf(last.Unix())
	s := Standing{
		Stage:      m.stageOn(on, from, to),
		SilentDays: int(on - to),
		TenureDays: int(on - from),
		Cycle:      int(m.cycle),
	}
	next, changes := m.end(s.Stage, from, to)
	if !changes {
		return s, nil
	}
	if start := next.Start(m.at.loc); accepted(start) {
		s.Next = start
		s.Then = m.stageOn(civil.DateOf(start, m.at.loc), from, to) // a skipped day begins with a later date
	}
	return s, nil
}

// stageOn returns the stage on a date of who bought first and last on dates not
// after it.
func (m Moment) stageOn(on, first, last civil.Date) Stage {
	switch silent := int32(on - last); {
	case silent > m.sleeping:
		return Lost
	case silent > m.silent:
		return Sleeping
	case silent > m.cycle:
		return Silent
	case first == last:
		return NewOnce
	case int32(on-first) <= m.cycle:
		return NewRepeat
	}
	return Regular
}

// end returns the first date after a stage, and whether it ends by itself.
func (m Moment) end(s Stage, first, last civil.Date) (next civil.Date, ends bool) {
	switch s {
	case NewOnce, Regular:
		return last.AddDays(int(m.cycle) + 1), true
	case NewRepeat: // the last purchase is later than the first, so this comes before silence
		return first.AddDays(int(m.cycle) + 1), true
	case Silent:
		return last.AddDays(int(m.silent) + 1), true
	case Sleeping:
		return last.AddDays(int(m.sleeping) + 1), true
	}
	return 0, false
}

// bought reports whether there is a purchase up to the instant, and whether the
// two given can be used.
func (i *instant) bought(first, last time.Time) (bool, error) {
	none := first.IsZero()
	switch {
	case none && last.IsZero():
		return false, nil
	case none:
		return false, historyFault("first", "is missing, with a last purchase at %s; give both, or neither for who never bought", text(last))
	case last.IsZero():
		return false, historyFault("last", "is missing, with a first purchase at %s; give both, or neither for who never bought", text(first))
	case !accepted(first):
		return false, historyFault("first", "%s", yearWhy(first))
	case !accepted(last):
		return false, historyFault("last", "%s", yearWhy(last))
	case first.After(last):
		return false, historyFault("first", "%s is later than the last, %s; swap them", text(first), text(last))
	case first.After(i.at):
		return false, nil
	case last.After(i.at):
		return false, historyFault("last", "%s is later than the moment, %s; give the last purchase up to the moment", text(last), text(i.at))
	}
	return true, nil
}

func historyFault(field, format string, args ...any) error {
	return dataFault("history", field, format, args...)
}

func dataFault(record, field, format string, args ...any) error {
	return &segment.DataError{Package: "stage", Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}
