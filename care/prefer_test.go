package care_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A customer orders after work and, at weekends, at noon. Offers are for the
// evening.
func ExamplePreferredFrom() {
	shanghai := time.FixedZone("Asia/Shanghai", 8*60*60)
	var orders []time.Time
	for _, text := range []string{
		"2026-11-02 20:15", "2026-11-04 21:40", "2026-11-07 12:05", "2026-11-09 20:50", "2026-11-12 22:10", "2026-11-15 12:30",
	} {
		at, _ := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
		orders = append(orders, at)
	}
	for _, w := range care.PreferredFrom(orders, shanghai) {
		fmt.Println("from", w.From, "to", w.To)
	}
	// Output:
	// from 20:00 to 23:00
}

// activity returns instants in UTC: one on each of so many dates, then again, at
// the clock times in turn.
func activity(dates int, clocks ...string) []time.Time {
	var list []time.Time
	for i, text := range clocks {
		clock, err := time.Parse("15:04:05", text)
		if err != nil {
			panic(err)
		}
		list = append(list, time.Date(2026, 11, 1+i%dates, clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC))
	}
	return list
}

func TestPreferredFrom(t *testing.T) {
	for _, c := range []struct {
		why  string
		list []time.Time
		want []care.Window
	}{
		{"nothing", nil, nil},
		{"four", activity(4, "09:00:00", "09:00:00", "09:00:00", "09:00:00"), nil},
		{"five on two dates", activity(2, "09:00:00", "09:00:00", "09:00:00", "09:00:00", "09:00:00"), nil},
		{"five on three dates: of equal windows the earliest", activity(3, "09:00:00", "09:00:00", "09:00:00", "09:00:00", "09:00:00"),
			[]care.Window{{From: "07:00", To: "10:00"}}},
		{"four and one that is missing", append(activity(4, "09:00:00", "09:00:00", "09:00:00", "09:00:00"), time.Time{}), nil},
		{"to the last second of an hour", activity(5, "10:00:00", "10:00:00", "12:59:59", "12:59:59", "12:59:59"),
			[]care.Window{{From: "10:00", To: "13:00"}}},
		{"a second later is another hour", activity(5, "10:00:00", "10:00:00", "13:00:00", "13:00:00", "13:00:00"),
			[]care.Window{{From: "10:00", To: "14:00"}}},
		{"two thirds are enough", activity(6, "10:00:00", "10:00:00", "11:00:00", "12:00:00", "18:00:00", "03:00:00"),
			[]care.Window{{From: "10:00", To: "13:00"}}},
		{"three of five are not", activity(5, "10:00:00", "11:00:00", "12:00:00", "14:00:00", "03:00:00"),
			[]care.Window{{From: "10:00", To: "15:00"}}},
		{"the most before the earliest", activity(6, "01:00:00", "02:00:00", "03:00:00", "03:00:00", "04:00:00", "18:00:00"),
			[]care.Window{{From: "01:00", To: "04:00"}}},
		{"past midnight", activity(5, "23:30:00", "22:00:00", "00:30:00", "23:00:00", "00:00:00"),
			[]care.Window{{From: "22:00", To: "01:00"}}},
		{"to midnight", activity(5, "21:30:00", "22:00:00", "23:30:00", "23:00:00", "21:00:00"),
			[]care.Window{{From: "21:00", To: "24:00"}}},
		{"from midnight", activity(5, "00:30:00", "02:00:00", "01:30:00", "02:00:00", "00:00:00"),
			[]care.Window{{From: "00:00", To: "03:00"}}},
	} {
		if diff := cmp.Diff(c.want, care.PreferredFrom(c.list, nil)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.why, diff)
		}
	}
}

// The hours are those of the customer's clock, summer and winter.
func TestPreferredFromGoesByTheCustomersClock(t *testing.T) {
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	var list []time.Time
	for month := time.January; month <= time.December; month++ {
		for day := 1; day <= 3; day++ {
			list = append(list, time.Date(2026, month, day, 18+day, 0, 0, 0, loc))
		}
	}
	want := []care.Window{{From: "19:00", To: "22:00"}}
	if diff := cmp.Diff(want, care.PreferredFrom(list, loc)); diff != "" {
		t.Error(diff)
	}
}

// checkPreferred holds what PreferredFrom says of its answer, against all windows
// there are.
func checkPreferred(t *rapid.T) {
	offset := rapid.IntRange(-14, 14).Draw(t, "offset")
	loc := time.FixedZone("", offset*3600)
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-5*86400, 5*86400).Draw(t, "at"), 0).UTC()
	}), 0, 30).Draw(t, "activity")
	got := care.PreferredFrom(list, loc)
	shuffled := slices.Clone(list)
	rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(list), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if diff := cmp.Diff(got, care.PreferredFrom(shuffled, loc)); diff != "" {
		t.Fatalf("in another order: %s", diff)
	}
	dates := map[string]bool{}
	for _, at := range list {
		dates[at.In(loc).Format(time.DateOnly)] = true
	}
	if len(list) < 5 || len(dates) < 3 {
		if got != nil {
			t.Fatalf("of %d on %d dates: %v", len(list), len(dates), got)
		}
		return
	}
	held := func(from, length int) int {
		n := 0
		for _, at := range list {
			if (at.In(loc).Hour()-from+24)%24 < length {
				n++
			}
		}
		return n
	}
	for length := 3; length <= 16; length++ {
		best, most := 0, -1
		for from := range 24 {
			if n := held(from, length); n > most {
				best, most = from, n
			}
		}
		if 3*most >= 2*len(list) {
			want := []care.Window{{From: fmt.Sprintf("%02d:00", best), To: fmt.Sprintf("%02d:00", (best+length-1)%24+1)}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("-want +got:\n%s", diff)
			}
			return
		}
	}
	t.Fatal("16 hours are not enough")
}

func TestPreferredFromLaw(t *testing.T) { rapid.Check(t, checkPreferred) }
func FuzzPreferredFrom(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkPreferred)) }

// 10,000 instants a round, one allocation for the answer and two for its words.
func BenchmarkPreferredFrom(b *testing.B) {
	list := make([]time.Time, 10_000)
	for i := range list {
		list[i] = time.Unix(1.7e9+int64(i)*7_777, 0)
	}
	b.ReportAllocs()
	for b.Loop() {
		care.PreferredFrom(list, time.UTC)
	}
}
