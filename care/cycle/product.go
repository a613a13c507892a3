package cycle

import (
	"math/big"

	"example.com/membership/internal/fault"
)

// Product is what a [Population] knows of one product: figures to store between
// two nights, in JSON or as a row of a table. The median in JSON is a fraction,
// "85/2", or a whole number, "45".
type Product struct {
	// ID names the product.
	ID string `json:"id"`
	// Buyers is how many customers have bought it.
	Buyers int64 `json:"buyers"`
	// Repeaters is how many of them did on two dates or more.
	Repeaters int64 `json:"repeaters"`
	// Gaps is how many gaps between two of a customer's dates there are.
	Gaps int64 `json:"gaps"`
	// Median is the exact median of these gaps, in days a unit: the middle one,
	// or the mean of the middle two. nil without a gap.
	Median *big.Rat `json:"median,omitempty"`
}

// UnmarshalJSON reads a product strictly: unknown and repeated fields, wrong types
// and null are faults, and a median that no population has. The error is a
// [*care.InvalidError] that lists all of them. Whether the figures go together
// is judged by [Engine.Model]. On an error p is left as it was.
func (p *Product) UnmarshalJSON(data []byte) error {
	var doc struct {
		ID        string     `json:"id"`
		Buyers    int64      `json:"buyers"`
		Repeaters int64      `json:"repeaters"`
		Gaps      int64      `json:"gaps"`
		Median    medianJSON `json:"median"`
	}
	if err := fault.Decode("care/cycle: product", data, &doc); err != nil {
		return invalid(err)
	}
	*p = Product{doc.ID, doc.Buyers, doc.Repeaters, doc.Gaps, ratio(doc.Median).rat()}
	return nil
}

// medianJSON reads a median.
type medianJSON ratio

// UnmarshalText reads a fraction.
func (m *medianJSON) UnmarshalText(text []byte) error {
	read, err := parseRatio(string(text))
	*m = medianJSON(read)
	return err
}

// check returns the median, and what is wrong with the figures, if anything.
func (p *Product) check() (ratio, error) {
	if err := fault.Name(p.ID); err != nil {
		return ratio{}, dataError(named("product", p.ID), "id", "%v", err)
	}
	median, err := ratioOf(p.Median)
	switch {
	case err != nil:
		return ratio{}, dataError(named("product", p.ID), "median", "%v", err)
	case p.Buyers < 0:
		return ratio{}, dataError(named("product", p.ID), "buyers", "%d is negative: %s", p.Buyers, remedy)
	case p.Repeaters < 0 || p.Repeaters > p.Buyers:
		return ratio{}, dataError(named("product", p.ID), "repeaters", "%d is outside 0..%d, the buyers: %s", p.Repeaters, p.Buyers, remedy)
	case p.Gaps < p.Repeaters || p.Gaps > 0 && p.Repeaters == 0:
		return ratio{}, dataError(named("product", p.ID), "gaps", "%d cannot be of %d repeaters: %s", p.Gaps, p.Repeaters, remedy)
	case (p.Gaps > 0) == median.none():
		return ratio{}, dataError(named("product", p.ID), "median", "is given without gaps, or left out with some: %s", remedy)
	}
	return median, nil
}

const remedy = "give what Population.Products returned"
