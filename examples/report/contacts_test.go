package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// weekOf returns the section on whom to contact.
func weekOf(t testing.TB, customers, orders string, args ...string) string {
	t.Helper()
	args = append(args, "-orders", writeFile(t, "orders.csv", header+orders))
	if customers != "" {
		args = append(args, "-customers", writeFile(t, "customers.csv", customers))
	}
	return section(mustRun(t, args...), "WHO TO CONTACT THIS WEEK")
}

// contactsIn returns the lines of the list, their cells one blank apart.
func contactsIn(week string) []string {
	var lines []string
	for _, line := range strings.Split(week, "\n")[1:] {
		cells := strings.Fields(line)
		if _, err := time.Parse("Mon 2 Jan", strings.Join(cells[:min(3, len(cells))], " ")); err != nil {
			break
		}
		lines = append(lines, strings.Join(cells, " "))
	}
	return lines
}

// The days of each rule, first and last, for a report of the end of 31 March 2026.
// Before 08:00 nobody is written to, so what is overdue waits until then.
func TestWeek(t *testing.T) {
	const agreed = "customer_id,joined_at,withdrawn_at,birthday,phone,sms_consent\n"
	for _, c := range []struct{ reason, customer, orders, want string }{
		{"greeted until 10:00 on the birthday", "1990-04-01", "", "Wed 1 Apr C1 birthday: 1 April SMS"},
		{"the birthday was yesterday", "1990-03-31", "", ""},
		{"three days before", "1990-04-10", "", "Tue 7 Apr C1 birthday: 10 April SMS"},
		{"next week", "1990-04-11", "", ""},
		{"born next year", "2027-04-05", "", ""},
		{"a year that nobody was born in", "0001-01-01", "", ""},
		{"a leap day", "0000-02-29", "", ""},
		{"bought once, ten days ago on the last day", "", "1,C1,2026-03-28,5", "Tue 7 Apr C1 second order: after 10 days SMS"},
		{"ten days ago a day later", "", "1,C1,2026-03-29,5", ""},
		{"seventeen days ago", "", "1,C1,2026-03-15,5", "Wed 1 Apr C1 second order: after 17 days SMS"},
		{"eighteen days ago", "", "1,C1,2026-03-14,5", ""},
		{"bought twice", "", "1,C1,2026-03-20,5\n2,C1,2026-03-28,5", ""},
		{"the cycle is over on the last day", "", "1,C1,2026-01-07,5", "Tue 7 Apr C1 order again: after 90 days SMS"},
		{"the day after", "", "1,C1,2026-01-08,5", ""},
		{"the cycle was over a week ago", "", "1,C1,2025-12-25,5", "Wed 1 Apr C1 order again: after 97 days SMS"},
		{"eight days ago", "", "1,C1,2025-12-24,5", ""},
		{"silent for 120 days on the last day", "", "1,C1,2025-12-08,5", "Tue 7 Apr C1 win back: after 120 days SMS"},
		{"a day later", "", "1,C1,2025-12-09,5", ""},
		{"sleeping for 210 days", "", "1,C1,2025-09-03,5", "Wed 1 Apr C1 win back: after 210 days SMS"},
		{"for 224", "", "1,C1,2025-08-20,5", "Wed 1 Apr C1 win back: after 224 days SMS"},
		{"for 225", "", "1,C1,2025-08-19,5", ""},
		{"a birthday goes before", "1990-04-10", "1,C1,2025-12-25,5", "Tue 7 Apr C1 birthday: 10 April SMS"},
	} {
		customers := agreed + "C1,,," + c.customer + ",100,yes\n"
		got := strings.Join(contactsIn(weekOf(t, customers, c.orders+"\nL,Z,2026-03-31,5\n", "-asof", "2026-03-31")), "; ")
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.reason, got, c.want)
		}
	}
}

// Who has joined and ordered nothing is written to after 60 days; who has a date
// in no record, or only a later one, is not.
func TestKeepInTouch(t *testing.T) {
	const head = "customer_id,joined_at,phone,sms_consent\n"
	for _, c := range []struct{ reason, joined, want string }{
		{"on the last day", "2026-02-06", "Tue 7 Apr C1 keep in touch: known since 2026-02-06 SMS"},
		{"next week", "2026-02-07", ""},
		{"for a week", "2026-01-24", "Wed 1 Apr C1 keep in touch: known since 2026-01-24 SMS"},
		{"for longer", "2026-01-23", ""},
		{"joins later", "2026-04-01", ""},
		{"not dated", "", ""},
	} {
		got := contactsIn(weekOf(t, head+"C1,"+c.joined+",100,yes\n", "", "-asof", "2026-03-31"))
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.reason, got, c.want)
		}
	}
	const later = "customer_id,joined_at,birthday,phone,sms_consent\nC1,2026-04-01,1990-04-04,100,yes\n"
	if got := weekOf(t, later, "", "-asof", "2026-03-31"); got != "  nobody" {
		t.Errorf("a customer who joins later is greeted:\n%s", got)
	}
}

