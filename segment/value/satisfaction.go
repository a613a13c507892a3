package value

import (
	"fmt"
	"iter"
	"math/big"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Scale is the answers a survey allows, from Lowest to Highest, both included,
// and any number between, as data:
//
//	{"lowest": 1, "highest": 5}
type Scale struct {
	Lowest  decimal.Decimal `json:"lowest"`  // the worst answer
	Highest decimal.Decimal `json:"highest"` // the best, above Lowest
}

// ParseScale reads a scale from JSON and checks it. Unknown and repeated fields,
// wrong types and null are faults. The error is a [*segment.InvalidError]. Of a
// scale that can be read, the codes are missing, out_of_range and not_rising.
func ParseScale(data []byte) (Scale, error) {
	var read scaleJSON
	if err := fault.Decode(whatScale, data, &read); err != nil {
		return Scale{}, invalid(err)
	}
	var f fault.List
	s := Scale{Lowest: given(&f, "lowest", read.Lowest), Highest: given(&f, "highest", read.Highest)}
	if err := f.Err(whatScale); err != nil {
		return Scale{}, invalid(err)
	}
	if err := s.validate(); err != nil {
		return Scale{}, err
	}
	return s, nil
}

// scaleJSON is a Scale as it is read: it knows what was left out.
type scaleJSON struct {
	Lowest  *decimal.Decimal `json:"lowest"`
	Highest *decimal.Decimal `json:"highest"`
}

// given returns an end of a scale, which 0 is only if it was written.
func given(f *fault.List, path string, end *decimal.Decimal) decimal.Decimal {
	if end == nil {
		f.Add(path, "missing", "is missing: give both ends of the scale")
		return decimal.Decimal{}
	}
	return *end
}

// UnmarshalJSON reads a scale as [ParseScale] does, also as part of another
// document. On an error the scale is left as it was.
func (s *Scale) UnmarshalJSON(data []byte) error {
	read, err := ParseScale(data)
	if err == nil {
		*s = read
	}
	return err
}

// Answer is what one customer said in a survey.
type Answer struct {
	Expectation decimal.Decimal `json:"expectation"` // what they expected
	Experience  decimal.Decimal `json:"experience"`  // what they got
}

// Satisfaction is experience minus expectation over many answers.
type Satisfaction struct {
	// Answers is how many there are.
	Answers int64 `json:"answers"`
	// Difference is the exact mean of experience − expectation: above 0 where
	// customers got more than they expected. It is 0 without answers.
	Difference *big.Rat `json:"difference"`
	// Exceeded is how many got more than they expected.
	Exceeded int64 `json:"exceeded"`
	// Met is how many got exactly what they expected.
	Met int64 `json:"met"`
	// Below is how many got less than they expected.
	Below int64 `json:"below"`
}

// Satisfaction compares what customers got with what they expected. Answers have
// no ID here: those that may come twice are made distinct before. A nil sequence
// is empty. Time is linear, memory constant, and an ordinary answer allocates
// nothing.
//
// The error is a [*segment.InvalidError] about the scale, or a
// [*segment.DataError] that names the first answer outside it, counted from 0.
func (s Scale) Satisfaction(answers iter.Seq[Answer]) (Satisfaction, error) {
	if err := s.validate(); err != nil {
		return Satisfaction{}, err
	}
	if answers == nil {
		return Satisfaction{Difference: new(big.Rat)}, nil
	}
	var sum survey
	for a := range answers {
		if err := sum.add(s, a); err != nil {
			return Satisfaction{}, err
		}
	}
	sum.Difference = exact.Quotient(sum.difference.Decimal(), decimal.NewFromInt(sum.Answers))
	return sum.Satisfaction, nil
}

// survey adds up answers.
type survey struct {
	Satisfaction
	difference exact.Sum
}

func (v *survey) add(s Scale, a Answer) error {
	for _, field := range [...]struct {
		name  string
		value decimal.Decimal
	}{{"expectation", a.Expectation}, {"experience", a.Experience}} {
		if why := s.unfit(field.value); why != "" {
			return dataError(fmt.Sprintf("answer %d, counted from 0", v.Answers), field.name, "%s", why)
		}
	}
	difference := minus(a.Experience, a.Expectation)
	switch difference.Sign() {
	case 1:
		v.Exceeded++
	case 0:
		v.Met++
	default:
		v.Below++
	}
	v.difference.Merge(difference)
	v.Answers++
	return nil
}

// unfit says why an answer cannot be used, and "" when it can.
func (s *Scale) unfit(d decimal.Decimal) string {
	if why := outOfBounds(d); why != "" {
		return why
	}
	if minus(d, s.Lowest).Sign() < 0 || minus(s.Highest, d).Sign() < 0 {
		return fmt.Sprintf("%s is outside the scale, %s to %s; correct the answer or leave it out", d, s.Lowest, s.Highest)
	}
	return ""
}

// minus is a−b. Unlike Cmp, it does not allocate for different exponents.
func minus(a, b decimal.Decimal) exact.Sum {
	difference := exact.Of(a)
	difference.Sub(b)
	return difference
}

const whatScale = "segment/value: scale"

func (s *Scale) validate() error {
	var f fault.List
	low, high := outOfBounds(s.Lowest), outOfBounds(s.Highest)
	if low != "" {
		f.Add("lowest", "out_of_range", "%s", low)
	}
	switch {
	case high != "":
		f.Add("highest", "out_of_range", "%s", high)
	case low == "" && s.Highest.Cmp(s.Lowest) <= 0:
		f.Add("highest", "not_rising", "%s: must be more than the lowest answer, %s", s.Highest, s.Lowest)
	}
	return invalid(f.Err(whatScale))
}
