package cycle

import (
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Engine judges products by one policy, in one location. It is immutable: all its
// methods may be called from many goroutines. Use [New]: a zero Engine makes
// neither populations nor models.
type Engine struct {
	loc      *time.Location // nil in a zero Engine
	criteria criteria
}

// New checks and compiles a policy for a shop whose days begin in loc. The error
// is a [*care.InvalidError] with every fault: that loc cannot be the shop's (nil,
// [time.Local], which is another zone on every machine, or one a day or more off
// UTC), and those of the policy.
func New(p Policy, loc *time.Location) (*Engine, error) {
	var faults fault.List
	if err := civil.CheckLocation(loc); err != nil {
		faults.Add("", "missing", "%v", err)
	}
	e := &Engine{loc, p.document().compile(&faults)}
	if err := faults.Err(policyName); err != nil {
		return nil, invalid(err)
	}
	return e, nil
}

// usable says why nothing can be made with the engine, or nil.
func (e *Engine) usable() error {
	if e == nil || e.loc == nil {
		return dataError("engine", "", "is not one of New")
	}
	return nil
}

// A calendar says on which date an instant is, in Unix seconds: a [civil.Clock],
// which is fast and takes long to make, or a place.
type calendar interface {
	DateOf(sec int64) civil.Date
}

// place is the calendar of a few dates.
type place struct{ *time.Location }

func (p place) DateOf(sec int64) civil.Date {
	return civil.DateOf(time.Unix(sec, 0).In(p.Location), p.Location)
}