// What is planned, and what is said of it and of the others, for all that a list
// may and may not have. All customers have the same birthday.
func TestConsentAndAddresses(t *testing.T) {
	const ask, note = "consent unknown: there is no column for it; ask before you write to them", "address unknown: there is neither"
	for _, c := range []struct {
		reason, customers string
		want              []string
		says, saysNot     string // parted by |
	}{
		{"nothing known", "customer_id,birthday\nC1,1990-04-05\n", []string{"C1 consent unknown"}, ask + "|" + note, "left out"},
		{"no consent columns", "customer_id,birthday,phone,email\nC1,1990-04-05,1,\nC2,1990-04-05,,a@b\nC3,1990-04-05,1,a@b\nC4,1990-04-05,,\n",
			[]string{"C1 SMS consent unknown", "C2 e-mail consent unknown", "C3 SMS consent unknown"},
			ask + "|left out: 1|neither phone nor e-mail  1", note + "|address unknown"},
		{"no address columns", "customer_id,birthday,sms_consent,email_consent\nC1,1990-04-05,yes,\nC2,1990-04-05,,TRUE\nC3,1990-04-05,0,1\nC4,1990-04-05,no,no\n",
			[]string{"C1 SMS address unknown", "C2 e-mail address unknown", "C3 e-mail address unknown"},
			note + "|left out: 1|refused  1", ask + "|consent unknown"},
		{"all columns", "customer_id,birthday,phone,email,sms_consent,email_consent\nC1,1990-04-05,1,a@b,yes,yes\nC2,1990-04-05,1,a@b,no,yes\n" +
			"C3,1990-04-05,1,a@b,no,\nC4,1990-04-05,1,a@b,,\nC5,1990-04-05,,,yes,yes\nC6,1990-04-05,,a@b,yes,\n",
			[]string{"C1 SMS", "C2 e-mail"},
			"left out, some for several reasons: 4|consent unknown: ask before you write to them  3|refused                                        1|neither phone nor e-mail                       1",
			note + "|there is no column"},
		{"the columns come first", "phone,customer_id,birthday\n1,C1,1990-04-05\n", []string{"C1 SMS consent unknown"}, ask, note},
		{"the consent comes first", "sms_consent,customer_id,birthday,phone\nyes,C1,1990-04-05,1\n", []string{"C1 SMS"}, "made before", ask},
		{"the same telephone", "customer_id,birthday,phone,sms_consent\nC1,1990-04-05,1,yes\nC2,1990-04-05,1,yes\n",
			[]string{"C1 SMS", "C2 SMS"}, "contacts made before are not known here", "left out"},
		{"only refused columns", "customer_id,birthday,phone,sms_consent\nC1,1990-04-05,1,\n", nil, "nobody|left out: 1|ask before", "made before"},
		{"an endless address", "customer_id,birthday,phone,sms_consent\nC1,1990-04-05," + strings.Repeat("1", maxID+1) + ",yes\nC2,1990-04-05," +
			strings.Repeat("1", maxID) + ",yes\n", []string{"C2 SMS"}, "neither phone nor e-mail  1", "C1"},
	} {
		week := weekOf(t, c.customers, "", "-asof", "2026-03-31")
		var got []string
		for _, line := range contactsIn(week) {
			got = append(got, strings.Replace(strings.TrimPrefix(line, "Thu 2 Apr "), "birthday: 5 April ", "", 1))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.reason, diff)
		}
		for _, text := range strings.Split(c.says, "|") {
			if !strings.Contains(week, text) {
				t.Errorf("%s: does not say %q\n%s", c.reason, text, week)
			}
		}
		for _, text := range strings.Split(c.saysNot, "|") {
			if strings.Contains(week, text) {
				t.Errorf("%s: says %q\n%s", c.reason, text, week)
			}
		}
	}
}

