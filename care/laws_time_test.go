package care_test

import (
	"slices"
	"testing"
	"time"

	"example.com/membership/care"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// Nobody is contacted commercially in quiet hours, or in hours that the rule
// obeys and the customer does not prefer.
func lawHours(t *rapid.T) {
	s := drawWorld(t, genre{})
	for _, c := range planOf(t, s).Contacts {
		d := s.desk(s.customer(c.Customer))
		if r := s.rule(c.Rule); c.Class == care.Commercial || obeys(r, care.GateQuietHours) {
			if d.quiet(c.Channel, c.At) {
				t.Fatalf("%v in quiet hours", c)
			}
			if obeys(r, care.GatePreferredHours) && len(d.Preferred) > 0 && !d.inside(d.Preferred, c.At) {
				t.Fatalf("%v outside the preferred hours", c)
			}
		}
	}
}

func TestLawHours(t *testing.T) { rapid.Check(t, lawHours) }
func FuzzLawHours(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawHours)) }

// A contact is made in the run and up to its deadline; but for Placing Earlier
// not before it is due, and with Drop just then.
func lawDeadline(t *rapid.T) {
	s := drawWorld(t, genre{})
	for _, c := range planOf(t, s).Contacts {
		placing := s.rule(c.Rule).Placing
		switch {
		case c.At.After(c.Deadline):
			t.Fatalf("%v after its deadline, %v", c, c.Deadline)
		case c.At.Before(s.run.From) || !c.At.Before(s.run.Until):
			t.Fatalf("%v outside the run %v", c, s.run)
		case c.At.Before(c.Due) && placing != care.Earlier, c.At.After(c.Due) && placing == care.Earlier, placing == care.Drop && !c.At.Equal(c.Due):
			t.Fatalf("%v of placing %q, due %v", c, placing, c.Due)
		}
	}
}

func TestLawDeadline(t *testing.T) { rapid.Check(t, lawDeadline) }
func FuzzLawDeadline(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawDeadline)) }

// No window of a cap that has a planned contact in it which obeys caps holds more
// than the cap allows.
func lawCaps(t *rapid.T) {
	s := drawWorld(t, genre{})
	plan := planOf(t, s)
	for _, c := range plan.Contacts {
		if !obeys(s.rule(c.Rule), care.GateCaps) {
			continue
		}
		who := s.customer(c.Customer)
		made := slices.Clone(who.History)
		for _, other := range plan.Contacts {
			if other.Customer == c.Customer {
				made = append(made, other.Record)
			}
		}
		for _, limit := range s.program.Caps {
			if n := slowMost(s.program, limit, made, c.At, s.desk(who).loc); slowCovers(limit, c.Channel, c.Topic) && n > *limit.Most {
				t.Fatalf("%v is in a window of %d contacts, and %s allows %d", c, n, limit.ID, *limit.Most)
			}
		}
	}
}

// candidate returns what a contact was before it was planned.
func (s world) candidate(c care.Contact) slowCandidate {
	return slowCandidate{rule: s.rule(c.Rule), occurrence: c.Occurrence, due: c.Due}
}

func TestLawCaps(t *testing.T) { rapid.Check(t, lawCaps) }
func FuzzLawCaps(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawCaps)) }

// remember adds a plan to the histories.
func (s *world) remember(p care.Plan) {
	s.customers = slices.Clone(s.customers)
	for i := range s.customers {
		c := &s.customers[i]
		c.History = slices.Clone(c.History)
		for _, planned := range p.Contacts {
			if planned.Customer == c.ID {
				c.History = append(c.History, planned.Record)
			}
		}
	}
}

// Planning again with the plan in the histories plans nothing new.
func lawAgain(t *rapid.T) {
	s := drawWorld(t, genre{})
	before := planOf(t, s)
	s.remember(before)
	if again := planOf(t, s); len(again.Contacts) > 0 {
		t.Fatalf("planned again: %v\nafter %v\nnot planned %v", again.Contacts, before.Contacts, before.Suppressed)
	}
}

func TestLawAgain(t *testing.T) { rapid.Check(t, lawAgain) }
func FuzzLawAgain(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawAgain)) }

// One run after the other, each with the contacts of those before in the
// histories, plans what one run over all of the time does, where there are no caps
// and no rules once per address, nothing happens in between, and it is known when
// everybody joined: otherwise a first minimum contact is due when a run begins.
func lawDayByDay(t *rapid.T) {
	s := drawWorld(t, genre{uncapped: true, apart: true, settled: true})
	want := planOf(t, s).Contacts
	var got []care.Contact
	parts := s
	for parts.run.From = s.run.From; parts.run.From.Before(s.run.Until); parts.run.From = parts.run.Until {
		length := time.Duration(spread(t, "hours of a part", 1, 48)) * time.Hour
		if parts.run.Until = parts.run.From.Add(length); parts.run.Until.After(s.run.Until) {
			parts.run.Until = s.run.Until
		}
		plan := planOf(t, parts)
		got = append(got, plan.Contacts...)
		parts.remember(plan)
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("-whole +parts\n%s\nnot planned in the whole: %v", diff, planOf(t, s).Suppressed)
	}
}

func TestLawDayByDay(t *testing.T) { rapid.Check(t, lawDayByDay) }
func FuzzLawDayByDay(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawDayByDay)) }
