package tier_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// historyOf returns a history of one order, and of what followed it.
func historyOf(amount string, more ...tier.Kind) []tier.Event {
	history := []tier.Event{{ID: "O", Kind: tier.Order, At: on(2026, 3, 5), Amount: yuan(amount)}}
	for i, kind := range more {
		history = append(history, tier.Event{ID: fmt.Sprint(i), Kind: kind, At: on(2026, 3, 6+i)})
	}
	return history
}

// Every cell is where it belongs: customers of each status under one programme,
// to each status under the other.
func TestCompareMatrix(t *testing.T) {
	from := load(`{"enrollment": "opt-in", "tiers": [
		{"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": 100}]]},
		{"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": 500}]]}]}`, shanghai)
	to := load(`{"enrollment": "automatic", "tiers": [
		{"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": 300}]]}]}`, shanghai)
	population := [][]tier.Event{
		nil,
		historyOf("99.99"),
		historyOf("100"),
		historyOf("300"),
		historyOf("99.99", tier.Join),
		historyOf("100", tier.Join),
		historyOf("299.99", tier.Join),
		historyOf("300", tier.Join),
		historyOf("500", tier.Join),
		historyOf("500", tier.Join, tier.Withdraw),
	}
	got, err := tier.Compare(from, to, slices.Values(population), on(2026, 4, 1))
	if err != nil {
		t.Fatal(err)
	}
	want := tier.Movement{
		From: []tier.Position{{Status: tier.Customer}, {Status: tier.Potential}, {Status: tier.Withdrawn}, {Status: tier.Enrolled},
			{Status: tier.Member, Tier: "silver"}, {Status: tier.Member, Tier: "gold"}},
		To: []tier.Position{{Status: tier.Customer}, {Status: tier.Potential}, {Status: tier.Withdrawn}, {Status: tier.Enrolled},
			{Status: tier.Member, Tier: "gold"}},
		Customers: [][]int{
			{2, 0, 0, 0, 0},
			{1, 0, 0, 0, 1},
			{0, 0, 1, 0, 0},
			{0, 0, 0, 1, 0},
			{0, 0, 0, 2, 1},
			{0, 0, 0, 0, 1},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Before any of it, everybody is a customer; by time alone things move too.
	got, err = tier.Compare(from, to, slices.Values(population), on(2026, 3, 4))
	if err != nil || got.Customers[0][0] != len(population) {
		t.Errorf("before the first event: %v, %v", got.Customers, err)
	}
}

func TestCompareNobody(t *testing.T) {
	engine := load(caseA, shanghai)
	m, err := tier.Compare(engine, engine, slices.Values([][]tier.Event(nil)), on(2026, 4, 1))
	if err != nil || len(m.Customers) != 8 || len(m.Customers[7]) != 8 || population(m) != 0 {
		t.Errorf("%v, %v", m, err)
	}
}

// The error says which history, and is still that of its event.
func TestCompareNamesTheHistory(t *testing.T) {
	engine := load(caseA, shanghai)
	strict := load(strings.Replace(caseA, `"vip"`, `"VIP"`, 1), shanghai)
	bought := []tier.Event{{ID: "T1", Kind: tier.Buy, At: on(2026, 3, 5), Tier: "vip", Term: "1 year"}}
	for _, tt := range []struct {
		why      string
		from, to *tier.Engine
		bad      []tier.Event
		at       time.Time
		want     string
	}{
		{"under the first programme", engine, engine, historyOf("-1"), on(2026, 4, 1), `history 2: tier: order "O": amount: -1 is negative`},
		{"under the second alone", engine, strict, bought, on(2026, 4, 1), `history 2: tier: buy "T1": tier: "vip" is not a tier of the programme`},
		{"also after the instant", engine, engine, historyOf("-1"), on(2020, 1, 1), `history 2: tier: order "O": amount: -1 is negative`},
	} {
		read := 0
		m, err := tier.Compare(tt.from, tt.to, func(yield func([]tier.Event) bool) {
			for _, history := range [][]tier.Event{nil, historyOf("1"), tt.bad, nil} {
				read++
				if !yield(history) {
					return
				}
			}
		}, tt.at)
		var e *tier.EventError
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || !errors.As(err, &e) {
			t.Errorf("%s: %v, want %q", tt.why, err, tt.want)
		}
		if diff := cmp.Diff(tier.Movement{}, m); diff != "" {
			t.Errorf("%s: a partial result beside the error:\n%s", tt.why, diff)
		}
		if read != 3 {
			t.Errorf("%s: %d histories were read", tt.why, read)
		}
	}
	if _, err := tier.Compare(engine, engine, slices.Values([][]tier.Event{nil}), lastInstant.Add(1)); err == nil || !strings.Contains(err.Error(), "2300") {
		t.Errorf("an absurd instant: %v", err)
	}
}

func population(m tier.Movement) int {
	sum := 0
	for _, row := range m.Customers {
		for _, n := range row {
			sum += n
		}
	}
	return sum
}

// The matrix sums to the population, its rows and columns to what each
// programme says alone, and the way back is the transposed one.
func movementSums(t *rapid.T) {
	draw := func(label string) *tier.Engine {
		p := drawLadder(t)
		p.Enrollment = rapid.SampledFrom([]tier.Enrollment{tier.Automatic, tier.OptIn, tier.Nobody}).Draw(t, label)
		p.Term = rapid.SampledFrom([]tier.Term{"", "1 month"}).Draw(t, "term")
		engine, err := tier.New(p, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return engine
	}
	from, to := draw("from"), draw("to")
	at := on(2026, 1, 1)
	var people [][]tier.Event
	for range rapid.IntRange(0, 6).Draw(t, "people") {
		history := drawActivity(t, at)
		for i, kind := range rapid.SliceOfN(rapid.SampledFrom([]tier.Kind{tier.Join, tier.Withdraw}), 0, 3).Draw(t, "joining") {
			history = append(history, tier.Event{ID: fmt.Sprint(i), Kind: kind, At: at.AddDate(0, 0, 7*i-28)})
		}
		people = append(people, history)
	}
	there, err := tier.Compare(from, to, slices.Values(people), at)
	if err != nil {
		t.Fatal(err)
	}
	if population(there) != len(people) {
		t.Fatalf("%d customers among %d: %v", population(there), len(people), there)
	}
	back, err := tier.Compare(to, from, slices.Values(people), at)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range there.Customers {
		for j := range row {
			if row[j] != back.Customers[j][i] {
				t.Fatalf("%d move from %v to %v, %d back", row[j], there.From[i], there.To[j], back.Customers[j][i])
			}
		}
	}
	expected := map[[2]tier.Position]int{}
	for _, history := range people {
		expected[[2]tier.Position{positionOf(t, from, history, at), positionOf(t, to, history, at)}]++
	}
	for i, row := range there.Customers {
		for j, n := range row {
			if want := expected[[2]tier.Position{there.From[i], there.To[j]}]; n != want {
				t.Fatalf("%d from %v to %v, want %d", n, there.From[i], there.To[j], want)
			}
		}
	}
}

func positionOf(t *rapid.T, engine *tier.Engine, history []tier.Event, at time.Time) tier.Position {
	s, _, err := engine.Replay(history, at)
	if err != nil {
		t.Fatal(err)
	}
	st, err := engine.Standing(s, at)
	if err != nil {
		t.Fatal(err)
	}
	return tier.Position{Status: st.Status, Tier: st.Tier}
}

func TestMovementSums(t *testing.T) { rapid.Check(t, movementSums) }
func FuzzMovementSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(movementSums)) }

// Compare keeps one history at a time: the caller may reuse its slice.
func TestCompareStreams(t *testing.T) {
	engine := load(caseA, shanghai)
	buffer := historyOf("0")
	m, err := tier.Compare(engine, engine, func(yield func([]tier.Event) bool) {
		for i := range 1000 {
			buffer[0].Amount = decimal.NewFromInt(int64(i))
			if !yield(buffer) {
				return
			}
		}
	}, on(2026, 4, 1))
	if err != nil || m.Customers[0][0] != 100 || m.Customers[1][1] != 900 {
		t.Errorf("%v, %v", m.Customers, err)
	}
}
