package care_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// greeting is the rule for birthdays, at the start of the day.
func greeting() care.Rule {
	r := offer("birthday")
	r.Date = &care.OnDate{Of: "birthday"}
	return r
}

// mautic/mautic#9040: the birthday greeting came a day early, because a date was
// read as midnight in UTC. The day is that of the customer's own calendar.
func TestLessonBirthdayIsNotADayEarly(t *testing.T) {
	for _, shop := range []string{"UTC", "America/New_York", "Asia/Shanghai"} {
		for _, home := range []string{"America/New_York", "UTC", "Asia/Shanghai", "Pacific/Auckland"} {
			li := reachable("li", loadZone(t, home))
			li.Dates = []care.Date{{Name: "birthday", Month: 3, Day: 8, Year: 1990}}
			plan := lesson(t, plainShop(greeting()), loadZone(t, shop), "2027-03-05", 7, li)
			wantPlan(t, plan, "li birthday 2027-03-08 00:00")
			for _, c := range plan.Contacts {
				if got := c.At.Location().String(); got != home {
					t.Errorf("the instant is in %s, not in %s", got, home)
				}
			}
		}
	}
}

// SimpleMachines/SMF#5955, nextcloud/calendar#747, briannesbitt/Carbon#445: those
// born on 29 February were greeted every fourth year. The policy says on which
// day they are in the others; each year has one occurrence.
func TestLessonBornOn29February(t *testing.T) {
	zone := loadZone(t, "Asia/Shanghai")
	li := reachable("li", zone)
	li.Dates = []care.Date{{Name: "birthday", Month: 2, Day: 29, Year: 1996}}
	for policy, want := range map[care.LeapDay][]string{
		"":         {"2027-02-28", "2028-02-29", "2029-02-28", "2100-02-28"},
		care.Feb28: {"2027-02-28", "2028-02-29", "2029-02-28", "2100-02-28"},
		care.Mar1:  {"2027-03-01", "2028-02-29", "2029-03-01", "2100-03-01"},
	} {
		p := plainShop(greeting())
		p.LeapDay = policy
		for _, date := range want {
			plan := lesson(t, p, zone, date[:4]+"-01-01", 365, li)
			wantPlan(t, plan, "li birthday "+date+" 00:00")
			if len(plan.Contacts) == 1 && plan.Contacts[0].Occurrence != "birthday:"+date[:4] {
				t.Errorf("occurrence %s", plan.Contacts[0].Occurrence)
			}
		}
	}
}

// Braze: "monthly on the 15th", as 30 days after the last one, drifts and skips a
// month; a contact that came late moved all that followed. Occurrences are keyed
// by the month.
func TestLessonMonthlyOnThe15th(t *testing.T) {
	zone := loadZone(t, "Asia/Shanghai")
	statement := offer("statement")
	statement.Date, statement.Within = &care.OnDate{Monthly: 15, At: "10:00"}, "3 days"
	p := plainShop(statement)
	p.Quiet = []care.Window{{From: "00:00", To: "24:00", On: []string{"saturday", "sunday"}}} // puts some of them off
	li := reachable("li", zone)
	var months []string
	for day := time.Date(2026, 1, 1, 0, 0, 0, 0, zone); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		plan := lesson(t, p, zone, day.Format(time.DateOnly), 1, li)
		for _, c := range plan.Contacts {
			months = append(months, c.Occurrence)
			li.History = append(li.History, c.Record)
			if wait := c.At.Sub(c.Due); wait < 0 || wait > 2*24*time.Hour {
				t.Errorf("%v is due %v", c, c.Due)
			}
		}
	}
	var want []string
	for month := 1; month <= 12; month++ {
		want = append(want, fmt.Sprintf("monthly:2026-%02d", month))
	}
	if !slices.Equal(months, want) {
		t.Errorf("%q, want %q", months, want)
	}
}

