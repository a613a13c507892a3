package rfm

import (
	"slices"
	"strings"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// Dimension is one of the three numbers that are scored.
type Dimension string

const (
	// Recency is the time since the last purchase.
	Recency Dimension = "recency"
	// Frequency is the number of purchases in the period.
	Frequency Dimension = "frequency"
	// Monetary is the net amount of the period, or its average order.
	Monetary Dimension = "monetary"
)

// letter returns what the dimension is called beside the others: r, f or m.
func (d Dimension) letter() string { return string(d[:1]) }

// dimensions returns all, in the order of a model.
func dimensions() [3]Dimension { return [3]Dimension{Recency, Frequency, Monetary} }

// Bin is the numbers of one dimension that get one score.
type Bin struct {
	// Score is what they get.
	Score int `json:"score"`
	// From is the cut below, not valid where the bin has none. [Left] bins
	// hold it.
	From decimal.NullDecimal `json:"from"`
	// To is the cut above, not valid where the bin has none. [Right] bins hold
	// it.
	To decimal.NullDecimal `json:"to"`
	// Closed says which of the two the bin holds.
	Closed Side `json:"closed"`
	// Unit is that of From and To: of time in recency, [PerOrder] for the
	// average order, empty for numbers of orders and sums.
	Unit Unit `json:"unit,omitzero"`
}

// String returns the bin as inequalities, such as "≥ 1000, < 2000", "months ≤ 1"
// or "per order ≥ 100", and "any" for one without cuts.
func (b Bin) String() string {
	limits := b.limits()
	if limits == "" {
		return "any"
	}
	return strings.TrimPrefix(string(b.Unit)+" "+limits, " ")
}

// limits returns the inequalities alone.
func (b Bin) limits() string {
	from, to := "≥ ", "< "
	if b.Closed == Right {
		from, to = "> ", "≤ "
	}
	var parts []string
	if b.From.Valid {
		parts = append(parts, from+exact.Text(b.From.Decimal))
	}
	if b.To.Valid {
		parts = append(parts, to+exact.Text(b.To.Decimal))
	}
	return strings.Join(parts, ", ")
}

// Bin returns the bin that gets the score in the dimension, and whether there
// is one.
func (e *Engine) Bin(d Dimension, score int) (Bin, bool) {
	if e == nil {
		return Bin{}, false
	}
	scale := e.model.scale(d)
	if scale == nil {
		return Bin{}, false
	}
	i := slices.Index(scale.Scores, score)
	if i < 0 {
		return Bin{}, false
	}
	return scale.bin(i), true
}

// scale returns the model's scale of a dimension, nil for an unknown one.
func (m *Model) scale(d Dimension) *Scale {
	switch d {
	case Recency:
		return &m.Recency
	case Frequency:
		return &m.Frequency
	case Monetary:
		return &m.Monetary
	}
	return nil
}

func (s *Scale) bin(i int) Bin {
	b := Bin{Score: s.Scores[i], Closed: s.Closed, Unit: s.Unit}
	if i > 0 {
		b.From = decimal.NewNullDecimal(s.Cuts[i-1])
	}
	if i < len(s.Cuts) {
		b.To = decimal.NewNullDecimal(s.Cuts[i])
	}
	return b
}

// A reach is a recency cut compiled: it tells the oldest date on the near side,
// on which the last purchase still gets a better score.
type reach struct{ months, days int }

func (r reach) oldest(today civil.Date) civil.Date {
	return today.AddMonths(-r.months).AddDays(-r.days)
}

// reaches compiles the cuts of recency. Days are whole, so "less than 297.4
// days" is "at most 297 days".
func (s *Scale) reaches() []reach {
	list := make([]reach, len(s.Cuts))
	for i, c := range s.Cuts {
		switch {
		case s.Unit == Months && s.Closed == Right:
			list[i].months = int(c.IntPart())
		case s.Unit == Months:
			list[i] = reach{months: int(c.IntPart()), days: -1}
		case s.Unit == Weeks && s.Closed == Right:
			list[i].days = 7 * int(c.IntPart())
		case s.Unit == Weeks:
			list[i].days = 7*int(c.IntPart()) - 1
		case s.Closed == Right:
			list[i].days = int(c.Floor().IntPart())
		default:
			list[i].days = int(c.Ceil().IntPart()) - 1
		}
	}
	return list
}

// thresholds compiles the cuts of frequency: the smallest whole number beyond
// each.
func (s *Scale) thresholds() []int64 {
	list := make([]int64, len(s.Cuts))
	for i, c := range s.Cuts {
		if s.Closed == Right {
			list[i] = c.Floor().IntPart() + 1
		} else {
			list[i] = c.Ceil().IntPart()
		}
	}
	return list
}

// amountCuts are the cuts of the amount compiled: for the sum or for the average
// order, of which the other has none.
type amountCuts struct {
	sums   exact.Cuts
	means  []exact.Cut
	beyond int // what Cut.CmpMean is at least for a mean beyond the cut
}

// exactCuts compiles the cuts of the amount. Sums have at most 12 decimals, so
// exceeding a cut, which has no more, is reaching the next number of 12. Means
// may lie between the two: they are compared with the cut itself.
func (s *Scale) exactCuts() (a amountCuts) {
	if s.Unit == PerOrder {
		if s.Closed == Right {
			a.beyond = 1
		}
		for _, c := range s.Cuts {
			a.means = append(a.means, exact.NewCut(c))
		}
		return a
	}
	cuts := slices.Clone(s.Cuts)
	if s.Closed == Right {
		for i, c := range cuts {
			cuts[i] = c.Add(smallest())
		}
	}
	a.sums = exact.NewCuts(cuts)
	return a
}

// bin returns the index of the bin of an amount, the number of cuts it is
// beyond.
func (a *amountCuts) bin(amount exact.Sum, orders int64) int {
	n := a.sums.Reached(amount)
	for i := range a.means {
		if a.means[i].CmpMean(amount, orders) >= a.beyond {
			n++
		}
	}
	return n
}

// smallest is the smallest positive amount.
func smallest() decimal.Decimal { return decimal.New(1, -maxDecimals) }

// maxDecimals is the most decimals an amount can have.
const maxDecimals = 12

// empty returns the indexes of the bins no number can fall into, rising. The
// cuts may be equal but must not fall.
func (s *Scale) empty(d Dimension, period civil.Window) []int {
	reached := make([]bool, len(s.Cuts)+1)
	switch d {
	case Recency:
		s.reachDays(period, reached)
	case Frequency:
		low := int64(1)
		for i, next := range s.thresholds() {
			reached[i] = low < next
			low = max(low, next)
		}
		reached[len(s.Cuts)] = true
	case Monetary:
		low := decimal.Zero
		if s.Unit != PerOrder && s.Closed == Left {
			low = smallest() // the lowest number of the first bin; a mean may be lower
		}
		for i, c := range s.Cuts {
			reached[i] = c.Cmp(low) > 0
			if reached[i] {
				low = c
			}
		}
		reached[len(s.Cuts)] = true
	}
	var list []int
	for i, ok := range reached {
		if !ok {
			list = append(list, i)
		}
	}
	return list
}

// reachDays marks the recency bins that some date of the period falls into on
// some day. Four years show every length that a period or a month can have.
func (s *Scale) reachDays(period civil.Window, reached []bool) {
	reaches := s.reaches()
	start, _ := civil.New(2000, 1, 1)
	for today := start; today < start.AddMonths(48); today++ {
		first, newest := period.Bounds(today)
		first = max(first, today.AddDays(-maxDays))
		for i, r := range reaches {
			oldest := max(first, r.oldest(today))
			reached[i] = reached[i] || oldest <= newest
			newest = min(newest, oldest-1)
		}
		last := len(reaches)
		reached[last] = reached[last] || first <= newest
	}
}
