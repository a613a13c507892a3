package share

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Share{
		"0":              {},
		"1":              {all: true},
		"1.0":            {all: true},
		"0.5":            {below: 1 << 63},
		"0.25":           {below: 1 << 62},
		"0.000000000001": {below: 18446745}, // 18,446,744.07 rounded up
		"0.999999999999": {below: math.MaxUint64 - 18446744 + 1},
	} {
		if got, ok := Parse(text); !ok || got != want {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-0.1", "1.01", "ten", "1e99", "NaN", ".5", "10%"} {
		if got, ok := Parse(text); ok {
			t.Errorf("Parse(%q) = %+v, want none", text, got)
		}
	}
}

func TestHolds(t *testing.T) {
	half := Share{below: 1 << 63}
	for _, c := range []struct {
		share  Share
		ticket uint64
		want   bool
	}{
		{Share{}, 0, false},
		{half, 1<<63 - 1, true},
		{half, 1 << 63, false},
		{Share{all: true}, math.MaxUint64, true},
	} {
		if got := c.share.Holds(c.ticket); got != c.want {
			t.Errorf("%+v holds %d: %v, want %v", c.share, c.ticket, got, c.want)
		}
	}
}

// Where one part ends and the other begins is a part of what is hashed.
func TestTicketSeparatesParts(t *testing.T) {
	if Ticket("a", "bc") == Ticket("ab", "c") {
		t.Error("(a, bc) and (ab, c) have one ticket")
	}
	if got := Ticket("spring", []byte("C1")); got != Ticket("spring", "C1") {
		t.Errorf("the ticket of bytes is %d, another than that of the text", got)
	}
}

func monotone(t *rapid.T) {
	id := rapid.String().Draw(t, "id")
	texts := []string{"0", "0.001", "0.1", "0.3333", "0.5", "0.99", "1"}
	for i := range len(texts) - 1 {
		less, _ := Parse(texts[i])
		more, _ := Parse(texts[i+1])
		ticket := Ticket("draw", id)
		if less.Holds(ticket) && !more.Holds(ticket) {
			t.Fatalf("%q is in %s of the customers and not in %s", id, texts[i], texts[i+1])
		}
	}
}

func TestLawMonotone(t *testing.T) { rapid.Check(t, monotone) }

func FuzzLawMonotone(f *testing.F) { f.Fuzz(rapid.MakeFuzz(monotone)) }

func TestTicketDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Ticket("spring gift 2026", "customer 12345678") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
