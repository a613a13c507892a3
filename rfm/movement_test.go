package rfm_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/rfm"
	"pgregory.net/rapid"
)

// moved writes what is not 0 of a matrix.
func moved(m rfm.Movement) []string {
	list := []string{}
	for i, from := range m.From {
		for j, to := range m.To {
			if n := m.Customers[i][j]; n != 0 {
				list = append(list, fmt.Sprint(n, " ", from, " ", to))
			}
		}
	}
	return list
}

// sizes returns the sums of the rows, of the columns and of all.
func sizes(m rfm.Movement) (rows, columns []int64, all int64) {
	rows, columns = make([]int64, len(m.From)), make([]int64, len(m.To))
	for i, row := range m.Customers {
		for j, n := range row {
			rows[i] += n
			columns[j] += n
			all += n
		}
	}
	return rows, columns, all
}

func graded(r, f, m int, grade string) rfm.Score {
	return rfm.Score{Status: rfm.Scored, R: r, F: f, M: m, Grade: grade}
}

func TestMoveBy(t *testing.T) {
	from := graded(5, 3, 2, "Gold")
	for _, c := range []struct {
		to   rfm.Score
		want string
	}{
		{graded(5, 3, 2, "Gold"), "[]"},
		{graded(4, 3, 2, "Gold"), "[recency]"},
		{graded(5, 4, 2, "Gold"), "[frequency]"},
		{graded(5, 3, 1, "Gold"), "[monetary]"},
		{graded(1, 3, 5, "Gold"), "[recency monetary]"},
		{graded(4, 5, 3, "Platinum"), "[recency frequency monetary]"},
		{graded(5, 3, 2, "Silver"), "[]"}, // other weights or grades
		{rfm.Score{Status: rfm.Scored, R: 5, F: 3, M: 2, RecencyDays: 7}, "[]"},
		{rfm.Score{Status: rfm.Lapsed, RecencyDays: 400}, "[]"},
		{rfm.Score{Status: rfm.NothingNet}, "[]"},
		{rfm.Score{}, "[]"},
	} {
		there, back := fmt.Sprint(rfm.Move{From: from, To: c.to}.By()), fmt.Sprint(rfm.Move{From: c.to, To: from}.By())
		if there != c.want || back != c.want {
			t.Errorf("to %+v: %s, and %s back, want %s", c.to, there, back, c.want)
		}
	}
}

func TestPositionOf(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	for _, c := range []struct {
		naming rfm.Naming
		score  rfm.Score
		want   rfm.Position
		text   string
	}{
		{engine, graded(5, 5, 5, "Platinum"), rfm.Position{Status: rfm.Scored, Name: "Platinum"}, "Platinum"},
		{newSegments(t, rfm.TenBoxes()), graded(5, 5, 5, "Platinum"), rfm.Position{Status: rfm.Scored, Name: "Champions"}, "Champions"},
		{engine, rfm.Score{Status: rfm.Lapsed, RecencyDays: 400}, rfm.Position{Status: rfm.Lapsed}, "lapsed"},
		{engine, rfm.Score{Status: rfm.NothingNet}, rfm.Position{Status: rfm.NothingNet}, "nothing_net"},
		{engine, rfm.Score{Status: rfm.NeverBought}, rfm.Position{Status: rfm.NeverBought}, "never_bought"},
		{engine, rfm.Score{}, rfm.Position{Status: rfm.NeverBought}, "never_bought"},
		{engine, rfm.Score{Status: "odd", Grade: "Gold"}, rfm.Position{Status: "odd"}, "odd"},
		{nil, graded(5, 5, 5, "Platinum"), rfm.Position{Status: rfm.Scored}, ""},
		{engine, graded(1, 5, 5, ""), rfm.Position{Status: rfm.Scored, Name: "Platinum"}, "Platinum"}, // by R, F and M
		{engine, graded(0, 0, 0, ""), rfm.Position{Status: rfm.Scored, Name: "Bronze"}, "Bronze"},     // below all
	} {
		got := rfm.PositionOf(c.naming, c.score)
		if got != c.want || got.String() != c.text {
			t.Errorf("%+v: %+v, %q; want %+v, %q", c.score, got, got, c.want, c.text)
		}
	}
}

// Positions come from the best to the worst, those that nobody listed last.
func TestMovementPositions(t *testing.T) {
	moves := slices.Values([]rfm.Move{
		{From: graded(5, 1, 1, "Gold"), To: graded(1, 1, 1, "Bronze")},
		{From: rfm.Score{Status: "undecided"}, To: graded(2, 1, 1, "Lead")},
		{From: graded(4, 1, 1, "Gold"), To: rfm.Score{Status: rfm.Lapsed}},
		{From: graded(5, 1, 1, "Tin"), To: rfm.Score{}},
		{To: graded(5, 1, 1, "Platinum")},
		{From: rfm.Score{Status: rfm.NeverBought}, To: graded(5, 1, 1, "Platinum")},
	})
	grade := naming{newEngine(t, rfm.Textbook(), time.UTC).Names(), func(s rfm.Score) string { return s.Grade }}
	m := rfm.Compare(grade, grade, moves)
	expect(t, "from", fmt.Sprint(m.From), "[Platinum Gold Silver Bronze nothing_net lapsed never_bought Tin undecided]")
	expect(t, "to", fmt.Sprint(m.To), "[Platinum Gold Silver Bronze nothing_net lapsed never_bought Lead]")
	expect(t, "matrix", moved(m), []string{"1 Gold Bronze", "1 Gold lapsed", "2 never_bought Platinum", "1 Tin never_bought", "1 undecided Lead"})

	m = rfm.Compare(byRecency("R5", "R5", "R1"), nil, moves)
	expect(t, "from", fmt.Sprint(m.From), "[R5 R1 nothing_net lapsed never_bought R4 undecided]")
	expect(t, "to", fmt.Sprint(m.To), "[nothing_net lapsed never_bought ]") // the last is the name "" of nil
	expect(t, "matrix", moved(m), []string{"1 R5 never_bought", "1 R5 ", "2 never_bought ", "1 R4 lapsed", "1 undecided "})
}

