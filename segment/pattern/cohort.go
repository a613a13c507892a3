package pattern

import (
	"fmt"
	"iter"
	"math/big"
	"math/bits"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Months says whose calendar months count, and up to when.
type Months struct {
	// AsOf is the instant asked about: purchases after it do not exist yet. It
	// lies in the years 1900..2299. For the whole of a month give its last
	// nanosecond: span.Until.Add(-1) of its [MonthSpan]. The midnight with which a
	// month begins lies in that month: it adds a cohort, and a 0 to all the others.
	AsOf time.Time
	// Location is where the shop's months begin. It is required, and
	// [time.Local] is refused, which is another zone on every machine, and so is
	// one a day or more off UTC.
	Location *time.Location
}

// Cohort is the customers whose first purchase ever lies in one calendar month.
type Cohort struct {
	// Month is the month of the first purchases, such as "2010-12".
	Month string `json:"month"`
	// Size is the number of these customers.
	Size int64 `json:"size"`
	// Active[k] is how many of them bought in the k-th month after Month, however
	// often: Active[0] is Size. The last is of the month asked about, which need
	// not be over.
	Active []int64 `json:"active"`
}

// Retention returns the exact share of the cohort that bought in each month:
// Active[k] by Size. The first is 1. A cohort of Size 0 has none, and the answer is
// nil: a month without new customers says nothing, and would spoil a mean.
func (c Cohort) Retention() []*big.Rat {
	if c.Size == 0 {
		return nil
	}
	shares := make([]*big.Rat, len(c.Active))
	for k, n := range c.Active {
		shares[k] = big.NewRat(n, c.Size)
	}
	return shares
}

// maxCohortMonths is the most months from the first purchase to the instant
// asked about: a century, of which the counts take 6 MB.
const maxCohortMonths = 1_200

// Cohorts follows customers by the month of their first purchase: how many of
// those who came in each month bought again one, two, three months later. The
// purchases are the customer and the instant, in any order; the same one twice
// changes nothing.
//
// There is one cohort for every month from that of the first purchase to that
// of AsOf, in their order, also where nobody came. Every customer who bought is
// in exactly one. Over all cohorts, what is active in one calendar month adds
// up to the customers who bought in it. Without purchases there are none.
//
// It goes once through the purchases and keeps no list of them: it holds the
// key and a few words for each customer, and as many for every 64 months more.
// Keys are compared with ==, and like those of a map panic where an interface
// holds what cannot be. The orders of guests are left out: under one key they
// would be one loyal customer, and so an empty text is refused.
//
// The error is a [*segment.InvalidError] with all faults of the months, or a
// [*segment.DataError] that names the first purchase that cannot be used: its
// instant is outside the years 1900..2299 or more than 1,199 months before the
// month of AsOf, or its key is an empty text, one of more than 1,000 bytes or
// not UTF-8, or not a number.
func Cohorts[K comparable](purchases iter.Seq2[K, time.Time], months Months) ([]Cohort, error) {
	c, err := newCohorting[K](months)
	if err != nil {
		return nil, err
	}
	if purchases != nil {
		for customer, at := range purchases {
			if err := c.add(customer, at); err != nil {
				return nil, err
			}
		}
	}
	return c.cohorts(), nil
}

// A cohorting remembers in which months each customer bought. Months count back
// from that of the instant asked about, which is 0 months ago.
type cohorting[K comparable] struct {
	asOf      instant
	last      int // month of asOf, counted from year 0
	clock     civil.Clock
	customers map[K]int // index into bought
	bought    []boughtIn
	earlier   []boughtIn // what does not fit into the first of a customer
}

// boughtIn is months of one customer, 64 of them.
type boughtIn struct {
	months uint64 // bit i is the month 64×block + i months ago
	block  int
	next   int // 1 + index into earlier, 0 for none
}

func newCohorting[K comparable](months Months) (*cohorting[K], error) {
	var v fault.List
	asOf := checkInstant(&v, "asOf", months.AsOf, "give the instant asked about")
	checkLocation(&v, months.Location)
	if err := v.Err("segment/pattern: months"); err != nil {
		return nil, invalid(err)
	}
	return &cohorting[K]{
		asOf:      asOf,
		last:      monthOf(civil.DateOf(months.AsOf, months.Location)),
		clock:     civil.NewClock(months.AsOf, months.Location),
		customers: map[K]int{},
	}, nil
}

// add takes a purchase.
func (c *cohorting[K]) add(customer K, t time.Time) error {
	at, err := instantOf(t)
	if err != nil {
		return dataError(recordOf("purchase", customer), "at", "%v; correct it or leave the purchase out", err)
	}
	i, known := c.customers[customer]
	if !known {
		if err := fault.Key(customer); err != nil {
			return dataError(recordOf("purchase", customer), "customer", "%v", err)
		}
	}
	if at > c.asOf {
		return nil
	}
	month := monthOf(c.clock.DateOf(t.Unix()))
	ago := c.last - month
	if ago >= maxCohortMonths {
		return dataError(recordOf("purchase", customer), "at",
			"%s is %d months before %s, which is asked about, and at most %d can be; correct it or leave old purchases out",
			monthName(month), ago, monthName(c.last), maxCohortMonths-1)
	}
	if !known {
		i = len(c.bought)
		c.customers[customer] = i
		c.bought = append(c.bought, boughtIn{block: ago / 64})
	}
	c.mark(i, ago)
	return nil
}

// mark notes that a customer bought so many months ago.
func (c *cohorting[K]) mark(customer, ago int) {
	b := &c.bought[customer]
	for b.block != ago/64 {
		if b.next == 0 {
			b.next = len(c.earlier) + 1 // before append moves what b points to
			c.earlier = append(c.earlier, boughtIn{block: ago / 64})
		}
		b = &c.earlier[b.next-1]
	}
	b.months |= 1 << (ago % 64)
}

// cohorts counts the customers by the first of their months.
func (c *cohorting[K]) cohorts() []Cohort {
	oldest := -1
	for i := range c.bought {
		oldest = max(oldest, c.first(&c.bought[i]))
	}
	list := make([]Cohort, oldest+1)
	for i := range list {
		ago := oldest - i
		list[i] = Cohort{Month: monthName(c.last - ago), Active: make([]int64, ago+1)}
	}
	for i := range c.bought {
		first := c.first(&c.bought[i])
		cohort := &list[oldest-first]
		cohort.Size++
		for b := range c.months(&c.bought[i]) {
			for left := b.months; left != 0; left &= left - 1 {
				cohort.Active[first-64*b.block-bits.TrailingZeros64(left)]++
			}
		}
	}
	return list
}

// first returns how many months ago a customer first bought.
func (c *cohorting[K]) first(b *boughtIn) (ago int) {
	for b := range c.months(b) {
		ago = max(ago, 64*b.block+bits.Len64(b.months)-1)
	}
	return ago
}

// months yields all months of a customer, in no particular order.
func (c *cohorting[K]) months(b *boughtIn) iter.Seq[*boughtIn] {
	return func(yield func(*boughtIn) bool) {
		for yield(b) && b.next != 0 {
			b = &c.earlier[b.next-1]
		}
	}
}

// monthOf returns the month of a date, counted from year 0.
func monthOf(d civil.Date) int {
	year, month, _ := d.Split()
	return 12*year + int(month) - 1
}

func monthName(month int) string { return fmt.Sprintf("%04d-%02d", month/12, month%12+1) }
