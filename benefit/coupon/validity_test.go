package coupon_test

import (
	"testing"
	"time"

	"example.com/membership/benefit/coupon"
)

// N days from the claim run through the whole of the Nth day after it: until the
// first instant of the day after that, where clocks change too.
func TestValidity(t *testing.T) {
	day := func(zoneName, text string) time.Time {
		at, err := time.ParseInLocation(time.DateTime, text, zone(t, zoneName))
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		name, zone, at string
		days           int
		until          string
	}{
		{"a year and leap day", "Asia/Shanghai", "2024-02-28 23:59:59", 1, "2024-03-01 00:00:00"},
		{"at midnight", "Asia/Shanghai", "2026-03-05 00:00:00", 7, "2026-03-13 00:00:00"},
		{"just before midnight", "Asia/Shanghai", "2026-03-05 23:59:59", 7, "2026-03-13 00:00:00"},
		{"over a 23-hour day", "Europe/Berlin", "2026-03-28 12:00:00", 1, "2026-03-30 00:00:00"},
		{"over a 25-hour day", "Europe/Berlin", "2026-10-24 12:00:00", 1, "2026-10-26 00:00:00"},
		{"to a day without midnight", "America/Sao_Paulo", "2018-11-01 12:00:00", 2, "2018-11-04 01:00:00"},
		{"over a day that is not there", "Pacific/Apia", "2011-12-28 12:00:00", 1, "2011-12-31 00:00:00"},
		{"the longest", "UTC", "2026-01-01 00:00:00", 3660, "2036-01-10 00:00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shop := newShopIn(t, bookOf(off5("C", func(p *coupon.Coupon) { p.Validity.Days = c.days })), zone(t, c.zone))
			at := day(c.zone, c.at)
			got := granted(t, shop, coupon.Request{ID: "r", Offer: "C", At: at.UTC()}, coupon.Customer{ID: "a"})[0]
			if until := day(c.zone, c.until); !got.Until.Equal(until) || !got.From.Equal(at) || !got.At.Equal(at) {
				t.Errorf("%s to %s, want %s", got.From, got.Until, until)
			}
			if _, offset := got.Until.Zone(); got.Until.Location().String() != c.zone {
				t.Errorf("until is in %s %d", got.Until.Location(), offset)
			}
		})
	}
}

// Fixed instants are the same for everybody, also for who claims before them.
func TestFixedValidity(t *testing.T) {
	for _, c := range []struct {
		validity coupon.Validity
		from     time.Time
	}{
		{coupon.Validity{From: march(10, 0, 0), Until: march(11, 0, 0)}, march(10, 0, 0)},
		{coupon.Validity{From: march(1, 0, 0), Until: march(11, 0, 0)}, march(1, 0, 0)},
		{coupon.Validity{Until: march(11, 0, 0)}, noon},
	} {
		shop := newShop(t, bookOf(off5("C", func(p *coupon.Coupon) { p.Validity = c.validity })))
		got := granted(t, shop, coupon.Request{ID: "r", Offer: "C", At: noon}, coupon.Customer{ID: "a"})[0]
		if !got.From.Equal(c.from) || !got.Until.Equal(march(11, 0, 0)) {
			t.Errorf("%+v: %s to %s", c.validity, got.From, got.Until)
		}
	}
}

// What would be valid beyond the years of the library is refused as a record,
// not cut.
func TestValidityBeyondTheCalendar(t *testing.T) {
	shop := newShop(t, bookOf(off5("C")))
	at := time.Date(2299, 12, 30, 0, 0, 0, 0, time.UTC)
	_, err := shop.Claim(coupon.Request{ID: "r", Offer: "C", At: at}, coupon.Customer{ID: "a"})
	wantData(t, err, `benefit: request "r": at: 2299-12-30T00:00:00Z is too late: "C" would be valid beyond the year 2299`)
	granted(t, shop, coupon.Request{ID: "r", Offer: "C", At: at.AddDate(0, 0, -8)}, coupon.Customer{ID: "a"})
}
