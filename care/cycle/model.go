package cycle

import (
	"math/big"
	"strings"
	"time"

	"example.com/membership/care"
	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// Model estimates the cycles of customers by the figures of products. It is
// immutable: all its methods may be called from many goroutines. Use
// [Engine.Model]: the methods of a zero Model answer errors.
type Model struct {
	calendar calendar // nil in a zero Model
	products map[string]known
}

// known is what a model knows of a product.
type known struct {
	typical ratio    // none without a gap
	reasons []Reason // why there is no cycle of it
}

// Model judges the products and compiles them, those of [Population.Products] or
// stored since, in any order. The slice is neither kept nor changed. The same
// product twice counts once.
//
// The error is a [*care.DataError] that names the first product whose figures no
// population has, or which is given twice with different ones.
func (e *Engine) Model(products []Product) (*Model, error) {
	if err := e.usable(); err != nil {
		return nil, err
	}
	m := &Model{place{e.loc}, make(map[string]known, len(products))}
	seen := make(map[string]int, len(products))
	for i := range products {
		p := &products[i]
		typical, err := p.check()
		if err != nil {
			return nil, err
		}
		if first, twice := seen[p.ID]; twice {
			if !p.equal(&products[first]) {
				return nil, dataError(named("product", p.ID), "", "is given twice with different figures: keep the later ones")
			}
			continue
		}
		seen[p.ID] = i
		m.products[strings.Clone(p.ID)] = known{typical, e.Judge(*p)}
	}
	return m, nil
}

// equal reports whether two products that have been checked are the same.
func (p *Product) equal(o *Product) bool {
	same := p.Buyers == o.Buyers && p.Repeaters == o.Repeaters && p.Gaps == o.Gaps && (p.Median == nil) == (o.Median == nil)
	return same && (p.Median == nil || p.Median.Cmp(o.Median) == 0)
}

// Cycles returns how long the last purchase of each product lasts a customer, by
// product, for [care.Customer]: of those that are repeat-bought by the policy.
// The purchases are all of the customer's, of any products and in any order; those
// later than at do not exist yet. The slice is neither kept nor changed. Without a
// cycle the list is nil; [Model.Explain] says why.
//
// The error is a [*care.DataError]: at is outside the years 1900..2299, or it names
// the first purchase by ID that cannot be used, or the product of which there are
// too many units on one date. Time is that of sorting the purchases. It allocates
// once for them, up to 32, and then for the list, and a date and a number a cycle.
func (m *Model) Cycles(purchases []Purchase, at time.Time) ([]care.Cycle, error) {
	var cycles []care.Cycle
	err := m.habits(purchases, at, func(h habit) {
		if k := m.products[h.last.product]; k.cycles() {
			if lasts := h.lasts(k.typical); outside(lasts) == "" {
				cycles = append(cycles, care.Cycle{Product: h.last.product, Last: h.last.date.String(), Days: decimal.New(lasts, -places)})
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return cycles, nil
}

// cycles reports whether the product may have one.
func (k known) cycles() bool { return len(k.reasons) == 0 && !k.typical.none() }

// Estimate is how long a product lasts a customer, and where that comes from.
type Estimate struct {
	// Product names it.
	Product string `json:"product"`
	// Last is the date of the last purchase, such as "2026-09-01".
	Last string `json:"last"`
	// Quantity is how many units were bought on that date.
	Quantity int64 `json:"quantity"`
	// Gaps is how many gaps the customer has: one less than the dates.
	Gaps int `json:"gaps"`
	// Own is the median of the customer's gaps in days a unit, exactly, nil without
	// one.
	Own *big.Rat `json:"own,omitempty"`
	// Typical is [Product.Median], nil where there is none.
	Typical *big.Rat `json:"typical,omitempty"`
	// Days is what the estimate comes to, rounded to 4 decimals, a half up; 0
	// where Typical is nil.
	Days decimal.Decimal `json:"days"`
	// Reasons lists all reasons why it is no cycle, in the order of the codes.
	// None: it is one of [Model.Cycles].
	Reasons []Reason `json:"reasons,omitempty"`
}

// Explain returns the estimates of all products that a customer bought, by
// product: those of [Model.Cycles], and the others with the reasons why they are
// none. The arguments and the error are those of Cycles.
func (m *Model) Explain(purchases []Purchase, at time.Time) ([]Estimate, error) {
	all := []Estimate{}
	err := m.habits(purchases, at, func(h habit) {
		e := Estimate{Product: h.last.product, Last: h.last.date.String(), Quantity: h.last.quantity, Gaps: h.k, Own: h.own.rat()}
		k, ok := m.products[e.Product]
		if !ok {
			e.Reasons = []Reason{{Code: Unknown}}
		}
		e.Reasons = append(e.Reasons, k.reasons...)
		if !k.typical.none() {
			lasts := h.lasts(k.typical)
			e.Typical, e.Days = k.typical.rat(), decimal.New(lasts, -places)
			if code := outside(lasts); code != "" {
				e.Reasons = append(e.Reasons, Reason{Code: code})
			}
		}
		all = append(all, e)
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// habit is how a customer buys one product.
type habit struct {
	last day
	k    int
	own  ratio // the median of the k gaps, none without one
}

// lasts returns how long the last purchase lasts, in the units of [lasting].
func (h habit) lasts(typical ratio) int64 { return lasting(h.k, h.own, typical, h.last.quantity) }

// outside returns why [care.Cycle] cannot hold so many units of [lasting], "" if
// it can.
func outside(lasts int64) Code {
	switch {
	case lasts < 1:
		return TooShort
	case lasts > maxCycle*unit:
		return TooLong
	}
	return ""
}

// maxCycle is the most days of a [care.Cycle].
const maxCycle = 3660

// habits calls f for each product that the customer bought up to at, in their
// order.
func (m *Model) habits(purchases []Purchase, at time.Time, f func(habit)) error {
	if m == nil || m.calendar == nil {
		return dataError("model", "", "is not one of Engine.Model")
	}
	if err := civil.CheckInstant(at); err != nil {
		return dataError("model", "at", "%v", err)
	}
	var room struct { // enough for most, without allocating
		order [32]int
		days  [32]day
		gaps  [32]ratio
	}
	r, err := reading{room.order[:0], room.days[:0]}.read(purchases, at, m.calendar)
	if err != nil {
		return err
	}
	for days := range r.products() {
		gaps := room.gaps[:0]
		for i := 1; i < len(days); i++ {
			gaps = append(gaps, days[i-1].gap(days[i]))
		}
		f(habit{days[len(days)-1], len(gaps), median(gaps)})
	}
	return nil
}
