package cycle_test

import (
	"testing"
	"time"

	"example.com/membership/care/cycle"
)

// LESSONS, "Date arithmetic through durations is a day off in Shanghai 1986–1991
// (daylight saving)": from 10 April, before the clocks went forward, to 1 June are
// 52 dates, whereas the hours between the two midnights make 51 days.
func TestLessonShanghaiSummerTime(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	first, last := instant(t, "1986-04-10", loc), instant(t, "1986-06-01", loc)
	if hours := int(last.Sub(first) / time.Hour); hours/24 != 51 {
		t.Fatalf("%d hours: there is nothing to learn here", hours)
	}
	list := []cycle.Purchase{{ID: "1", Product: "P9", At: first, Quantity: 1}, {ID: "2", Product: "P9", At: last, Quantity: 1}}
	e := newEngine(t, everything, loc)
	if own := explain(t, newModel(t, e, p9("90")), list, last)[0].Own.RatString(); own != "52" {
		t.Errorf("own gap of %s days, want 52", own)
	}
}

// LESSONS, "Why not? is what users ask most": every product bought is explained,
// with or without a cycle.
func TestLessonWhyNot(t *testing.T) {
	m := newModel(t, newEngine(t, cycle.Policy{}, time.UTC))
	all := explain(t, m, bought(60, 1, 0, 1), now)
	if len(all) != 1 || len(all[0].Reasons) != 1 || all[0].Reasons[0].Code != cycle.Unknown {
		t.Errorf("%+v", all)
	}
}

// LESSONS, "A cap of 0 … was read as no rule": a policy's 0 is refused where it could
// be taken for the default, and a share of 0 is one.
func TestLessonZeroIsNotLeftOut(t *testing.T) {
	for _, text := range []string{`{"minBuyers":0}`, `{"minGaps":0}`} {
		if p, err := cycle.ParsePolicy([]byte(text)); err == nil {
			t.Errorf("%s is %+v", text, p)
		}
	}
	p, err := cycle.ParsePolicy([]byte(`{"minRepeatShare":"0"}`))
	if err != nil {
		t.Fatal(err)
	}
	rare := cycle.Product{ID: "P9", Buyers: 1000, Repeaters: 5, Gaps: 5, Median: p9("90").Median}
	if reasons := newEngine(t, p, time.UTC).Judge(rare); reasons != nil {
		t.Errorf("%v", reasons)
	}
}
