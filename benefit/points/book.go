package points

import (
	"time"

	"example.com/membership/internal/civil"
)

// book is an account while entries are folded into it.
type book struct {
	loc   *time.Location
	count int64     // of entries
	last  Entry     // of the order
	now   time.Time // up to which time has passed
	reset time.Time // of the last expiry of all points
	debt  int64
	total Sums // of all lots, forgotten ones included
	moved int  // parts of spends that this fold has looked at

	// What is known, in the order of entries, and by ID.
	lots      []*lot
	spends    []*spend
	others    []Entry
	lotByID   map[string]*lot
	spendByID map[string]*spend
	otherByID map[otherID]Entry
	waivers   []waiver         // by instant
	once      map[string]award // by action
	day       civil.Date       // of today
	today     map[string]int64 // points by action

	burn    queue // lots with available points
	waiting queue // lots with pending points

	records bool // whether lines are kept
	lines   []Line
	room    []lot // lots to come
}

// spend is one spend while entries are folded.
type spend struct {
	entry Entry
	left  int64  // not restored
	parts []part // add up to left, in the order of spending
}

type part struct {
	lot    *lot
	points int64
}

type otherID struct {
	kind Kind
	id   string
}

// follow takes an entry that has not been taken before.
func (b *book) follow(en *Entry) error {
	if b.count >= maxEntries {
		return en.fault("", "is one more than the %d that a ledger holds: begin another", int64(maxEntries))
	}
	b.advance(en.At)
	b.begin(*en)
	if err := b.happen(en); err != nil {
		return err
	}
	b.end()
	b.count++
	b.last = *en
	return nil
}

func (b *book) happen(en *Entry) error {
	switch en.Kind {
	case Earn:
		return b.earn(en)
	case Spend:
		return b.spend(en)
	case Restore:
		return b.remember(en, b.restore(en))
	case Reverse:
		return b.remember(en, b.reverse(en))
	case Release:
		return b.remember(en, b.releaseNow(en))
	}
	return b.remember(en, b.expireNow(en))
}

// remember keeps an entry that has neither a lot nor parts.
func (b *book) remember(en *Entry, err error) error {
	if err == nil {
		b.others = append(b.others, *en)
		b.otherByID[otherID{en.Kind, en.ID}] = *en
	}
	return err
}

// known returns the entry of the same kind and ID that was taken before.
func (b *book) known(en *Entry) (Entry, bool) {
	switch en.Kind {
	case Earn:
		if l := b.lotByID[en.ID]; l != nil {
			return l.Entry, true
		}
		return Entry{}, false
	case Spend:
		if s := b.spendByID[en.ID]; s != nil {
			return s.entry, true
		}
		return Entry{}, false
	}
	old, ok := b.otherByID[otherID{en.Kind, en.ID}]
	return old, ok
}

func (b *book) earn(en *Entry) error {
	if b.total.Earned > maxEarned-en.Points {
		return en.fault("points", "%d on top of %d: a ledger holds at most %d points ever earned; begin another",
			en.Points, b.total.Earned, int64(maxEarned))
	}
	l := b.newLot(lotDoc{Entry: *en})
	b.change(l, Sums{Earned: en.Points, Pending: en.Points})
	switch {
	case !en.waits():
		b.release(l)
	case en.Points > 0:
		b.waiting.push(l)
	}
	if en.For != "" {
		b.tally(en)
	}
	return nil
}

// newLot adds a lot that comes after all others.
func (b *book) newLot(doc lotDoc) *lot {
	if len(b.room) == 0 {
		b.room = make([]lot, 1)
	}
	l := &b.room[0]
	b.room = b.room[1:]
	l.lotDoc = doc
	b.lots = append(b.lots, l)
	b.lotByID[doc.Entry.ID] = l
	return l
}

func (b *book) releaseNow(en *Entry) error {
	l, err := b.lotOf(en)
	if err == nil && l.Sums.Pending > 0 {
		b.release(l)
	}
	return err
}

