package tier

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// stateVersion is that of the JSON form of a State.
const stateVersion = 1

// stateJSON is the JSON form of a State. Instants are in UTC, totals in the
// engine's order of measures.
type stateJSON struct {
	Version   int           `json:"version"`
	Status    Status        `json:"status,omitzero"`
	Tier      string        `json:"tier,omitzero"`
	Since     time.Time     `json:"since,omitzero"`
	Next      time.Time     `json:"next,omitzero"`
	Program   string        `json:"program,omitzero"`
	Zone      string        `json:"zone,omitzero"`
	At        time.Time     `json:"at,omitzero"`
	Joined    time.Time     `json:"joined,omitzero"`
	Withdrawn bool          `json:"withdrawn,omitzero"`
	Earned    *earnedJSON   `json:"earned,omitempty"`
	Paid      []paidJSON    `json:"paid,omitempty"`
	Granted   []grantedJSON `json:"granted,omitempty"`
	Totals    []string      `json:"totals,omitempty"`
	Days      []dayJSON     `json:"days,omitempty"`
	Last      *Event        `json:"last,omitempty"`
}

type earnedJSON struct {
	Tier   string    `json:"tier"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until,omitzero"`
	Grace  bool      `json:"grace,omitzero"`
	Anchor string    `json:"anchor"`
	Terms  int       `json:"terms"`
}

type paidJSON struct {
	Tier    string    `json:"tier"`
	Since   time.Time `json:"since"`
	Until   time.Time `json:"until,omitzero"`
	Forever bool      `json:"forever,omitzero"`
	Anchor  string    `json:"anchor"`
	Months  int       `json:"months,omitzero"`
	Uses    int64     `json:"uses,omitzero"`
}

