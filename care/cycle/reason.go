package cycle

// Reason says why there is no cycle.
type Reason struct {
	// Code says what the reason is.
	Code Code `json:"code"`
	// Have is the number that there is, and Need the least that would do, for
	// FewBuyers, FewRepeaters and FewGaps. For other codes they are 0.
	Have int64 `json:"have"`
	Need int64 `json:"need"` // Need is described beside Have
}

// Code says why there is no cycle.
type Code string

// The codes of reasons, in the order in which they are listed. A product has all
// that are so; the last two are of a customer's estimate, and Unknown
// comes alone.
const (
	Unknown      Code = "unknown"       // the model has no such product
	FewBuyers    Code = "few_buyers"    // too few customers have bought the product
	FewRepeaters Code = "few_repeaters" // too few of them have on two dates or more
	FewGaps      Code = "few_gaps"      // there are too few gaps for a median
	TooShort     Code = "too_short"     // the cycle is less than 0.0001 days
	TooLong      Code = "too_long"      // the cycle is more than 3,660 days
)

// Judge returns all reasons why a product is not repeat-bought by the policy, in
// the order of the codes; none: it is. It does not allocate then.
func (e *Engine) Judge(p Product) []Reason {
	if e.usable() != nil {
		return []Reason{{Code: Unknown}}
	}
	var reasons []Reason
	need := func(code Code, have, need int64) {
		if have < need {
			reasons = append(reasons, Reason{code, have, need})
		}
	}
	need(FewBuyers, p.Buyers, e.criteria.buyers)
	need(FewRepeaters, p.Repeaters, e.criteria.repeaters(p.Buyers))
	need(FewGaps, p.Gaps, e.criteria.gaps)
	return reasons
}
