package catalog_test

import (
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit/catalog"
)

// What is handed in and cannot be used is an error that names the record.
func TestBadRecords(t *testing.T) {
	e, err := catalog.New(catalog.Catalog{Tiers: []string{"silver", "gold"}, Benefits: []catalog.Benefit{gift(2, catalog.Year)}}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	at := instant(t, "2026-05-20", time.UTC)
	use := func(edit func(*catalog.Use)) catalog.Member {
		u := catalog.Use{Key: "k", Benefit: "gift", At: at}
		edit(&u)
		return catalog.Member{ID: "C1", Uses: []catalog.Use{u}}
	}
	twice := use(func(*catalog.Use) {})
	twice.Uses = append(twice.Uses, catalog.Use{Key: "k", Benefit: "gift", At: at.Add(1)})
	years := use(func(*catalog.Use) {})
	years.Uses = append(years.Uses, catalog.Use{Key: "k", Benefit: "gift", At: at, Year: 2026})
	for _, c := range []struct {
		m    catalog.Member
		want string
	}{
		{catalog.Member{ID: strings.Repeat("x", 121)}, "member: id: has 121 bytes: give at most 120"},
		{catalog.Member{Tier: "golds"}, `member: tier: "golds" is an unknown tier: did you mean "gold"?`},
		{catalog.Member{Joined: time.Unix(1<<40, 0)}, "member: joined: the year 36812 is outside 1900..2299"},
		{catalog.Member{Birthday: "02-30"}, `member: birthday: "02-30" is no month and day; write it such as "02-29"`},
		{catalog.Member{Birthday: "1990-05-20"}, `member: birthday: "1990-05-20" is no month and day; write it such as "02-29"`},
		{catalog.Member{Birthday: "05-20", Birthdays: []string{"2026-05-20"}}, "member: birthdays: are given beside birthday; give one of the two"},
		{catalog.Member{Birthdays: make([]string, 11)}, "member: birthdays: has 11 dates; give those of this year and its neighbours, at most 10"},
		{catalog.Member{Birthdays: []string{"1899-12-31"}}, "member: birthdays: 1899-12-31: the year is outside 1900..2299"},
		{catalog.Member{Uses: twice.Uses[:1]}, "member: uses: are given for a guest; give the ID of the customer whose they are"},
		{use(func(u *catalog.Use) { u.Key = "" }), `use "": key: is empty: leave out records without one, or give each its own`},
		{use(func(u *catalog.Use) { u.Benefit = "" }), `use "k": benefit: "" is no ID of a benefit`},
		{use(func(u *catalog.Use) { u.At = time.Time{} }), `use "k": at: the instant is missing: it is the zero Time`},
		{use(func(u *catalog.Use) { u.Year = 2024 }), `use "k": year: 2024 is not that of a birthday near 2026-05-20T00:00:00Z; keep the year that Claim gave`},
		{years, `use "k": comes twice with different content; give each use its own key`},
		{twice, `use "k": comes twice with different content; give each use its own key`},
	} {
		_, err := e.Entitlements(c.m, at)
		wantData(t, err, "benefit: "+c.want)
	}
	for _, year := range []int{2025, 2026, 2027} {
		if _, err := e.Entitlements(use(func(u *catalog.Use) { u.Year = year }), at); err != nil {
			t.Error(err)
		}
	}
}

// Launches that cannot be used, an instant, an engine.
func TestBadQuestions(t *testing.T) {
	e, at := newEngine(t, time.UTC, gift(2, catalog.Year)), instant(t, "2026-05-20", time.UTC)
	good := catalog.Launch{ID: "L", At: at, Items: []string{"x"}}
	for _, c := range []struct {
		edit func(*catalog.Launch)
		want string
	}{
		{func(l *catalog.Launch) { l.ID = "" }, `launch "": id: is empty: give an ID`},
		{func(l *catalog.Launch) { l.At = time.Time{} }, `launch "L": at: the instant is missing: it is the zero Time`},
		{func(l *catalog.Launch) { l.Items = nil }, `launch "L": items: has 0 items; give what is launched, 1 to 10000`},
		{func(l *catalog.Launch) { l.Items = []string{""} }, `launch "L": items: is empty: give a name`},
		{func(l *catalog.Launch) { l.At = at.Add(1) }, `launch "L": comes twice with different content; give each launch its own ID`},
		{func(l *catalog.Launch) { l.Items = []string{"y"} }, `launch "L": comes twice with different content; give each launch its own ID`},
	} {
		bad := good
		c.edit(&bad)
		_, err := e.Entitlements(catalog.Member{}, at, good, bad)
		wantData(t, err, "benefit: "+c.want)
	}
	_, err := e.Entitlements(catalog.Member{}, time.Time{})
	wantData(t, err, "benefit: instant: the instant is missing: it is the zero Time")
	for _, none := range []*catalog.Engine{nil, {}} {
		_, err := none.Entitlements(catalog.Member{}, at)
		wantData(t, err, "benefit: engine: is not one of New")
		_, err = none.Claim(catalog.Member{}, catalog.Claim{At: at})
		wantData(t, err, "benefit: engine: is not one of New")
	}
}

// A use that comes twice counts once; one of another benefit, or of one that the
// catalog does not have, counts for nothing here.
func TestUsesOnce(t *testing.T) {
	at := instant(t, "2026-05-20", time.UTC)
	u := catalog.Use{Key: "k", Benefit: "gift", At: at}
	same, gone := u, catalog.Use{Key: "old", Benefit: "gone", At: at}
	same.At = at.In(time.FixedZone("", 3600))
	got := only(t, newEngine(t, time.UTC, gift(2, catalog.Year)), catalog.Member{ID: "C1", Uses: []catalog.Use{u, gone, same}}, at)
	if got.Used != 1 || got.Left != 1 {
		t.Errorf("%+v", got)
	}
}
