package care

import (
	"fmt"
	"time"

	"example.com/membership/internal/civil"
)

// Limits of what is given in, so that a plan stays cheap whatever it is fed.
const (
	maxRun        = 366 * 24 * time.Hour
	maxFacts      = 1_000  // of one list of a customer
	maxConsents   = 200    // of a customer
	maxHistory    = 10_000 // contacts of a customer
	maxCandidates = 2_000  // of a customer
)

// A horizon is the time that a run looks at.
type horizon struct {
	from, until time.Time
	reach       time.Time  // candidates are due before
	fromDate    civil.Date // of from in UTC, to look no further than needed
	reachDate   civil.Date // of reach
	shopDate    civil.Date // of from by the shop's clock
}

// horizon checks the run.
func (e *Engine) horizon(run Run) (horizon, error) {
	if err := civil.CheckInstant(run.From); err != nil {
		return horizon{}, &DataError{"the run", "from", err.Error()}
	}
	if err := civil.CheckInstant(run.Until); err != nil {
		return horizon{}, &DataError{"the run", "until", err.Error()}
	}
	switch length := run.Until.Sub(run.From); {
	case length <= 0:
		return horizon{}, &DataError{"the run", "until", fmt.Sprintf("must be after from, %s, not %s", instantText(run.From), instantText(run.Until))}
	case length > maxRun:
		return horizon{}, &DataError{"the run", "until", fmt.Sprintf("must be at most 366 days after from, %s, not %s: plan a part at a time",
			instantText(run.From), instantText(run.Until))}
	}
	h := horizon{from: run.From, until: run.Until, reach: run.Until.Add(e.lookAhead)}
	h.dates(e.loc)
	return h, nil
}

// dates sets the dates of the instants.
func (h *horizon) dates(shop *time.Location) {
	h.fromDate, h.reachDate = civil.DateOf(h.from, time.UTC), civil.DateOf(h.reach, time.UTC)
	h.shopDate = civil.DateOf(h.from, shop)
}
