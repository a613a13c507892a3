package tier_test

import (
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// horizon is for how many days the reference looks for the next change.
const horizon = 400

// lawReference: the engine decides what the reference decides.
func lawReference(t *rapid.T) {
	s := drawScene(t)
	for range 2 {
		at := s.drawInstant(t)
		state, _, err := s.engine.Replay(s.history, at)
		if err != nil {
			t.Fatalf("Replay(%v): %v", at, err)
		}
		got, err := s.engine.Standing(state, at)
		if err != nil {
			t.Fatalf("Standing(%v): %v", at, err)
		}
		want := refer(s.program, s.calendar, s.history, at, horizon)
		if want.Next.IsZero() && s.daysUntil(at, got.Next) > horizon {
			want.Next = got.Next
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("at %v: reference - engine +\n%s", at.In(s.loc), diff)
		}
	}
}

func (s scene) daysUntil(at, next time.Time) civilDay {
	if next.IsZero() {
		return 0
	}
	return s.day(next) - s.day(at)
}

func TestLawReference(t *testing.T) { rapid.Check(t, lawReference) }
func FuzzLawReference(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawReference)) }

var _ = tier.Earned
