package care_test

import (
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/care"
	"example.com/membership/care/lunar"
	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// sites are where and when the properties run: days after which clocks change by
// an hour or half of one, at night, at midnight, by a whole day; leap days;
// festivals.
var sites = []struct{ zone, day string }{
	{"UTC", "2028-02-26"},
	{"UTC", "2026-02-26"},
	{"Asia/Shanghai", "2027-02-03"},
	{"Asia/Shanghai", "1991-04-11"},
	{"Asia/Urumqi", "2026-09-23"},
	{"Asia/Kathmandu", "2025-07-24"},
	{"Australia/Lord_Howe", "2026-04-02"},
	{"Australia/Lord_Howe", "2026-10-01"},
	{"America/New_York", "2026-03-05"},
	{"America/New_York", "2026-10-29"},
	{"America/Sao_Paulo", "2018-11-01"},
	{"America/Sao_Paulo", "2018-02-15"},
	{"Pacific/Apia", "2011-12-27"},
	{"Africa/Casablanca", "2026-02-12"},
	{"Asia/Tehran", "2022-03-19"},
	{"Asia/Tehran", "2022-09-19"},
	{"Europe/London", "2026-03-27"},
	{"Pacific/Auckland", "2026-09-24"},
}

// A world is all that a plan depends on.
type world struct {
	program   care.Program
	shop      *time.Location
	run       care.Run
	customers []care.Customer
	day       civil.Date // near which everything happens
}

// genre narrows the worlds.
type genre struct {
	uncapped   bool // there are no caps
	oneChannel bool // each rule has one channel
	apart      bool // no rule is once per address
	noMinimum  bool // there are no minimum contacts
	settled    bool // nothing happens after the start of the run, and everybody has joined before
}

func loadZone(t failer, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// failer is what tests and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// rare draws true once in so many times, a power of two.
func rare(t *rapid.T, label string, oneOf int) bool {
	for ; oneOf > 1; oneOf /= 2 {
		if !rapid.Bool().Draw(t, label) {
			return false
		}
	}
	return true
}

func pick[T any](t *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(t, label)
}

// some returns some of them, maybe none.
func some[T any](t *rapid.T, label string, from ...T) (list []T) {
	for _, x := range from {
		if rapid.Bool().Draw(t, label) {
			list = append(list, x)
		}
	}
	return list
}

func drawWorld(t *rapid.T, g genre) world {
	site := rapid.SampledFrom(sites).Draw(t, "site")
	s := world{shop: loadZone(t, site.zone)}
	day, err := civil.Parse(site.day)
	if err != nil {
		t.Fatal(err)
	}
	s.day = day
	s.run.From = s.near(t, "from", 0, 2)
	s.run.Until = s.run.From.Add(time.Duration(pick(t, "hours", 24, 48, 96, 25, 8, 1)) * time.Hour)
	s.program = s.drawProgram(t, g)
	for i := range spread(t, "customers", 1, 4) {
		s.customers = append(s.customers, s.drawCustomer(t, g, fmt.Sprintf("C%d", i+1)))
	}
	s.drawHistories(t)
	if g.settled {
		s.settle()
	}
	return s
}

// near draws a full quarter of an hour, from some days after the day of the site
// to others.
func (s world) near(t *rapid.T, label string, first, last int) time.Time {
	quarter := rapid.IntRange(0, 95).Draw(t, label+" quarter") * 37 % 96 // small numbers, which are drawn often, are all over the day
	return s.day.AddDays(spread(t, label+" day", first, last)).At(time.Duration(quarter)*15*time.Minute, s.shop)
}

// spread draws a number from first to last, the one as often as the other.
func spread(t *rapid.T, label string, first, last int) int {
	n := last - first + 1
	return first + rapid.IntRange(0, 64*n-1).Draw(t, label)%n
}

// date draws a date around the run.
func (s world) date(t *rapid.T, label string) civil.Date {
	return s.day.AddDays(spread(t, label, -1, 5))
}

func (s world) drawProgram(t *rapid.T, g genre) care.Program {
	p := care.Program{
		Channels: []care.Channel{
			{ID: "call", Kind: care.Call, Law: care.Law{Quiet: drawWindows(t, "legal hours", 1)}},
			{ID: "mail", Kind: care.Email},
			{ID: "sms", Kind: care.SMS, Country: pick(t, "country", "", "86"), Law: care.Law{Quiet: drawWindows(t, "legal hours", 1)}},
		},
		Topics:      []string{"care", "offers"},
		Quiet:       drawWindows(t, "quiet", 3),
		UnknownZone: pick(t, "unknown zone", "", care.UseShopZone, care.Suppress),
		WeekStart:   pick(t, "week start", "", "sunday", "thursday"),
		LetGo:       some(t, "let go", "gone"),
		LookAhead:   pick[care.Term](t, "look ahead", "1 day", "", "2 days", "6 hours"),
		LeapDay:     pick(t, "leap day", "", care.Feb28, care.Mar1),
		LeapMonth:   pick(t, "leap month", "", lunar.Regular, lunar.Leap, lunar.Both),
	}
	for _, holiday := range some(t, "holidays", 0, 1, 3) {
		p.Holidays = append(p.Holidays, s.day.AddDays(holiday).String())
	}
	if rare(t, "sources", 4) {
		p.GrantSources = []string{"checkout"}
	}
	if rare(t, "holdout", 4) {
		p.Holdout = &care.Holdout{Salt: "spring", Share: pick(t, "share", "0.3", "0.7", "0", "1")}
	}
	if !g.uncapped {
		p.Caps = drawCaps(t)
	}
	for i := range spread(t, "rules", 1, 8) {
		r := s.drawRule(t, g, p, fmt.Sprintf("r%d", i+1))
		p.Rules = append(p.Rules, r)
	}
	return p
}

// drawWindows draws up to so many, often enough none.
func drawWindows(t *rapid.T, label string, most int) []care.Window {
	if rare(t, label+" none", most+1) {
		return nil
	}
	return rapid.SliceOfN(rapid.SampledFrom([]care.Window{
		{From: "22:00", To: "08:00"},
		{From: "21:00", To: "24:00"},
		{From: "00:00", To: "06:30"},
		{From: "12:00", To: "13:30"},
		{From: "23:30", To: "00:00"},
		{From: "01:30", To: "02:15"},
		{From: "09:00", To: "08:00"},
		{From: "00:00", To: "24:00", On: []string{"saturday", "sunday"}},
		{From: "18:00", To: "09:00", On: []string{"holiday"}},
		{From: "20:00", To: "11:00", On: []string{"friday", "holiday", "wednesday"}},
	}), 1, most).Draw(t, label)
}

func drawCaps(t *rapid.T) (caps []care.Cap) {
	for i := range spread(t, "caps", 0, 2) {
		most := pick[int64](t, "most", 1, 2, 3, 0)
		caps = append(caps, care.Cap{
			ID: fmt.Sprintf("cap%d", i), Most: &most,
			In:       pick(t, "in", "1 day", "calendar day", "12 hours", "calendar week", "2 days", "7 days", "90 minutes", "calendar month"),
			Channels: some(t, "cap channels", "call", "mail", "sms"), Topics: some(t, "cap topics", "care", "offers"),
		})
	}
	return caps
}

func (s world) drawRule(t *rapid.T, g genre, p care.Program, id string) care.Rule {
	r := care.Rule{
		ID: id, Class: pick(t, "class", care.Commercial, care.Transactional),
		Topic: pick(t, "topic", p.Topics...), Priority: rapid.IntRange(-1, 1).Draw(t, "priority"),
		Channels: rapid.Permutation([]string{"call", "mail", "sms"}).Draw(t, "channels"),
		Within:   pick[care.Term](t, "within", "1 day", "2 days", "12 hours", "end of day", "4 days", "6 hours", "30 minutes"),
		Audience: drawAudience(t), Message: pick(t, "message", "", "hello"), OncePerAddress: !g.apart && rare(t, "once", 4),
	}
	if rare(t, "cancelled", 2) {
		r.CancelledBy = some(t, "cancelled by", "ordered", "paid")
	}
	if rare(t, "worded", 4) {
		r.Variables = pick(t, "variables", []string{"name"}, []string{"product"}, []string{"product", "name"})
	}
	most := 3
	if g.oneChannel {
		most = 1
	}
	r.Channels = r.Channels[:spread(t, "number of channels", 1, most)]
	s.drawMechanism(t, g, &r)
	r.Placing = pick(t, "placing", "", care.Earlier, care.Drop, care.Later)
	never := p.LookAhead == "" || r.Campaign != nil || r.Silence != nil && r.Silence.Since == care.LastContact
	if r.Placing == care.Earlier && never {
		r.Placing = ""
	}
	if rare(t, "benefit", 8) {
		r.Benefit = &care.Benefit{Kind: "coupon", ID: "five off"}
	}
	if rare(t, "counts", 4) {
		counts := rapid.Bool().Draw(t, "counted")
		r.Counts = &counts
	}
	if rare(t, "obeys", 2) {
		if r.Class == care.Commercial {
			r.Obeys = []care.Gate{care.GateConsent, care.GateQuietHours, care.GateHoldout}
			r.Obeys = append(r.Obeys, some(t, "gates", care.GatePreferredHours, care.GateCaps)...)
		} else {
			r.Obeys = some(t, "gates", care.GateConsent, care.GateQuietHours, care.GatePreferredHours, care.GateCaps, care.GateHoldout)
		}
	}
	if r.Silence != nil && r.Silence.Since == care.LastContact && !obeys(r, care.GateCaps) {
		r.Counts = new(bool) // it comes last, and may not fill the caps that others obey
	}
	return r
}

func drawAudience(t *rapid.T) (a care.Audience) {
	if rare(t, "audience", 8) {
		a = care.Audience{
			Tiers: some(t, "tiers", "gold", "silver"), Any: some(t, "any", "new", "regular"),
			All: some(t, "all", "new"), None: some(t, "none", "angry", "regular"), Sample: pick(t, "sample", "", "1", "0"),
		}
	}
	return a
}

var clocks = []string{"", "09:00", "23:45", "02:30", "12:15", "00:00", "00:30"}

func (s world) drawMechanism(t *rapid.T, g genre, r *care.Rule) {
	clock := rapid.SampledFrom(clocks).Draw(t, "at")
	days := []care.Term{"1 day", "3 days", "1 week"}
	ofDays := func(steps []care.Term) string { // a time of the day, where one may be given
		if slices.ContainsFunc(steps, func(term care.Term) bool { return slices.Contains(days, term) }) {
			return clock
		}
		return ""
	}
	switch pick(t, "mechanism", "date", "event", "campaign", "cycle", "minimum", "winback", "date", "event") {
	case "date":
		r.Date = s.drawDate(t)
		r.Date.At = clock
		r.Date.Lead = pick[care.Term](t, "lead", "", "", "1 day", "3 days", "12 hours", "90 minutes", "1 month")
		if r.Date.Expiry != "" && r.Date.At == "" && r.Date.Lead == "" {
			r.Date.Lead = "1 day"
		}
		r.OncePerAddress = r.OncePerAddress && r.Date.Of == ""
	case "event":
		r.Event = &care.OnEvent{Kind: pick(t, "kind", "created", "delivered"), After: some[care.Term](t, "after", "30 minutes", "5 hours", "1 day", "3 days")}
		r.Event.At = ofDays(r.Event.After)
	case "cycle":
		r.Cycle = &care.OnCycle{Products: some(t, "products", "P1"), Share: pick(t, "cycle share", "", "0.5", "1", "1.75"), At: clock}
	case "campaign":
		from := s.near(t, "window", -1, 5)
		until := from.Add(time.Duration(spread(t, "window hours", 1, 72)) * time.Hour)
		r.Campaign = &care.OnCampaign{Name: "sale", From: from.Format("2006-01-02T15:04"), Until: until.Format("2006-01-02T15:04")}
		if r.Campaign.From >= r.Campaign.Until {
			r.Campaign.Until = s.day.AddDays(10).String() + "T00:00"
		}
		if rare(t, "early", 2) {
			r.Campaign.Early = []care.Early{{Tier: "gold", By: pick[care.Term](t, "by", "2 hours", "1 day")}}
		}
		r.Within = ""
	case "winback":
		r.Silence = &care.OnSilence{Since: care.LastOrder, After: slices.Concat([]care.Term{"12 hours"}, some(t, "steps", days...))}
		r.Silence.At = ofDays(r.Silence.After)
	default:
		if g.noMinimum {
			r.Date = &care.OnDate{Monthly: 31}
			return
		}
		r.Silence = &care.OnSilence{Since: care.LastContact, After: []care.Term{pick[care.Term](t, "step", "1 day", "36 hours", "3 days", "1 week")}}
		r.Silence.At = ofDays(r.Silence.After)
	}
}

func (s world) drawDate(t *rapid.T) *care.OnDate {
	day := s.date(t, "date")
	switch pick(t, "dates", "days", "of", "expiry", "monthly", "festival", "of", "expiry") {
	case "of":
		return &care.OnDate{Of: pick(t, "name", "birthday", "wedding")}
	case "festival":
		return &care.OnDate{Festival: rapid.SampledFrom(lunar.Festivals()).Draw(t, "festival")}
	case "days":
		list := some(t, "days", day.String(), day.AddDays(8).String()[5:], "02-29")
		if len(list) > 0 {
			return &care.OnDate{Days: list}
		}
		return &care.OnDate{Days: []string{day.String()[5:]}}
	case "monthly":
		_, _, n := day.Split()
		return &care.OnDate{Monthly: pick(t, "monthly", n, 29, 30, 31)}
	}
	return &care.OnDate{Expiry: pick(t, "ends", "coupon", "tier")}
}

// number draws a decimal of at most so many thousandths.
func number(t *rapid.T, label string, most int) decimal.Decimal {
	return decimal.New(int64(spread(t, label, 1, most)), -3)
}