// dromara/carbon counts days as 24 hours each, and is a day off in Shanghai from
// 1986 to 1991, when there was summer time. The days here are the ones on which
// clocks changed, and those before and after.
func TestLessonShanghaiSummerTime(t *testing.T) {
	zone := loadZone(t, "Asia/Shanghai")
	for year, changes := range map[int][2]string{
		1986: {"1986-05-04", "1986-09-14"}, 1987: {"1987-04-12", "1987-09-13"}, 1988: {"1988-04-17", "1988-09-11"},
		1989: {"1989-04-16", "1989-09-17"}, 1990: {"1990-04-15", "1990-09-16"}, 1991: {"1991-04-14", "1991-09-15"},
	} {
		for _, change := range changes {
			for shift := -1; shift <= 1; shift++ {
				day, _ := time.Parse(time.DateOnly, change)
				day = day.AddDate(0, 0, shift)
				date, back := day.Format(time.DateOnly), day.AddDate(0, 0, -30).Format(time.DateOnly)
				midnight := func(date string) time.Time {
					t, _ := time.ParseInLocation(time.DateOnly, date, zone)
					return t
				}
				early, again := offer("early", day.AddDate(0, 0, 30).Format(time.DateOnly)), offer("again")
				early.Date.At, early.Date.Lead = "", "30 days"
				again.Date, again.Silence = nil, &care.OnSilence{Since: care.LastOrder, After: []care.Term{"30 days"}}
				li := reachable("li", zone)
				li.Dates = []care.Date{{Name: "birthday", Month: int(day.Month()), Day: day.Day(), Year: 1950}}
				li.LastOrder = midnight(back).Add(20 * time.Hour)
				plan := lesson(t, plainShop(greeting(), early, again), zone, date, 1, li)
				if len(plan.Contacts) != 3 {
					t.Fatalf("%s: %v, %v", date, plan.Contacts, plan.Suppressed)
				}
				for _, c := range plan.Contacts {
					if got := c.At.Format(time.DateTime); !strings.HasPrefix(got, date+" 00:00") || c.At.Year() != year {
						t.Errorf("%v is at %s, not at the start of %s", c, got, date)
					}
				}
			}
		}
	}
}

// FNV-1a and CRC-32 gave buckets under one salt that depend on those under
// another: χ² was in the hundred thousands where 100 is expected. Here tenths of
// 10,000 customers are compared under four salts.
func TestLessonHoldoutsAreIndependent(t *testing.T) {
	zone := loadZone(t, "Asia/Shanghai")
	salts := []string{"spring", "spring2", "sprinh", "autumn"}
	const people, buckets = 10_000, 10
	var tenths [4][people]int
	for i, salt := range salts {
		for tenth := 1; tenth < buckets; tenth++ {
			for n, held := range heldOut(t, salt, fmt.Sprintf("0.%d", tenth), people, zone) {
				if !held {
					tenths[i][n]++ // how many shares leave the customer out
				}
			}
		}
	}
	for i := range salts {
		for j := range i {
			var table [buckets][buckets]int
			for n := range people {
				table[tenths[i][n]][tenths[j][n]]++
			}
			expected, square := people/buckets/buckets, 0
			for _, row := range table {
				for _, n := range row {
					square += (n - expected) * (n - expected)
				}
			}
			if chi := square / expected; chi < 50 || chi > 160 { // of 99 degrees of freedom, 1 in 10,000 either way
				t.Errorf("%s and %s: χ² = %d", salts[i], salts[j], chi)
			}
		}
	}
}

// heldOut says of each of so many customers whether a holdout keeps them.
func heldOut(t *testing.T, salt, share string, people int, zone *time.Location) []bool {
	t.Helper()
	p := plainShop(offer("march", "03-08"))
	p.Holdout = &care.Holdout{Salt: salt, Share: share}
	e := compile(t, world{program: p, shop: zone})
	run := care.Run{From: time.Date(2027, 3, 8, 0, 0, 0, 0, zone), Until: time.Date(2027, 3, 9, 0, 0, 0, 0, zone)}
	var held []bool
	for d := range e.Stream(run, func(yield func(care.Customer) bool) {
		for n := range people {
			if !yield(care.Customer{ID: fmt.Sprintf("C%05d", n), Zone: zone}) {
				return
			}
		}
	}) {
		held = append(held, d.Suppressed[0].Reasons[0].Code == care.HeldOut)
	}
	if len(held) != people {
		t.Fatalf("%d decisions", len(held))
	}
	return held
}