// Nobody moves where there is nobody, and nothing else is missing.
func TestMovementOfNobody(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	for _, m := range []rfm.Movement{rfm.Compare(engine, engine, nil), rfm.Compare(engine, engine, slices.Values([]rfm.Move(nil)))} {
		_, _, all := sizes(m)
		if len(m.From) != 7 || len(m.To) != 7 || len(m.Customers) != 7 || len(m.Customers[6]) != 7 || all != 0 {
			t.Errorf("%+v", m)
		}
	}
	m := rfm.Compare(nil, (*rfm.Segments)(nil), nil)
	if len(m.From) != 3 || len(m.To) != 3 || len(m.Customers) != 3 {
		t.Errorf("nil namings: %+v", m)
	}
}

// One model at two dates, half a year apart, over the published orders: each
// row sums to the figures of the first date, each column to those of the second.
func TestMovementOfKnownOrders(t *testing.T) {
	engine, orders := fittedToOrders(t)
	june, december := engine.At(instant(t, "2006-06-30", time.UTC)), engine.At(instant(t, "2006-12-31", time.UTC))
	before, after := allSummaries(t, june, orders), allSummaries(t, december, orders)
	segments := newSegments(t, rfm.TenBoxes())
	var moves []rfm.Move
	p, q := june.Population(), december.Population()
	for id := range orders {
		from, err := p.Add(before[id])
		if err != nil {
			t.Fatal(err)
		}
		to, err := q.Add(after[id])
		if err != nil {
			t.Fatal(err)
		}
		moves = append(moves, rfm.Move{From: from, To: to})
	}
	m := rfm.Compare(segments, segments, slices.Values(moves))
	rows, columns, all := sizes(m)
	expect(t, "before", rows, positionCounts(p, segments))
	expect(t, "after", columns, positionCounts(q, segments))
	expect(t, "all", all, int64(995))
	if columns[0] != 35 || rows[0] == 35 { // Champions
		t.Errorf("%d Champions in June, %d in December", rows[0], columns[0])
	}
}

// positionCounts is the customers of a population in the order of positions.
func positionCounts(p *rfm.Population, n rfm.Naming) (counts []int64) {
	for _, g := range p.By(n) {
		counts = append(counts, g.Customers)
	}
	for _, g := range p.Statuses()[1:] {
		counts = append(counts, g.Customers)
	}
	return counts
}

// Two models at one date: the matrix sums to the population, its rows and
// columns to the figures of either model, whatever the order of the moves. One
// model with itself gives a diagonal.
func checkMovement(t *rapid.T) {
	one, two := newEngine(t, drawModel(t), time.UTC), newEngine(t, lifetime(), time.UTC)
	first, second := one.At(now), two.At(now)
	var moves, still []rfm.Move
	p, q := first.Population(), second.Population()
	for _, c := range crowds(first).Draw(t, "people") {
		from, err := p.Add(c)
		if err != nil {
			t.Fatal(err)
		}
		if c.Orders() == 0 && !c.Last().IsZero() {
			c = rfm.Summary{} // what lies before the period lies within the lifetime
		}
		to, err := q.Add(c)
		if err != nil {
			t.Fatal(err)
		}
		move := rfm.Move{From: from, To: to}
		if by := move.By(); slices.Contains(by, rfm.Monetary) != (from.Status == rfm.Scored && from.M != to.M) {
			t.Fatalf("%+v moves by %v", move, by)
		}
		moves, still = append(moves, move), append(still, rfm.Move{From: from, To: from})
	}
	segments := newSegments(t, rfm.TenBoxes())
	m := rfm.Compare(one, segments, slices.Values(moves))
	rows, columns, all := sizes(m)
	same(t, "all", all, int64(len(moves)))
	same(t, "rows", rows, positionCounts(p, one))
	same(t, "columns", columns, positionCounts(q, segments))
	same(t, "permuted", rfm.Compare(one, segments, slices.Values(rapid.Permutation(moves).Draw(t, "order"))), m)

	for _, n := range []rfm.Naming{one, segments} {
		m := rfm.Compare(n, n, slices.Values(still))
		rows, _, _ := sizes(m)
		for i, n := range rows {
			if m.Customers[i][i] != n {
				t.Fatalf("%s moves without a change: %v", m.From[i], m.Customers[i])
			}
		}
	}
	for _, move := range still {
		if by := move.By(); len(by) > 0 {
			t.Fatalf("moves by %v without a change", by)
		}
	}
}

func TestMovement(t *testing.T) { rapid.Check(t, checkMovement) }
func FuzzMovement(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMovement)) }
