package segment_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/segment"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// customer has a value of each type of field, and an age that some never told.
type customer struct {
	ID        string
	Country   string
	Orders    int64
	Age       int64
	AgeTold   bool
	Spent     decimal.Decimal
	Follower  bool
	LastOrder time.Time
	Birthday  time.Time
	Tags      []string
}

// customerFields are those of every customer; "age" is missing where it was not
// told.
func customerFields() []segment.Field[*customer] {
	return []segment.Field[*customer]{
		segment.Text("id", func(c *customer) string { return c.ID }),
		segment.Text("country", func(c *customer) string { return c.Country }),
		segment.Number("orders", func(c *customer) int64 { return c.Orders }),
		segment.Number("age", func(c *customer) int64 { return c.Age }).KnownIf(func(c *customer) bool { return c.AgeTold }),
		segment.Decimal("spent", func(c *customer) decimal.Decimal { return c.Spent }),
		segment.Flag("follower", func(c *customer) bool { return c.Follower }),
		segment.Instant("last_order", func(c *customer) time.Time { return c.LastOrder }),
		segment.CivilDate("birthday", func(c *customer) time.Time { return c.Birthday }),
		segment.Texts("tags", func(c *customer) []string { return c.Tags }),
	}
}

func customerSchema(t failer) *segment.Schema[*customer] {
	t.Helper()
	return newSchema(t, customerFields()...)
}

