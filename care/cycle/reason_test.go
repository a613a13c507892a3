package cycle_test

import (
	"math"
	"testing"
	"time"

	"example.com/membership/care/cycle"
	"github.com/google/go-cmp/cmp"
)

// Each criterion at its number, and just below and above; all reasons are listed.
func TestJudge(t *testing.T) {
	usual := newEngine(t, cycle.Policy{}, time.UTC)
	third := newEngine(t, cycle.Policy{MinBuyers: 3, MinRepeatShare: "0.333333", MinGaps: 1}, time.UTC)
	all := newEngine(t, cycle.Policy{MinBuyers: 1, MinRepeatShare: "1", MinGaps: 1}, time.UTC)
	const buyers, share, gaps = cycle.FewBuyers, cycle.FewRepeaters, cycle.FewGaps
	type reasons = []cycle.Reason
	for name, c := range map[string]struct {
		engine                  *cycle.Engine
		buyers, repeaters, gaps int64
		want                    reasons
	}{
		"all at the numbers":        {usual, 20, 4, 5, nil},
		"a buyer less":              {usual, 19, 4, 5, reasons{{buyers, 19, 20}}},
		"a buyer more":              {usual, 21, 5, 5, nil},
		"and so a repeater":         {usual, 21, 4, 5, reasons{{share, 4, 5}}}, // 4.2 are a fifth
		"a repeater less":           {usual, 20, 3, 5, reasons{{share, 3, 4}}},
		"a gap less":                {usual, 20, 4, 4, reasons{{gaps, 4, 5}}},
		"nothing":                   {usual, 0, 0, 0, reasons{{buyers, 0, 20}, {gaps, 0, 5}}},
		"three reasons":             {usual, 10, 1, 1, reasons{{buyers, 10, 20}, {share, 1, 2}, {gaps, 1, 5}}},
		"a third of three":          {third, 3, 1, 1, nil},                     // 0.999999 of a customer
		"a third of a million":      {third, 1_000_000, 333_333, 333_333, nil}, // exactly
		"a third of a million less": {third, 1_000_000, 333_332, 333_333, reasons{{share, 333_332, 333_333}}},
		"all of them":               {all, math.MaxInt64, math.MaxInt64, 1, nil},
		"all of them but one":       {all, math.MaxInt64, math.MaxInt64 - 1, 1, reasons{{share, math.MaxInt64 - 1, math.MaxInt64}}},
		"fewer than none":           {usual, -1, -1, -1, reasons{{buyers, -1, 20}, {share, -1, 0}, {gaps, -1, 5}}},
		"a zero engine":             {&cycle.Engine{}, 20, 4, 5, reasons{{Code: cycle.Unknown}}},
	} {
		got := c.engine.Judge(cycle.Product{ID: "P9", Buyers: c.buyers, Repeaters: c.repeaters, Gaps: c.gaps})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
