package segment_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/membership/segment"
	"github.com/shopspring/decimal"
)

// The slow reference: a rule is read again for every customer, over a map of the
// customer's values, from the documentation alone.

// known are the values of a customer; what is missing is not among the keys. A
// decimal is a *big.Rat, a civil date the midnight of UTC.
type known map[string]any

func knownOf(c *customer) known {
	k := known{"orders": big.NewRat(c.Orders, 1), "spent": ratOf(c.Spent), "follower": c.Follower}
	if c.AgeTold {
		k["age"] = big.NewRat(c.Age, 1)
	}
	for name, text := range map[string]string{"id": c.ID, "country": c.Country} {
		if text != "" {
			k[name] = text
		}
	}
	if !c.LastOrder.IsZero() {
		k["last_order"] = c.LastOrder
	}
	if !c.Birthday.IsZero() {
		k["birthday"] = midnight(c.Birthday)
	}
	if len(c.Tags) > 0 {
		k["tags"] = c.Tags
	}
	return k
}

func ratOf(d decimal.Decimal) *big.Rat {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(d.Exponent(), -d.Exponent()))), nil)
	r := new(big.Rat).SetInt(d.Coefficient())
	if d.Exponent() < 0 {
		return r.Quo(r, new(big.Rat).SetInt(ten))
	}
	return r.Mul(r, new(big.Rat).SetInt(ten))
}

// midnight is the date that t reads, as a midnight of UTC.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// slow asks a rule at an instant in the location of the shop. Where flip has a
// path, what is there is taken for the other way round.
type slow struct {
	at   time.Time
	flip map[string]bool
}

func (s slow) holds(r segment.Rule, path string, k known) bool {
	answer := false
	switch {
	case r.All != nil:
		answer = true
		for i, kid := range r.All {
			answer = s.holds(kid, below(path, "all", i), k) && answer
		}
	case r.Any != nil:
		for i, kid := range r.Any {
			answer = s.holds(kid, below(path, "any", i), k) || answer
		}
	case r.Not != nil:
		answer = !s.holds(*r.Not, below(path, "not", -1), k)
	default:
		answer = s.clause(r, k)
	}
	return answer != s.flip[path]
}

func below(path, name string, i int) string {
	if path != "" {
		path += "."
	}
	if path += name; i >= 0 {
		path += "[" + strconv.Itoa(i) + "]"
	}
	return path
}

func (s slow) clause(r segment.Rule, k known) bool {
	value, ok := k[r.Field]
	if r.Op == segment.Missing || !ok {
		return r.Op == segment.Missing && !ok
	}
	switch v := value.(type) {
	case *big.Rat:
		if r.Op == segment.Share {
			return drawn(r.Value, v.Num().String())
		}
		return compares(r, func(text string) int { return v.Cmp(ratFrom(text)) })
	case string:
		switch r.Op {
		case segment.Share:
			return drawn(r.Value, v)
		case segment.Contains:
			return strings.Contains(v, r.Value[0])
		case segment.StartsWith:
			return len(v) >= len(r.Value[0]) && v[:len(r.Value[0])] == r.Value[0]
		}
		return slices.Contains(r.Value, v)
	case []string:
		return slices.ContainsFunc(v, func(text string) bool { return slices.Contains(r.Value, text) })
	case bool:
		return fmt.Sprint(v) == r.Value[0]
	case time.Time:
		return s.times(r, v)
	}
	panic("unknown type")
}

func ratFrom(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

// compares asks the comparisons, of which cmp gives the order against a value.
func compares(r segment.Rule, cmp func(string) int) bool {
	switch r.Op {
	case segment.Below:
		return cmp(r.Value[0]) < 0
	case segment.AtMost:
		return cmp(r.Value[0]) <= 0
	case segment.Above:
		return cmp(r.Value[0]) > 0
	case segment.AtLeast:
		return cmp(r.Value[0]) >= 0
	case segment.Between:
		return cmp(r.Value[0]) >= 0 && cmp(r.Value[1]) <= 0
	}
	return slices.ContainsFunc(r.Value, func(text string) bool { return cmp(text) == 0 })
}

// times asks about an instant of "last_order" or the date of "birthday".
func (s slow) times(r segment.Rule, v time.Time) bool {
	day := v
	if r.Field == "last_order" {
		day = midnight(v.In(s.at.Location()))
	}
	today := midnight(s.at)
	switch r.Op {
	case segment.Within:
		from, to := window(r.Value[0], today)
		inFuture := r.Field == "last_order" && v.After(s.at)
		return !day.Before(from) && !day.After(to) && !inFuture
	case segment.Before:
		from, _ := window(r.Value[0], today)
		return day.Before(from)
	case segment.Age:
		age := big.NewRat(completed(day, today), 1)
		return age.Cmp(ratFrom(r.Value[0])) >= 0 && age.Cmp(ratFrom(r.Value[1])) <= 0
	case segment.Anniversary:
		ahead, _ := strconv.Atoi(r.Value[0])
		for n := range ahead + 1 {
			if on := today.AddDate(0, 0, n); on.Year() > day.Year() && sameDay(day, on) {
				return true
			}
		}
		return false
	}
	return compares(r, func(text string) int {
		if on, err := time.Parse("2006-01-02", text); err == nil {
			return day.Compare(on)
		}
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			panic(err)
		}
		return v.Compare(at)
	})
}