// release makes a lot available from now on.
func (b *book) release(l *lot) {
	if l.place > 0 {
		b.waiting.remove(l)
	}
	term, _ := l.Entry.Expiry.span() // checked with the entry
	l.From, l.Until = b.now, term.until(b.now, b.loc)
	n := l.Sums.Pending
	b.change(l, Sums{Pending: -n})
	b.credit(l, n)
}

// credit gives points of a lot to the customer, as far as they do not pay a debt.
func (b *book) credit(l *lot, n int64) {
	n -= b.payDebt(l, n)
	b.change(l, Sums{Available: n})
	if l.Sums.Available > 0 && l.place == 0 {
		b.burn.push(l)
	}
}

// ended reports whether points cannot be available in a lot any more.
func (b *book) ended(l *lot) bool {
	return !l.Until.IsZero() && !b.now.Before(l.Until) || l.Entry.At.Before(b.reset)
}

func (b *book) spend(en *Entry) error {
	if en.Points > b.total.Available {
		return en.refuse(NotEnough, b.total.Available-b.debt)
	}
	s := &spend{entry: *en, left: en.Points}
	for left := en.Points; left > 0; {
		if err := b.move(en); err != nil {
			return err
		}
		l := b.burn.first()
		n := b.take(l, left, Sums{Spent: 1})
		s.parts = append(s.parts, part{l, n})
		left -= n
	}
	b.spends = append(b.spends, s)
	b.spendByID[en.ID] = s
	return nil
}

// take takes at most n available points of a lot, and returns how many. The one
// field of where that is 1 receives them.
func (b *book) take(l *lot, n int64, where Sums) int64 {
	n = min(n, l.Sums.Available)
	b.change(l, Sums{Available: -n, Spent: n * where.Spent, Expired: n * where.Expired, Reversed: n * where.Reversed})
	if l.Sums.Available == 0 && n > 0 {
		b.burn.remove(l)
	}
	return n
}

func (b *book) expireNow(en *Entry) error {
	if en.Of != "" {
		l, err := b.lotOf(en)
		if err == nil {
			b.expire(l)
		}
		return err
	}
	for b.burn.first() != nil {
		b.expire(b.burn.first())
	}
	for b.waiting.first() != nil {
		b.expire(b.waiting.first())
	}
	b.reset = b.now
	return nil
}

// expire ends a lot now, if it has not ended before.
func (b *book) expire(l *lot) {
	pending := l.Sums.Pending
	if pending > 0 {
		b.waiting.remove(l)
	}
	b.change(l, Sums{Pending: -pending, Expired: pending})
	b.take(l, l.Sums.Available, Sums{Expired: 1})
	if l.Until.IsZero() || b.now.Before(l.Until) {
		l.Until = b.now
	}
}

// change is the only place where the sums of a lot move.
func (b *book) change(l *lot, by Sums) {
	l.Sums.add(by)
	b.total.add(by)
	l.Touched = b.now
	if b.records {
		b.lines[len(b.lines)-1].change(l.Entry.ID, by)
	}
}

// lotOf returns the lot that an entry names.
func (b *book) lotOf(en *Entry) (*lot, error) {
	if l := b.lotByID[en.Of]; l != nil {
		return l, nil
	}
	return nil, b.unknown(en, Earn)
}

// unknown is the answer to an entry that names one that is not known.
func (b *book) unknown(en *Entry, kind Kind) error {
	if b.forgot() {
		return replay("%s names %s, which is not remembered: fold the whole ledger with it", en.name(), record(string(kind), en.Of))
	}
	return en.fault("of", "%s is not in the ledger before this entry: if it is of the same instant, date this one later", record(string(kind), en.Of))
}

// forgot reports whether there were entries that are not known any more.
func (b *book) forgot() bool {
	return b.count > int64(len(b.lots)+len(b.spends)+len(b.others))
}
