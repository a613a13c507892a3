package pattern_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment/pattern"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// cohortVisit is a purchase of customer number who.
type cohortVisit struct {
	who int
	at  time.Time
}

func cohortVisits(list []cohortVisit) iter.Seq2[int, time.Time] {
	return func(yield func(int, time.Time) bool) {
		for _, v := range list {
			if !yield(v.who, v.at) {
				return
			}
		}
	}
}

// cohortDraw draws an instant asked about and purchases of a few customers
// around the beginnings of months, some after the instant; in every zone no
// month begins while clocks go back over midnight.
func cohortDraw(t *rapid.T) (months pattern.Months, list []cohortVisit) {
	loc := cohortZone(t, rapid.SampledFrom([]string{"UTC", "Asia/Shanghai", "Europe/Berlin", "America/Asuncion", "Pacific/Apia"}).Draw(t, "zone"))
	first := rapid.SampledFrom([]int{1990*12 + 2, 2017*12 + 6, 2026*12 - 3, 2012*12 - 4}).Draw(t, "first month")
	reach := rapid.SampledFrom([]int{0, 2, 5, 5, 70, 200}).Draw(t, "months")
	within := rapid.Custom(func(t *rapid.T) time.Time {
		at := time.Date(0, time.Month(first+rapid.IntRange(0, reach).Draw(t, "month")+1), 1, 0, 0, 0, 0, loc)
		return at.Add(rapid.SampledFrom([]time.Duration{-time.Hour, -1, 0, time.Hour - 1, time.Hour, 400 * time.Hour}).Draw(t, "off"))
	})
	one := rapid.Custom(func(t *rapid.T) cohortVisit {
		return cohortVisit{rapid.IntRange(1, 4).Draw(t, "who"), within.Draw(t, "at")}
	})
	return pattern.Months{AsOf: within.Draw(t, "as of"), Location: loc}, rapid.SliceOfN(one, 0, 24).Draw(t, "purchases")
}

// cohortSlow counts month by month, by what the clock reads, and asks of each
// customer and month whether there is a purchase.
func cohortSlow(months pattern.Months, list []cohortVisit) []pattern.Cohort {
	monthOf := func(t time.Time) int { return t.In(months.Location).Year()*12 + int(t.In(months.Location).Month()) - 1 }
	last := monthOf(months.AsOf)
	bought := map[int]map[int]bool{} // by customer and month
	first, oldest := map[int]int{}, last+1
	for _, v := range cohortKnown(months, list) {
		m := monthOf(v.at)
		if bought[v.who] == nil {
			bought[v.who], first[v.who] = map[int]bool{}, m
		}
		bought[v.who][m] = true
		first[v.who], oldest = min(first[v.who], m), min(oldest, m)
	}
	slow := []pattern.Cohort{}
	for m := oldest; m <= last; m++ {
		c := pattern.Cohort{Month: fmt.Sprintf("%04d-%02d", m/12, m%12+1), Active: make([]int64, last-m+1)}
		for who, came := range first {
			if came != m {
				continue
			}
			c.Size++
			for k := range c.Active {
				if bought[who][m+k] {
					c.Active[k]++
				}
			}
		}
		slow = append(slow, c)
	}
	return slow
}

// Cohorts agree with counting by brute force; every customer is in one, and no
// month has more than the cohort's size.
func checkCohorts(t *rapid.T) {
	months, list := cohortDraw(t)
	got, err := pattern.Cohorts(cohortVisits(list), months)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cohortSlow(months, list), got); diff != "" {
		t.Fatalf("(-slow +got):\n%s", diff)
	}
	customers, buyers := map[int]bool{}, map[string]map[int]bool{}
	for _, v := range cohortKnown(months, list) {
		customers[v.who] = true
		month := v.at.In(months.Location).Format("2006-01")
		if buyers[month] == nil {
			buyers[month] = map[int]bool{}
		}
		buyers[month][v.who] = true
	}
	var size int64
	for i, c := range got {
		size += c.Size
		active := int64(0)
		for j := range got[:i+1] {
			active += got[j].Active[i-j]
		}
		if active != int64(len(buyers[c.Month])) {
			t.Fatalf("%s: %d active, %d buyers", c.Month, active, len(buyers[c.Month]))
		}
		for k, n := range c.Active {
			if n > c.Size || k == 0 && n != c.Size {
				t.Fatalf("%s: %d of %d in month %d", c.Month, n, c.Size, k)
			}
		}
	}
	if size != int64(len(customers)) {
		t.Fatalf("%d customers in cohorts, of %d", size, len(customers))
	}
}

// cohortKnown returns the purchases up to the instant asked about.
func cohortKnown(months pattern.Months, list []cohortVisit) (known []cohortVisit) {
	for _, v := range list {
		if !v.at.After(months.AsOf) {
			known = append(known, v)
		}
	}
	return known
}

func TestCohortLaws(t *testing.T) { rapid.Check(t, checkCohorts) }
func FuzzCohorts(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkCohorts)) }

// Byte for byte, the order of the purchases does not show, nor does it when they
// come twice, and those after the instant asked about change nothing.
func checkCohortInput(t *rapid.T) {
	months, list := cohortDraw(t)
	encode := func(list []cohortVisit) []byte {
		cohorts, err := pattern.Cohorts(cohortVisits(list), months)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(cohorts)
		return text
	}
	want := encode(list)
	for why, other := range map[string][]cohortVisit{
		"permuted": rapid.Permutation(list).Draw(t, "order"), "twice": slices.Concat(list, list), "without later ones": cohortKnown(months, list),
	} {
		if got := encode(other); !bytes.Equal(got, want) {
			t.Fatalf("%s: %s, want %s", why, got, want)
		}
	}
}

func TestCohortInput(t *testing.T) { rapid.Check(t, checkCohortInput) }
func FuzzCohortInput(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkCohortInput)) }