// completed counts the yearly returns of a day until today, day by day; a day to
// come has none, and is not even 0 years old.
func completed(day, today time.Time) int64 {
	if day.After(today) {
		return -1
	}
	years := int64(0)
	for on := day.AddDate(0, 0, 1); !on.After(today); on = on.AddDate(0, 0, 1) {
		if sameDay(day, on) {
			years++
		}
	}
	return years
}

// sameDay reports whether the day returns on a date, in whatever year.
func sameDay(day, on time.Time) bool {
	if day.Month() == time.February && day.Day() == 29 && on.AddDate(0, 0, 1).Day() == 1 {
		return on.Month() == time.February
	}
	return on.Month() == day.Month() && on.Day() == day.Day()
}

// window returns the first and the last date of a look-back window.
func window(text string, today time.Time) (from, to time.Time) {
	var n int
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	switch words := strings.Fields(text); {
	case words[0] == "lifetime":
		return time.Time{}, today
	case words[0] == "year":
		return time.Date(today.Year(), 1, 1, 0, 0, 0, 0, time.UTC), today
	case words[0] == "half-year":
		return time.Date(today.Year(), (today.Month()-1)/6*6+1, 1, 0, 0, 0, 0, time.UTC), today
	case words[0] == "quarter":
		return time.Date(today.Year(), (today.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC), today
	case words[0] == "month":
		return first, today
	default:
		n, _ = strconv.Atoi(words[1])
		switch {
		case words[0] == "previous":
			return first.AddDate(0, -n, 0), first.AddDate(0, 0, -1)
		case strings.HasPrefix(words[2], "day"):
			return today.AddDate(0, 0, -n), today
		}
	}
	for day := today.Day(); ; day-- {
		from := first.AddDate(0, -n, 0)
		if same := from.AddDate(0, 0, day-1); same.Month() == from.Month() {
			return same, today
		}
	}
}

// drawn works a share out: the name of the draw and the share, and who asks.
func drawn(draw segment.Values, id string) bool {
	ticket := new(big.Int).SetUint64(ticketOf(draw[0], id))
	tickets := new(big.Int).Lsh(big.NewInt(1), 64)
	wins := new(big.Rat).Mul(ratFrom(draw[1]), new(big.Rat).SetInt(tickets))
	return new(big.Rat).SetInt(ticket).Cmp(wins) < 0
}

// ticketOf is the number with which the SHA-256 begins.
func ticketOf(draw, id string) uint64 {
	var message []byte
	for _, part := range []string{draw, id} {
		length := make([]byte, 8)
		binary.BigEndian.PutUint64(length, uint64(len(part)))
		message = append(append(message, length...), part...)
	}
	sum := sha256.Sum256(message)
	return binary.BigEndian.Uint64(sum[:])
}

func kindOf(r segment.Rule) string {
	switch {
	case r.All != nil:
		return "all"
	case r.Any != nil:
		return "any"
	case r.Not != nil:
		return "not"
	}
	return "clause"
}

// A ruled part is a Part with its rule.
type ruledPart struct {
	segment.Part
	rule segment.Rule
}

// parts lists a rule and all within it, in the order of the document.
func parts(r segment.Rule, path string, list []ruledPart) []ruledPart {
	list = append(list, ruledPart{segment.Part{Path: path, Kind: kindOf(r), Field: r.Field, Op: r.Op, Value: r.Value}, r})
	for i, kid := range r.All {
		list = parts(kid, below(path, "all", i), list)
	}
	for i, kid := range r.Any {
		list = parts(kid, below(path, "any", i), list)
	}
	if r.Not != nil {
		list = parts(*r.Not, below(path, "not", -1), list)
	}
	return list
}
