package benefit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// printer writes values so that different ones have different bytes.
type printer []byte

func (p *printer) text(s ...string) {
	for _, s := range s {
		*p = append(binary.AppendUvarint(*p, uint64(len(s))), s...)
	}
}

func (p *printer) texts(s []string) {
	p.int(int64(len(s)))
	p.text(s...)
}

// tags writes texts whose order says nothing.
func (p *printer) tags(s []string) {
	if len(s) > 1 {
		s = sorted(s)
	}
	p.texts(s)
}

func (p *printer) int(n ...int64) {
	for _, n := range n {
		*p = binary.AppendVarint(*p, n)
	}
}

func (p *printer) bool(b bool) {
	n := int64(0)
	if b {
		n = 1
	}
	p.int(n)
}

func (p *printer) decimal(d ...decimal.Decimal) {
	for _, d := range d {
		if d.IsZero() {
			p.int(0)
			continue
		}
		p.text(exact.Text(d))
	}
}

func (p *printer) time(t time.Time) {
	p.bool(t.IsZero())
	p.int(t.Unix(), int64(t.Nanosecond()))
}

// sum returns the fingerprint of what was written.
func (p printer) sum() string {
	sum := sha256.Sum256(p)
	return hex.EncodeToString(sum[:16])
}

// fingerprint covers everything that decides.
func (e *Engine) fingerprint() string {
	var p printer
	p.int(int64(e.decimals), int64(len(e.offers)))
	p.text(string(e.rounding))
	for _, s := range e.strategies {
		p.text(string(s))
	}
	p.int(e.tender.step, e.tender.worth, e.tender.share.num, e.tender.share.den)
	for i := range e.offers {
		p.text(e.offers[i].print)
		p.time(e.offers[i].From)
		p.time(e.offers[i].Until)
	}
	return p.sum()
}

// fingerprint covers everything an offer says but its name, and when it is open:
// an offer that applies does so whether it ends tomorrow or not.
func (o *Offer) fingerprint() string {
	var p printer
	p.text(o.ID, string(o.Lane), o.Group)
	p.int(int64(o.Priority))
	p.bool(o.Exclusive)
	p.tags(o.Tiers)
	p.scope(&o.Scope)
	p.decimal(o.Minimum.Amount)
	p.int(o.Minimum.Quantity)
	p.scope(o.Minimum.Of)
	p.deal(&o.Deal)
	return p.sum()
}

func (p *printer) scope(s *Scope) {
	p.bool(s == nil)
	if s == nil {
		return
	}
	c := compileScope(*s)
	p.int(int64(c.kinds))
	p.texts(c.items)
	p.texts(c.tags)
	p.texts(c.except)
}

func (p *printer) deal(d *Deal) {
	p.decimal(d.Off, d.Pays, d.Price, d.Every.Spent, d.Every.Off, d.BuyGet.Pays, d.Set.Price, d.Most)
	p.bool(d.Free)
	p.int(d.NForM.N, d.NForM.M, d.BuyGet.Buy, d.BuyGet.Get, d.Gift.Quantity, d.Times, int64(len(d.Set.Parts)))
	p.scope(d.BuyGet.Of)
	for _, part := range d.Set.Parts {
		p.text(part.Item)
		p.int(part.Quantity)
	}
	p.text(d.Gift.Item)
}

// fingerprintOf covers the programme, what is bought and given, the offers that
// apply as they are, and all amounts.
func (e *Engine) fingerprintOf(r *run, q *Quote, withdrawn []bool, applied []*candidate) string {
	var memory [4096]byte
	p := printer(memory[:0])
	p.text(e.print, q.Tier)
	p.int(int64(len(q.Lines)), int64(len(applied)), int64(len(r.takes)), q.Points.Used)
	for i, l := range r.lines {
		if withdrawn[i] {
			continue
		}
		p.text(l.ID, l.Item, l.Gift)
		p.tags(l.Tags)
		p.int(int64(l.kind), l.Quantity, l.price, r.left[i])
		p.bool(l.NoMember)
	}
	for _, o := range applied {
		p.text(o.print)
	}
	for i := range r.landed {
		p.int(int64(r.landed[i].takes))
	}
	for _, t := range r.takes {
		p.text(r.lines[t.line].ID)
		p.int(t.amount)
	}
	return p.sum()
}
