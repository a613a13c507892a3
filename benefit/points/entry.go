package points

import (
	"cmp"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Entry is one line of a customer's ledger. Which fields it carries depends on
// its kind; the others stay zero.
//
//	Kind     fields besides ID, Kind and At
//	Earn     Points (≥ 0), Expiry; Release, Awaits and For if there are any
//	Release  Of: the earn whose points do not wait any longer
//	Spend    Points (≥ 1); For if there is any
//	Restore  Of: the spend; Points (≥ 1)
//	Reverse  Of: the earn; Points (≥ 0); Clawback; Left where it is known
//	Expire   Of: the earn, or "" for all points that there are
//
// An entry is named by its kind and ID: an order's earn and its spend may both
// have the ID of the order.
type Entry struct {
	ID     string    `json:"id"`              // ID is the key of the source
	Kind   Kind      `json:"kind"`            // Kind says what happens
	At     time.Time `json:"at"`              // At is when it was appended
	Points int64     `json:"points,omitzero"` // Points is how many, at most 10^12
	Of     string    `json:"of,omitzero"`     // Of is the ID of the entry meant, which comes before this one
	For    string    `json:"for,omitzero"`    // For is the action of an award, or the reward of an exchange
	// Release is when pending points become available by themselves, later
	// than At.
	Release time.Time `json:"release,omitzero"`
	// Awaits names the action that pending points wait for. With neither
	// Release nor Awaits they are available at once.
	Awaits   string   `json:"awaits,omitzero"`
	Expiry   Term     `json:"expiry,omitzero"`   // Expiry is how long they are valid, from their availability on
	Clawback Clawback `json:"clawback,omitzero"` // Clawback says how far the reversal goes
	// Left is how many points the earn had left, by its maker, before the
	// reversal: one made where it had another number cannot be. Default: 0,
	// whatever it has.
	Left int64 `json:"left,omitzero"`
}

// Kind is the kind of an [Entry].
type Kind string

const (
	Earn    Kind = "earn"    // points come in, as a lot
	Release Kind = "release" // pending points become available
	Spend   Kind = "spend"   // available points are used
	Restore Kind = "restore" // spent points come back
	Reverse Kind = "reverse" // earned points are taken back
	Expire  Kind = "expire"  // points end before their time, also those that come back later
)

// UnmarshalJSON reads an entry strictly: unknown and repeated fields, wrong
// types and null are faults of a [*benefit.InvalidError]. On an error en is left
// as it was.
func (en *Entry) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit/points: entry", data, en))
}

// Equal reports whether two entries say the same.
func (en Entry) Equal(o Entry) bool { return compareEntries(&en, &o) == 0 }

// rank is the place of the kind among the entries of one instant.
func (k Kind) rank() int {
	switch k {
	case Expire:
		return 1
	case Release:
		return 2
	case Earn:
		return 3
	case Restore:
		return 4
	case Reverse:
		return 5
	case Spend:
		return 6
	}
	return 0
}

// compareOrder is the order of different entries: instant, kind, ID.
func compareOrder(a, b *Entry) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Kind.rank(), b.Kind.rank()); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// compareEntries is compareOrder, and then the order of all that an entry says,
// so that which of two faults is found first does not depend on the input.
func compareEntries(a, b *Entry) int {
	if c := compareOrder(a, b); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind), // unknown kinds share a rank
		cmp.Compare(a.Points, b.Points),
		cmp.Compare(a.Of, b.Of),
		cmp.Compare(a.For, b.For),
		a.Release.Compare(b.Release),
		cmp.Compare(a.Awaits, b.Awaits),
		cmp.Compare(a.Expiry, b.Expiry),
		cmp.Compare(a.Clawback, b.Clawback),
		cmp.Compare(a.Left, b.Left),
	)
}

// canonical returns the entry with its instants in UTC: the one form of all
// entries that say the same.
func (en Entry) canonical() Entry { return en.in(time.UTC) }

// in returns the entry with its instants in a location.
func (en Entry) in(loc *time.Location) Entry {
	en.At, en.Release = in(en.At, loc), in(en.Release, loc)
	return en
}

// in returns an instant in a location, and the zero Time as it is.
func in(t time.Time, loc *time.Location) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Round(0).In(loc)
}