// Without a list nobody is left out, and everybody is marked.
func TestWeekWithoutList(t *testing.T) {
	week := weekOf(t, "", "1,C1,2026-03-21,5\n2,C2,2025-12-31,5\n3,C3,2026-02-01,5\n4,C4,2026-02-01,5\n5,C5,2026-02-01,5\n", "-asof", "2026-03-31")
	want := []string{"Wed 1 Apr C1 second order: after 11 days consent unknown", "Wed 1 Apr C2 order again: after 91 days consent unknown",
		"Thu 2 Apr C3 keep in touch: known since 2026-02-01 consent unknown", "Thu 2 Apr C4 keep in touch: known since 2026-02-01 consent unknown",
		"Thu 2 Apr C5 keep in touch: known since 2026-02-01 consent unknown"}
	if diff := cmp.Diff(want, contactsIn(week)); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(week, "left out") {
		t.Error(week)
	}
}

func TestLeftOut(t *testing.T) {
	const head = "customer_id,joined_at,withdrawn_at,birthday,phone,sms_consent\n"
	for _, c := range []struct{ reason, customers, orders, want string }{
		{"withdrew", "C1,2025-01-01,2025-06-01,1990-04-05,1,yes\n", "", "withdrew from the membership  1"},
		{"lost", "C1,,,,1,yes\n", "1,C1,2026-02-05,5\n", "lost, and let go  1"},
		{"the other one of a household", "C1,2026-02-01,,,1,yes\nC2,2026-02-01,,,1,yes\n", "", "another customer has the same address  1"},
		{"one a week", "C1,,,1990-04-05,1,yes\n", "1,C1,2026-03-22,5\n", "has another contact that week  1"},
	} {
		week := weekOf(t, head+c.customers, c.orders, "-asof", "2026-03-31", "-cycle", "10")
		_, got, _ := strings.Cut(week, "left out: 1\n    ")
		if got != c.want {
			t.Errorf("%s: got %q, want %q\n%s", c.reason, got, c.want, week)
		}
	}
}