type grantedJSON struct {
	Tier  string    `json:"tier"`
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

type dayJSON struct {
	Date   string   `json:"date"`
	Totals []string `json:"totals"`
}

// MarshalJSON returns the state in its versioned form. The zero State is
// {"version":1}.
func (s State) MarshalJSON() ([]byte, error) {
	w := stateJSON{
		Version: stateVersion, Status: s.status, Tier: s.tier, Since: utc(s.since), Next: utc(s.next),
		Program: s.program, Zone: s.zone, At: utc(s.at),
		Joined: utc(s.joined), Withdrawn: s.withdrawn, Totals: texts(s.lifetime),
	}
	if s.known() {
		w.Last = &s.last
	}
	if r := s.earned; r.Tier != "" {
		w.Earned = &earnedJSON{r.Tier, utc(r.Since), utc(r.Until), r.Grace, r.anchor.String(), r.terms}
	}
	for _, p := range s.paid {
		w.Paid = append(w.Paid, paidJSON{p.tier, utc(p.since), utc(p.until), p.forever, p.anchor.String(), p.months, p.uses})
	}
	for _, g := range s.granted {
		w.Granted = append(w.Granted, grantedJSON{g.tier, utc(g.since), utc(g.until)})
	}
	for i, day := range s.days {
		k := len(s.lifetime)
		w.Days = append(w.Days, dayJSON{day.String(), texts(s.sums[i*k : (i+1)*k])})
	}
	return json.Marshal(w)
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

func texts(sums []exact.Sum) []string {
	var s []string
	for _, sum := range sums {
		s = append(s, exact.Text(sum.Decimal()))
	}
	return s
}

// UnmarshalJSON reads what [State.MarshalJSON] wrote. Anything else is an
// error, and leaves s as it was.
func (s *State) UnmarshalJSON(data []byte) error {
	var w stateJSON
	// A newer form may have fields that this one does not know.
	var newer struct{ Version int }
	if json.Unmarshal(data, &newer) == nil && newer.Version > stateVersion {
		return fmt.Errorf("tier: state: version %d; this library reads version %d", newer.Version, stateVersion)
	}
	if err := fault.Decode("tier: state", data, &w); err != nil {
		return invalid(err)
	}
	if w.Version != stateVersion {
		return fmt.Errorf("tier: state: version %d; this library reads version %d", w.Version, stateVersion)
	}
	read, err := w.state()
	if err != nil {
		return fmt.Errorf("tier: state: %w", err)
	}
	*s = read
	return nil
}

func (w *stateJSON) state() (State, error) {
	if w.Last == nil || w.Last.ID == "" {
		if !reflect.DeepEqual(*w, stateJSON{Version: stateVersion}) {
			return State{}, errors.New("last: is missing")
		}
		return State{}, nil
	}
	s := State{
		program: w.Program, zone: w.Zone, at: w.At, last: *w.Last,
		joined: w.Joined, withdrawn: w.Withdrawn,
		status: w.Status, tier: w.Tier, since: w.Since, next: w.Next,
	}
	d := stateReader{at: w.At}
	for _, t := range []time.Time{w.At, w.Last.At} {
		if err := checkInstant(t); err != nil {
			d.fail("at: %v", err)
		}
	}
	s.lifetime = d.sums("totals", w.Totals, len(w.Totals))
	for _, day := range w.Days {
		s.days = append(s.days, d.between("days", day.Date, time.Time{}, w.At))
		s.sums = append(s.sums, d.sums("days", day.Totals, len(w.Totals))...)
		if n := len(s.days); n > 1 && s.days[n-2] >= s.days[n-1] {
			d.fail("days: %s is out of order", day.Date)
		}
	}
	if r := w.Earned; r != nil {
		s.earned = earned{Holding{Tier: r.Tier, Since: r.Since, Until: r.Until, Grace: r.Grace}, d.between("earned", r.Anchor, r.Since, w.At), d.bounded("earned", r.Terms)}
		if err := checkInstant(r.Since); err != nil {
			d.fail("earned: %v", err)
		}
		d.end("earned", r.Until)
	}
	for _, p := range w.Paid {
		s.paid = append(s.paid, paid{p.Tier, p.Since, p.Until, p.Forever, d.date("paid", p.Anchor), d.bounded("paid", p.Months), p.Uses})
		if p.Uses < 0 || p.Uses > 2*maxUses {
			d.fail("paid: %d uses", p.Uses)
		}
	}
	for _, g := range w.Granted {
		s.granted = append(s.granted, granted{g.Tier, g.Since, g.Until})
		d.end("granted", g.Until)
	}
	return s, d.err
}

// stateReader reads the parts of a State and remembers the first error.
type stateReader struct {
	at  time.Time
	err error
}

func (d *stateReader) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

func (d *stateReader) date(what, text string) civil.Date {
	date, err := civil.Parse(text)
	if err != nil {
		d.fail("%s: %w", what, err)
	}
	return date
}

// between reads a date and checks that it can be one between two instants in
// some zone.
func (d *stateReader) between(what, text string, from, to time.Time) civil.Date {
	date := d.date(what, text)
	if date < civil.DateOf(from, time.UTC).AddDays(-2) || date > civil.DateOf(to, time.UTC).AddDays(2) {
		d.fail("%s: %s is out of place", what, text)
	}
	return date
}

// bounded reads a number of months or terms.
func (d *stateReader) bounded(what string, n int) int {
	if n < 0 || n > 1_000_000 {
		d.fail("%s: %d is out of range", what, n)
		return 0
	}
	return n
}

// end checks that a standing did not end before the state was made.
func (d *stateReader) end(what string, until time.Time) {
	if !until.IsZero() && !until.After(d.at) {
		d.fail("%s: ended at %s, before the state was made", what, until.Format(time.RFC3339))
	}
}

func (d *stateReader) sums(what string, texts []string, want int) []exact.Sum {
	if len(texts) != want {
		d.fail("%s: %d totals, want %d", what, len(texts), want)
		return nil
	}
	sums := make([]exact.Sum, len(texts))
	for i, text := range texts {
		n, err := parseTotal(text)
		if err != nil {
			d.fail("%s: %w", what, err)
			return sums
		}
		sums[i].Add(n)
	}
	return sums
}

// parseTotal reads a total, which can have more digits than an amount.
func parseTotal(text string) (decimal.Decimal, error) {
	const mostDigits = 100
	if len(text) > mostDigits || strings.Trim(text, "0123456789.") != "" {
		return decimal.Decimal{}, fmt.Errorf("%q is not a total", clip(text))
	}
	return decimal.NewFromString(text)
}