// failer is what tests, benchmarks and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newSchema[T any](t failer, fields ...segment.Field[T]) *segment.Schema[T] {
	t.Helper()
	s, err := segment.NewSchema(fields...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parseRule(t failer, text string) segment.Rule {
	t.Helper()
	r, err := segment.ParseRule([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r
}

func parseGrouping(t failer, text string) segment.Grouping {
	t.Helper()
	g, err := segment.ParseGrouping([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return g
}

func compileRule[T any](t failer, s *segment.Schema[T], r segment.Rule, loc *time.Location) *segment.Group[T] {
	t.Helper()
	g, err := s.Compile(r, loc)
	if err != nil {
		t.Fatalf("%+v: %v", r, err)
	}
	return g
}

// compile is compileRule of a rule as text.
func compile[T any](t failer, s *segment.Schema[T], rule string, loc *time.Location) *segment.Group[T] {
	t.Helper()
	return compileRule(t, s, parseRule(t, rule), loc)
}

func compileGroups[T any](t failer, s *segment.Schema[T], g segment.Grouping, loc *time.Location) *segment.Groups[T] {
	t.Helper()
	groups, err := s.CompileGroups(g, loc)
	if err != nil {
		t.Fatalf("%+v: %v", g, err)
	}
	return groups
}

// clause is a rule of one clause.
func clause(field string, op segment.Op, values ...string) segment.Rule {
	return segment.Rule{Field: field, Op: op, Value: values}
}

// negated is not r.
func negated(r segment.Rule) segment.Rule { return segment.Rule{Not: &r} }

// holds asks one clause about one customer, in loc, at the instant.
func holds(t failer, c *customer, r segment.Rule, at time.Time) bool {
	t.Helper()
	return must(compileRule(t, customerSchema(t), r, at.Location()).At(at)).Match(c)
}

// faults returns those of an error, which has to be an InvalidError.
func faults(t failer, err error) []segment.Fault {
	t.Helper()
	var invalid *segment.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("error is %v, want an InvalidError", err)
	}
	return invalid.Faults
}

// encode writes v as JSON.
func encode(t failer, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func zone(t failer, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// instant reads a date, which means its midnight in loc, or a date and a time.
func instant(t failer, s string, loc *time.Location) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04:05.999999999"
	at, err := time.ParseInLocation(layout[:min(len(s), len(layout))], s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// now is the instant of the cases; the properties draw theirs.
var now = time.Date(2026, time.March, 5, 9, 0, 0, 0, time.UTC)

var _ failer = (*testing.T)(nil)

// A scene draws customers and rules about them, with values at each other's
// edges: few numbers and texts, and the instants and dates where windows end.
type scene struct{ at time.Time }

// The instants of scenes: a common day, a leap day, the end of a year, a
// midnight that was skipped and one after a skipped day.
var sceneInstants = []struct{ zone, at string }{
	{"UTC", "2026-03-05 09:00:00.5"},
	{"Asia/Shanghai", "2024-02-29 00:00:00"},
	{"Europe/Berlin", "2025-12-31 23:59:59.999999999"},
	{"America/Sao_Paulo", "2018-11-04 01:00:00"},
	{"Pacific/Apia", "2011-12-31 12:00:00"},
	{"Asia/Shanghai", "2026-03-31 23:00:00"},
}

func drawScene(t *rapid.T) scene {
	s := rapid.SampledFrom(sceneInstants).Draw(t, "scene")
	return scene{instant(t, s.at, zone(t, s.zone))}
}

// time draws an instant near the edges of windows, or around a birthday.
func (s scene) time() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		years := rapid.SampledFrom([]int{0, 0, 0, -1, -2, -6}).Draw(t, "years")
		months := rapid.SampledFrom([]int{0, 0, 0, -1, -2, -6}).Draw(t, "months")
		days := rapid.SampledFrom([]int{0, 0, 1, -1, 2, -2, 7, -7, -29, -30, -31, 365}).Draw(t, "days")
		y, m, d := s.at.Date()
		edge := time.Date(y+years, m+time.Month(months), d+days, 0, 0, 0, 0, s.at.Location())
		switch rapid.IntRange(0, 3).Draw(t, "edge") {
		case 0:
			edge = edge.Add(s.at.Sub(time.Date(y, m, d, 0, 0, 0, 0, s.at.Location())))
		case 1:
			edge = time.Date(edge.Year(), edge.Month(), 1, 0, 0, 0, 0, s.at.Location())
		}
		return edge.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "off")))
	})
}

func (s scene) customer() *rapid.Generator[*customer] {
	return rapid.Custom(func(t *rapid.T) *customer {
		c := &customer{
			ID:       sceneText.Draw(t, "id"),
			Country:  sceneText.Draw(t, "country"),
			Orders:   sceneNumber.Draw(t, "orders"),
			Age:      sceneNumber.Draw(t, "age"),
			AgeTold:  rapid.Bool().Draw(t, "told"),
			Spent:    decimal.RequireFromString(sceneAmount.Draw(t, "spent")),
			Follower: rapid.Bool().Draw(t, "follower"),
			Tags:     rapid.SliceOfN(sceneText, 0, 3).Draw(t, "tags"),
		}
		if rapid.IntRange(0, 7).Draw(t, "ordered") > 0 {
			c.LastOrder = s.time().Draw(t, "last order")
		}
		if rapid.IntRange(0, 7).Draw(t, "told") > 0 {
			c.Birthday = s.time().Draw(t, "birthday")
		}
		return c
	})
}

var (
	sceneText    = rapid.SampledFrom([]string{"", "a", "b", "ab", "ba", "abc", "é", "\x00", "missing"})
	sceneNumber  = rapid.SampledFrom([]int64{-2, -1, 0, 1, 2, 3, -1 << 63, 1<<63 - 1, 1<<63 - 2})
	sceneDecimal = rapid.SampledFrom([]string{"0", "0.00", "0e5", "1", "1.0", "1e0", "0.999999999999", "1.000000000001", "10e-1", "-1", "-1.5",
		"-1.500000000001", "1e12", "999999999999999999", "1000000000000000000", "100000000000000000.000000000001", "-1000000000000000000", "1000000000000000001"})
	sceneAmount = rapid.OneOf(sceneDecimal, rapid.SampledFrom([]string{"1e30", "-1e30", "1e-13", "1.0000000000001", "0e-40", "0e40",
		"1000000000000000000.000000000001", "99999999999999999.9999999999999", "-1.50000000000100000"})) // what no rule says
	sceneWindows = []string{"lifetime", "last 1 day", "last 2 days", "last 30 days", "last 365 days", "last 1 month", "last 6 months", "previous 1 month",
		"previous 2 months", "month to date", "quarter to date", "half-year to date", "year to date"}
)

// operators are those that fit a field.
var operators = map[string][]segment.Op{
	"id":         {"=", "one of", "contains", "starts with", "missing", "share"},
	"country":    {"=", "one of", "contains", "starts with", "missing", "share"},
	"orders":     {"=", "<", "<=", ">", ">=", "between", "one of", "missing", "share"},
	"age":        {"=", "<", "<=", ">", ">=", "between", "one of", "missing", "share"},
	"spent":      {"=", "<", "<=", ">", ">=", "between", "missing"},
	"follower":   {"=", "missing"},
	"last_order": {"=", "<", "<=", ">", ">=", "between", "missing", "within", "before"},
	"birthday":   {"=", "<", "<=", ">", ">=", "between", "one of", "missing", "within", "before", "age between", "anniversary within"},
	"tags":       {"one of", "contains", "missing"},
}

var fieldNames = slices.Sorted(maps.Keys(operators))

func (s scene) drawRule(t *rapid.T, depth int) segment.Rule {
	r := s.rule(depth).Draw(t, "rule")
	t.Log(encode(t, r))
	return r
}

// rule draws a valid rule of at most depth levels.
func (s scene) rule(depth int) *rapid.Generator[segment.Rule] {
	return rapid.Custom(func(t *rapid.T) segment.Rule {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		if depth <= 1 || kind > 2 {
			return s.clauseOf(t)
		}
		if kind == 0 {
			return negated(s.rule(depth-1).Draw(t, "not"))
		}
		kids := rapid.SliceOfN(s.rule(depth-1), 1, 3).Draw(t, "kids")
		if kind == 1 {
			return segment.Rule{All: kids}
		}
		return segment.Rule{Any: kids}
	})
}

func (s scene) clauseOf(t *rapid.T) segment.Rule {
	r := segment.Rule{Field: rapid.SampledFrom(fieldNames).Draw(t, "field")}
	r.Op = rapid.SampledFrom(operators[r.Field]).Draw(t, "op")
	switch r.Op {
	case segment.Missing:
		return r
	case segment.Share:
		r.Value = segment.Values{rapid.SampledFrom([]string{"spring", "a"}).Draw(t, "draw"),
			rapid.SampledFrom([]string{"0", "0.25", "0.5", "0.123456789012", "1", "1.0"}).Draw(t, "share")}
		return r
	case segment.Within, segment.Before:
		r.Value = segment.Values{rapid.SampledFrom(sceneWindows).Draw(t, "window")}
		return r
	case segment.Anniversary:
		r.Value = segment.Values{rapid.SampledFrom([]string{"0", "1", "7", "31", "365"}).Draw(t, "ahead")}
		return r
	case segment.Age:
		r.Value = rapid.SampledFrom([]segment.Values{{"0", "0"}, {"0", "1"}, {"1", "1"}, {"1", "2"}, {"2", "6"}, {"0", "300"}, {"7", "7"}}).Draw(t, "ages")
		return r
	case segment.Between:
		a, b := s.value(r.Field).Draw(t, "from"), s.value(r.Field).Draw(t, "to")
		if b.less(a) {
			a, b = b, a
		}
		r.Value = segment.Values{a.text, b.text}
		return r
	case segment.OneOf:
		for range rapid.IntRange(1, 6).Draw(t, "values") {
			r.Value = append(r.Value, s.value(r.Field).Draw(t, "value").text)
		}
		return r
	}
	r.Value = segment.Values{s.value(r.Field).Draw(t, "value").text}
	return r
}

// literal is a value of a rule, and what it is ordered by.
type literal struct {
	text   string
	number *big.Rat
	time   time.Time
}

func (l literal) less(o literal) bool {
	if l.number != nil {
		return l.number.Cmp(o.number) < 0
	}
	return l.time.Before(o.time)
}

func (s scene) value(field string) *rapid.Generator[literal] {
	return rapid.Custom(func(t *rapid.T) literal {
		switch field {
		case "orders", "age":
			text := strconv.FormatInt(sceneNumber.Draw(t, "number"), 10)
			return literal{text: text, number: ratFrom(text)}
		case "spent":
			text := sceneDecimal.Draw(t, "decimal")
			return literal{text: text, number: ratFrom(text)}
		case "follower":
			return literal{text: strconv.FormatBool(rapid.Bool().Draw(t, "flag"))}
		case "birthday":
			day := midnight(s.time().Draw(t, "date"))
			return literal{text: day.Format("2006-01-02"), time: day}
		case "last_order":
			at := s.time().Draw(t, "instant")
			if rapid.Bool().Draw(t, "whole day") {
				return literal{text: at.Format("2006-01-02"), time: at}
			}
			return literal{text: at.UTC().Format(time.RFC3339Nano), time: at}
		}
		return literal{text: sceneText.Filter(func(text string) bool { return text != "" }).Draw(t, "text")}
	})
}

// must returns the value of a call that cannot fail where it stands.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
