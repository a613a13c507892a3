// Package stage says where customers stand in the repurchase cycle: new,
// regular, silent, sleeping or lost; when that changes by itself; and whom to
// win back.
//
// A [Policy] is plain data: the shop's repurchase cycle in days, and the
// multiples of it at which a silent customer counts as sleeping, then as lost.
// [New] checks it and binds it to the shop's location, [Engine.At] to an
// instant, and the [Moment] answers:
//
//	engine, err := stage.New(stage.Policy{Cycle: 90}, shanghai)
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
// count them. The query belongs to its instant: for another date it is asked
// anew, or [Moment.StageOf] is given all purchases.
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
// [Moment.WinBack] lists the silent, sleeping and lost, most valuable last
// purchase first.
//
// Errors are [*segment.InvalidError] for a policy or a location, and
// [*segment.DataError] for what a customer's record or another argument holds.
// Engine and Moment are immutable and safe for concurrent use; Gaps are added to
// by one goroutine at a time.
package stage

// Stage is where a customer stands in the repurchase cycle. The package comment
// has the rule.
type Stage string

const (
	// NeverBought is the stage of who has no purchase.
	NeverBought Stage = "never_bought"
	// NewOnce is the stage of who bought on one day only, at most a cycle ago.
	NewOnce Stage = "new_once"
	// NewRepeat is the stage of who bought on several days, all at most a cycle ago.
	NewRepeat Stage = "new_repeat"
	// Regular is the stage of who last bought at most a cycle ago, and first more
	// than a cycle ago.
	Regular Stage = "regular"
	// Silent is the stage of who has not bought for more than a cycle.
	Silent Stage = "silent"
	// Sleeping is the stage of who has not bought for more than two cycles, by
	// default.
	Sleeping Stage = "sleeping"
	// Lost is the stage of who has not bought for more than four cycles, by default.
	Lost Stage = "lost"
)

// stages are in their order; [Stages] hands out a copy.
var stages = [...]Stage{NeverBought, NewOnce, NewRepeat, Regular, Silent, Sleeping, Lost}

// Stages returns all stages in their order, from [NeverBought] to [Lost].
func Stages() []Stage { return append([]Stage(nil), stages[:]...) }

// dormant reports whether the stage is one to win customers back from.
func (s Stage) dormant() bool { return s == Silent || s == Sleeping || s == Lost }
