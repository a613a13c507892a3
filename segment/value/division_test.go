package value_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// divided writes the levels as "A: C1 C2; B: C3".
func divided(t failer, rows string, d value.Division) string {
	t.Helper()
	r := rank(t, rowsOf(rows))
	var parts []string
	for _, p := range must(r.Divide(d))(t) {
		parts = append(parts, strings.TrimSpace(p.Name+": "+ids(r, p)))
	}
	return strings.Join(parts, "; ")
}

func TestABC(t *testing.T) {
	for _, c := range []struct{ why, rows, want string }{
		{"nobody", "", "A:; B:; C:"},
		{"at the lines", "K 80, L 15, M 5", "A: K; B: L; C: M"},
		{"just below the line: the next one crosses it and is an A", "K 79.99, L 15.01, M 5", "A: K L; B:; C: M"},
		{"just above", "K 80.01, L 14.99, M 5", "A: K; B: L; C: M"},
		{"just below 95: M crosses it and is a B", "K 80, L 14.99, M 5.01", "A: K; B: L M; C:"},
		{"one who has nearly everything is an A", "K 99, L 1", "A: K; B:; C: L"},
		{"a single customer", "K 1", "A: K; B:; C:"},
		{"nothing is C", "K 1, L 0, M 0", "A: K; B:; C: L M"},
		{"nobody brings anything", "K 0, L 0", "A:; B:; C: K L"},
		{"a tie across the line goes by ID", "M 40, L 40, K 20", "A: L M; B: K; C:"},
		{"ten equal customers", "A 1, B 1, C 1, D 1, E 1, F 1, G 1, H 1, I 1, J 1", "A: A B C D E F G H; B: I J; C:"},
	} {
		if got := divided(t, c.rows, value.ABC()); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

func TestPyramid(t *testing.T) {
	for n, want := range map[int][]int{
		0:   {0, 0, 0, 0},
		1:   {0, 0, 0, 1},
		2:   {0, 0, 0, 2},
		3:   {0, 0, 1, 2},
		9:   {0, 0, 2, 7},
		10:  {0, 1, 1, 8},
		49:  {0, 2, 8, 39},
		50:  {1, 2, 7, 40},
		100: {1, 4, 15, 80},
		200: {2, 8, 30, 160},
	} {
		var rows []row
		for i := range n {
			rows = append(rows, row{fmt.Sprint(i), decimal.NewFromInt(int64(i))})
		}
		r := rank(t, rows)
		var got []int
		for _, p := range must(r.Divide(value.Pyramid()))(t) {
			got = append(got, p.Customers)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("of %d customers (-want +got):\n%s", n, diff)
		}
	}
}

func TestDivisionRoundTrip(t *testing.T) {
	for d, want := range map[*value.Division]string{
		ptr(value.ABC()):     `{"by":"amount","levels":[{"name":"A","upTo":"0.8"},{"name":"B","upTo":"0.95"},{"name":"C","upTo":"1"}]}`,
		ptr(value.Pyramid()): `{"by":"customers","levels":[{"name":"关键客户","upTo":"0.01"},{"name":"主要客户","upTo":"0.05"},{"name":"潜在客户","upTo":"0.2"},{"name":"目标客户","upTo":"1"}]}`,
	} {
		if got := toJSON(t, d); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
		if diff := cmp.Diff(*d, must(value.ParseDivision([]byte(want)))(t)); diff != "" {
			t.Errorf("read back:\n%s", diff)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestDivisionFaults(t *testing.T) {
	level := func(name, upTo string) string { return fmt.Sprintf(`{"name": %q, "upTo": %s}`, name, upTo) }
	by := func(by string, levels ...string) string {
		return fmt.Sprintf(`{"by": %q, "levels": [%s]}`, by, strings.Join(levels, ", "))
	}
	many := make([]string, 101)
	for i := range many {
		many[i] = level(fmt.Sprint(i), fmt.Sprintf("0.%03d", i+1))
	}
	for _, c := range []struct {
		data string
		want []string
	}{
		{`{}`, []string{"by missing", "levels missing"}},
		{by("orders", level("A", "1")), []string{"by unknown"}},
		{by("", level("A", "1")), []string{"by missing"}},
		{`{"by": "amount"}`, []string{"levels missing"}},
		{by("amount"), []string{"levels empty"}},
		{by("amount", many...), []string{"levels too_many"}},
		{by("amount", level("", "1")), []string{"levels[0].name missing"}},
		{by("amount", level(strings.Repeat("x", 1001), "1")), []string{"levels[0].name too_long"}},
		{by("amount", level("A", "0.5"), level("A", "1")), []string{"levels[1].name duplicate"}},
		{by("amount", level("A", "0"), level("B", "1")), []string{"levels[0].upTo out_of_range"}},
		{by("amount", `{"name": "A"}`, level("B", "1")), []string{"levels[0].upTo out_of_range"}},
		{by("amount", level("A", "-0.1"), level("B", "1")), []string{"levels[0].upTo out_of_range"}},
		{by("amount", level("A", "80"), level("B", "95"), level("C", "100")), []string{"levels[0].upTo out_of_range", "levels[1].upTo out_of_range", "levels[2].upTo out_of_range"}},
		{by("amount", level("A", "0.8"), level("B", "0.8"), level("C", "1")), []string{"levels[1].upTo not_rising"}},
		{by("amount", level("A", "0.8"), level("B", "0.15"), level("C", "1")), []string{"levels[1].upTo not_rising"}},
		{by("amount", level("A", "0.8"), level("B", "0.95")), []string{"levels[1].upTo uncovered"}},
		{by("amount", level("A", "1"), level("B", "1")), []string{"levels[1].upTo not_rising"}},
		{by("x", level("", "2"), level("B", "0.9")), []string{"by unknown", "levels[0].name missing", "levels[0].upTo out_of_range", "levels[1].upTo uncovered"}},
		{`{"by": "amount", "levels": null, "cuts": 1}`, []string{"levels null", "cuts unknown_field"}},
		{`{"by": "amount", "levels": [{"name": "A", "upTo": null}]}`, []string{"levels[0].upTo null"}},
		{`[`, []string{" syntax"}},
	} {
		d, err := value.ParseDivision([]byte(c.data))
		wantFaults(t, err, "segment/value: division", c.want...)
		if d.By != "" || d.Levels != nil {
			t.Errorf("%s: a result beside the error", c.data)
		}
	}
	fine := by("amount", many[:99]...)
	fine = strings.TrimSuffix(fine, "]}") + `, {"name": "last", "upTo": 1}]}`
	if d := must(value.ParseDivision([]byte(fine)))(t); len(d.Levels) != 100 {
		t.Errorf("%d levels", len(d.Levels))
	}
	must(value.ParseDivision([]byte(by("amount", level(strings.Repeat("x", 1000), "1")))))(t)
}

// A division made in Go is checked as one read from JSON is.
func TestDivideChecks(t *testing.T) {
	r := rank(t, rowsOf("A 1"))
	_, err := r.Divide(value.Division{})
	wantFaults(t, err, "segment/value: division", "by missing", "levels missing")
	_, err = r.Divide(value.Division{By: value.ByAmount, Levels: []value.Level{{Name: "\xff", UpTo: decimal.New(1, 1_000_000_000)}}})
	wantFaults(t, err, "segment/value: division", "levels[0].name invalid_value", "levels[0].upTo out_of_range")
}

// Presets are made anew for each caller.
func TestPresetsAreFresh(t *testing.T) {
	value.ABC().Levels[0].Name = "changed"
	value.Pyramid().Levels[0].Name = "changed"
	if value.ABC().Levels[0].Name != "A" || value.Pyramid().Levels[0].Name != "关键客户" {
		t.Error("a preset was changed")
	}
}

// Whatever the bytes, there is a division or an error; one that is read is
// written and read back as it was, and divides.
func FuzzParseDivision(f *testing.F) {
	for _, d := range []value.Division{value.ABC(), value.Pyramid()} {
		f.Add([]byte(toJSON(f, d)))
	}
	f.Add([]byte(`{"by": "amount", "levels": [{"name": "A", "upTo": 1e0}]}`))
	r := rank(f, rowsOf("A 9, B 4, C 4, D 1, E 0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := value.ParseDivision(data)
		if err != nil {
			return
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, must(value.ParseDivision(text))(t)); diff != "" {
			t.Fatal(diff)
		}
		n := 0
		for _, p := range must(r.Divide(d))(t) {
			n += p.Customers
		}
		if n != 5 {
			t.Fatalf("%d customers of 5", n)
		}
	})
}