// A tier that ends is a reason to write, unless it will be kept.
func TestTierEnds(t *testing.T) {
	customers := "customer_id,joined_at,phone,sms_consent\n"
	orders := ""
	for i, day := range []string{"2025-04-07", "2025-04-08", "2025-04-21", "2025-04-22"} {
		customers += fmt.Sprintf("C%d,2025-01-01,%d,yes\n", i, i)
		orders += fmt.Sprintf("O%d,C%d,%s,5\n", i, i, day)
	}
	got := contactsIn(weekOf(t, customers, orders, "-asof", "2026-03-31", "-program", "testdata/rolling.json"))
	// 14 days before the last day, and up to a week later.
	want := []string{"Wed 1 Apr C1 tier ends: 布丁, 8 April SMS", "Tue 7 Apr C2 tier ends: 布丁, 21 April SMS"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Two orders in a month earn the tier, one in a year keeps it.
func TestKeptTierDoesNotEnd(t *testing.T) {
	program := writeFile(t, "program.json", `{"enrollment": "opt-in", "term": "12 months", "tiers": [{"id": "vip", "name": "VIP",
		"anyOf": [[{"measure": "orders", "atLeast": 2, "over": "last 30 days"}]],
		"keep": [[{"measure": "orders", "atLeast": 1, "over": "last 12 months"}]]}]}`)
	const customers = "customer_id,joined_at,phone,sms_consent\nkept,2025-01-01,1,yes\nlost,2025-01-01,2,yes\n"
	const orders = "1,kept,2025-04-19,5\n2,kept,2025-04-20,5\n3,kept,2026-02-20,5\n4,lost,2025-04-18,5\n5,lost,2025-04-20,5\n"
	want := []string{"Mon 6 Apr lost tier ends: VIP, 20 April SMS"}
	if diff := cmp.Diff(want, contactsIn(weekOf(t, customers, orders, "-asof", "2026-03-31", "-program", program))); diff != "" {
		t.Error(diff)
	}
}

// The day is that of the shop, the hour that of the customer.
func TestWeekOfTravellers(t *testing.T) {
	got := contactsIn(weekOf(t, "customer_id,birthday,zone,phone,sms_consent\nC1,1990-04-05,America/Los_Angeles,1,yes\nC2,1990-04-05,Asia/Tokyo,1,yes\n", "",
		"-asof", "2026-03-31"))
	// 10:00 on 2 April is 01:00 on 3 April in Shanghai, or 09:00 on 2 April.
	if diff := cmp.Diff([]string{"Thu 2 Apr C2 birthday: 5 April SMS", "Fri 3 Apr C1 birthday: 5 April SMS"}, got); diff != "" {
		t.Error(diff)
	}
}

// Every line fits a terminal of a hundred columns, whatever the names.
func TestWidthOfWeek(t *testing.T) {
	customers := "customer_id,name,joined_at,birthday,phone\nC1," + strings.Repeat("王", 40) + ",2026-01-30,1990-04-05,1\nC2," + strings.Repeat("x", 40) + ",2026-01-30,,1\n"
	for _, line := range strings.Split(weekOf(t, customers, "", "-asof", "2026-03-31"), "\n") {
		if displayWidth(line) > 100 {
			t.Errorf("%d cells: %s", displayWidth(line), line)
		}
	}
}

// All codes have words.
func TestReasonLabels(t *testing.T) {
	seen := map[string]care.Code{}
	for _, code := range []care.Code{care.NotTier, care.NotTagged, care.Excluded, care.NotSampled, care.LetGo, care.HeldOut, care.Cancelled,
		care.AlreadySent, care.VariableMissing, care.NoAddress, care.Blocked, care.SameAddress, care.ZoneUnknown, care.Denied,
		care.ConsentUnknown, care.Quiet, care.NotPreferred, care.Capped, care.Contacted, care.TooLate, care.Postponed} {
		label := reasonLabel(code)
		if other, ok := seen[label]; ok || label == "" || strings.Contains(label, "_") {
			t.Errorf("%s: %q, as %s", code, label, other)
		}
		seen[label] = code
	}
}

// Whom a rule is not meant for is not left out of it.
func TestNotMeant(t *testing.T) {
	of := func(codes ...care.Code) (s care.Suppressed) {
		for _, code := range codes {
			s.Reasons = append(s.Reasons, care.Reason{Code: code})
		}
		return s
	}
	got := leftOut([]care.Suppressed{of(care.NotTier), of(care.Denied), of(care.NotTagged, care.Denied)})
	if diff := cmp.Diff([]care.Suppressed{of(care.Denied)}, got); diff != "" {
		t.Error(diff)
	}
}

func TestLasting(t *testing.T) {
	for _, c := range []struct{ reason, in, want string }{
		{"only too late", "too_late", "too_late"},
		{"only delays", "quiet_hours:sms too_late", "quiet_hours:sms too_late"},
		{"only delays where there is an address", "no_address:email quiet_hours:sms quiet_hours:email too_late", "quiet_hours:sms too_late"},
		{"refused in quiet hours", "denied:sms quiet_hours:sms too_late", "denied:sms"},
		{"consent without an address is no matter", "no_address:email denied:sms consent_unknown:email too_late", "denied:sms"},
		{"one address, and that is used", "no_address:email same_address:sms", "same_address:sms"},
		{"no address", "excluded no_address:sms no_address:email consent_unknown:sms", "excluded no_address:sms no_address:email"},
		{"both", "denied:sms consent_unknown:email", "denied:sms consent_unknown:email"},
	} {
		var in []care.Reason
		for _, text := range strings.Fields(c.in) {
			code, channel, _ := strings.Cut(text, ":")
			in = append(in, care.Reason{Code: care.Code(code), Channel: channel})
		}
		var got []string
		for _, r := range lasting(in) {
			got = append(got, strings.TrimSuffix(string(r.Code)+":"+r.Channel, ":"))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.reason, got, c.want)
		}
	}
}

// The agenda shows what sorting everything would have shown.
func TestAgenda(t *testing.T) { rapid.Check(t, checkAgenda) }

func FuzzAgenda(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkAgenda)) }

func checkAgenda(t *rapid.T) {
	var a agenda
	var all []appointment
	for i := range rapid.IntRange(0, 3*listLines).Draw(t, "contacts") {
		day := time.Date(2026, 4, rapid.IntRange(1, 3).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		next := appointment{
			Contact: care.Contact{Record: care.Record{At: day}},
			with:    &row{id: fmt.Sprintf("C%02d", i), spend: decimal.NewFromInt(rapid.Int64Range(0, 2).Draw(t, "spent"))},
			day:     day,
		}
		a.add(next)
		all = append(all, next)
	}
	slices.SortFunc(all, before)
	all = all[:min(len(all), listLines)]
	if !slices.EqualFunc(a.first, all, func(x, y appointment) bool { return x.with == y.with }) {
		t.Fatalf("got %v, want %v", idsOf(a.first), idsOf(all))
	}
}

func idsOf(list []appointment) (ids []string) {
	for _, next := range list {
		ids = append(ids, next.day.Format("2 ")+next.with.id)
	}
	return ids
}
