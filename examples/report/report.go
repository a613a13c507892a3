package main

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"time"

	"example.com/membership/rfm"
	"example.com/membership/segment/stage"
	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// A row is what the report knows about one customer at its instant.
type row struct {
	id, name string
	consent  consent
	listed   *customer // nil if not on the list
	known    time.Time // the first order, given back or not, or joining; zero if there is neither
	standing
	orders  int             // net of complete refunds
	spend   decimal.Decimal // net of refunds
	last    time.Time       // the last order; zero if there is none
	recency int             // civil days since then
	stage   string          // of the repurchase cycle; empty if there is no order
	score
}

// ordered reports whether the customer has an order that was not refunded
// completely.
func (r *row) ordered() bool { return !r.last.IsZero() }

// usual returns the mean amount of the customer's orders, to the cent.
func (r *row) usual() decimal.Decimal {
	if r.orders == 0 {
		return decimal.Zero
	}
	return r.spend.DivRound(decimal.NewFromInt(int64(r.orders)), 2)
}

// label is what the shopkeeper calls the customer.
func (r *row) label() string {
	if r.name == "" {
		return r.id
	}
	return r.name + " " + r.id
}

// A report is everything the formats show.
type report struct {
	asof   time.Time
	zone   *time.Location
	cycle  int
	rfm    string
	merged []string    // the scores that fitted bins left nobody a way to get
	sample bool        // it is that of the sample shop
	listed bool        // there is a list of customers
	has    columnSet   // its columns
	ladder []tier.Tier // lowest first
	grades []string    // best first
	ends   bool        // tiers have an end
	rows   []row       // by customer ID
	orders *orders

	population *rfm.Population // all rows by their scores
}

// newReport decides about every customer.
func newReport(o *options, in *input, p *progress) (*report, error) {
	asof := o.asof
	if asof.IsZero() {
		last, ok := in.orders.last()
		if !ok {
			return nil, errNoOrders
		}
		asof = last
	}
	members, err := newMembership(o, in, asof)
	if err != nil {
		return nil, err
	}
	rater, err := newRater(o, asof)
	if err != nil {
		return nil, err
	}
	stages, err := stage.New(stage.Policy{Cycle: o.cycle}, o.zone)
	if err != nil {
		return nil, err
	}
	a := &assessment{in: in, asof: asof, zone: o.zone, members: members, rater: rater, stages: stages.At(asof)}
	rows, err := a.rows(p)
	if err != nil {
		return nil, err
	}
	return &report{
		asof:   asof,
		zone:   o.zone,
		cycle:  o.cycle,
		rfm:    o.rfm,
		merged: rater.merged,
		sample: o.orders == "",
		listed: in.customers != nil,
		has:    in.has,
		ladder: members.ladder(),
		grades: rater.grades,
		ends:   members.ends(),
		rows:   rows,
		orders: in.orders,

		population: rater.population,
	}, nil
}

// An assessment turns the input into rows. Customers are independent of one
// another, so it works on as many at a time as there are processors.
type assessment struct {
	in      *input
	asof    time.Time
	zone    *time.Location
	members *membership
	rater   *rater
	stages  stage.Moment
}

// A subject is one customer to be assessed.
type subject struct {
	id     string
	listed *customer // nil if not on the list
	orders []uint32
}

// rows returns one row a customer, sorted by ID.
func (a *assessment) rows(p *progress) ([]row, error) {
	subjects := a.collect()
	rows := make([]row, len(subjects))
	err := inParallel(len(subjects), p, "deciding about customers", func() func(int) error {
		var scratch []tier.Event // one a worker
		return func(i int) (err error) {
			rows[i], err = a.row(subjects[i], &scratch)
			return err
		}
	})
	if err != nil {
		return nil, err
	}
	return rows, a.rater.rate(rows)
}

// collect returns everybody who is on the list or has an order by the report's
// instant, sorted by ID.
func (a *assessment) collect() []subject {
	orders := a.in.orders
	list, starts := orders.byCustomer(a.asof.UnixNano())
	subjects := make([]subject, 0, max(orders.customers.len(), len(a.in.customers)))
	ordering := make(map[string]bool)
	for c := range uint32(orders.customers.len()) {
		id := orders.customers.name(c)
		listed := a.in.customers[id]
		own := list[starts[c]:starts[c+1]]
		if listed != nil {
			ordering[id] = true
		}
		if listed != nil || len(own) > 0 {
			subjects = append(subjects, subject{id, listed, own})
		}
	}
	for id, listed := range a.in.customers {
		if !ordering[id] {
			subjects = append(subjects, subject{id: id, listed: listed})
		}
	}
	slices.SortFunc(subjects, func(x, y subject) int { return cmp.Compare(x.id, y.id) })
	return subjects
}

// row assesses one customer, but for the scores. It drops from s.orders those
// that were refunded completely.
func (a *assessment) row(s subject, scratch *[]tier.Event) (row, error) {
	r := row{id: s.id, listed: s.listed, known: a.known(s)}
	if s.listed != nil {
		r.name, r.consent = s.listed.name(), s.listed.consent
	}
	var spent sum
	purchases := s.orders[:0]
	for _, i := range s.orders {
		if a.in.orders.gone(i) {
			continue
		}
		purchases = append(purchases, i)
		a.in.orders.addNet(&spent, i)
		r.orders++
	}
	// In time order, most histories need no sorting by the engine.
	slices.SortFunc(purchases, func(i, k uint32) int { return cmp.Compare(a.in.orders.list.at(i).at, a.in.orders.list.at(k).at) })
	r.spend = spent.decimal()
	err := a.stage(&r, purchases)
	if err != nil {
		return row{}, err
	}
	*scratch = a.members.history((*scratch)[:0], purchases, s.listed)
	if r.standing, err = a.members.standing(*scratch, &r); err != nil {
		return row{}, a.in.orders.locate(err, purchases)
	}
	r.summary, err = a.rater.summarise(*scratch)
	return r, err
}

// known returns since when the shop knows the customer.
func (a *assessment) known(s subject) (first time.Time) {
	if s.listed != nil && !s.listed.joined.After(a.asof) {
		first = s.listed.joined
	}
	for _, i := range s.orders {
		if at := time.Unix(0, a.in.orders.list.at(i).at); first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// stage fills in the last of the purchases, which are in time order, and the
// stage that the first and the last make.
func (a *assessment) stage(r *row, purchases []uint32) error {
	if len(purchases) == 0 {
		return nil
	}
	at := func(i uint32) time.Time { return time.Unix(0, a.in.orders.list.at(i).at).In(a.zone) }
	r.last = at(purchases[len(purchases)-1])
	standing, err := a.stages.Stage(at(purchases[0]), r.last)
	r.stage = string(standing.Stage)
	return err
}

// inParallel does something for 0 to n-1 on as many processors as there are.
// Each worker takes a run of numbers and begins by calling begin. The error is
// that of the lowest number that failed.
func inParallel(n int, p *progress, work string, begin func() (do func(i int) error)) error {
	workers := min(runtime.GOMAXPROCS(0), n)
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			do := begin()
			from, to := n*w/workers, n*(w+1)/workers
			for i := from; i < to && errs[w] == nil; i++ {
				if w == 0 {
					p.step(work, i*workers)
				}
				errs[w] = do(i)
			}
		}()
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