// check returns why the entry cannot be, whatever the ledger. The location is for
// messages alone.
func (en *Entry) check(loc *time.Location) error {
	if en.Kind.rank() == 0 {
		return en.fault("kind", "%q is unknown: give one of earn, release, spend, restore, reverse, expire", clip(string(en.Kind)))
	}
	if err := fault.Key(en.ID); err != nil {
		return en.fault("id", "%v", err)
	}
	if err := civil.CheckInstant(en.At); err != nil {
		return en.fault("at", "%v", err)
	}
	if en.Points < en.leastPoints() || en.Points > en.mostPoints() {
		return en.fault("points", "%d is outside %d..%d", en.Points, en.leastPoints(), en.mostPoints())
	}
	if err := en.alien("left", en.Left != 0 && en.Kind != Reverse); err != nil {
		return err
	}
	if err := en.checkTexts(); err != nil {
		return err
	}
	if en.Kind == Earn {
		return en.checkTerms(loc)
	}
	if err := en.alien("release", !en.Release.IsZero()); err != nil {
		return err
	}
	if en.Left != 0 && (en.Left < en.Points || en.Left > maxPoints) {
		return en.fault("left", "%d is outside %d..%d", en.Left, en.Points, int64(maxPoints))
	}
	if en.Kind == Reverse && en.Clawback != PendingOnly && en.Clawback != WithinBalance && en.Clawback != IntoDebt {
		return en.fault("clawback", "%q is unknown: give one of pending, balance, debt", clip(string(en.Clawback)))
	}
	return nil
}

func (en *Entry) leastPoints() int64 {
	if en.Kind == Spend || en.Kind == Restore {
		return 1
	}
	return 0
}

func (en *Entry) mostPoints() int64 {
	if en.Kind == Release || en.Kind == Expire {
		return 0
	}
	return maxPoints
}

// checkTexts checks which texts there are, and the form of names.
func (en *Entry) checkTexts() error {
	names := en.Kind != Earn && en.Kind != Spend
	if names && en.Of == "" && en.Kind != Expire {
		return en.fault("of", "is missing: give the ID of the entry that is meant")
	}
	for _, f := range []struct {
		name, text string
		own        bool
	}{
		{"of", en.Of, names},
		{"for", en.For, !names},
		{"awaits", en.Awaits, en.Kind == Earn},
		{"expiry", string(en.Expiry), en.Kind == Earn},
		{"clawback", string(en.Clawback), en.Kind == Reverse},
	} {
		if f.text == "" {
			continue
		}
		if err := en.alien(f.name, !f.own); err != nil {
			return err
		}
		if err := fault.Name(f.text); err != nil {
			return en.fault(f.name, "%v", err)
		}
	}
	return nil
}

// checkTerms checks what only an earn has.
func (en *Entry) checkTerms(loc *time.Location) error {
	if en.Expiry == "" {
		return en.fault("expiry", `is missing: give a term, such as "12 months" or "never"`)
	}
	if _, err := en.Expiry.span(); err != nil {
		return en.fault("expiry", "%v", err)
	}
	if en.Release.IsZero() {
		return nil
	}
	if err := civil.CheckInstant(en.Release); err != nil {
		return en.fault("release", "%v", err)
	}
	if !en.Release.After(en.At) {
		return en.fault("release", "%s is not later than the entry, %s: leave it out for points available at once", text(en.Release, loc), text(en.At, loc))
	}
	return nil
}

// alien returns an error where a field is set that the kind does not have.
func (en *Entry) alien(field string, set bool) error {
	if set {
		return en.fault(field, "is nothing that an entry of kind %s has: leave it out", en.Kind)
	}
	return nil
}

// waits reports whether points of an earn are pending at first.
func (en *Entry) waits() bool { return en.Awaits != "" || !en.Release.IsZero() }

func (en *Entry) fault(field, format string, args ...any) error {
	return dataError(record(clip(string(en.Kind)), en.ID), field, format, args...)
}

// name returns kind and ID for a message.
func (en *Entry) name() string { return record(string(en.Kind), en.ID) }

// twice is the error about two different entries of one kind and ID, of which
// old is the earlier one.
func (en *Entry) twice(old *Entry, loc *time.Location) error {
	return en.fault("id", "comes twice with different content, at %s and at %s: an ID of a kind is one entry, once", text(old.At, loc), text(en.At, loc))
}
