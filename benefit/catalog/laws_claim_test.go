package catalog_test

import (
	"fmt"
	"slices"
	"testing"

	"example.com/membership/benefit/catalog"
	"pgregory.net/rapid"
)

// store is what a shop records.
type store struct {
	uses     []catalog.Use
	requests map[string]int // how often each was recorded, by benefit and request
}

// record keeps a use as its guard says, and each key once, and reports whether it
// did.
func (s *store) record(c catalog.Claim, g catalog.Grant) bool {
	n := int64(0)
	for _, u := range s.uses {
		if u.Key == g.Use.Key {
			return false
		}
		if g.Guard == nil || u.Benefit != g.Guard.Benefit || u.Returned {
			continue
		}
		within := !u.At.Before(g.Guard.From) && (g.Guard.Until.IsZero() || u.At.Before(g.Guard.Until))
		if within || g.Guard.Year != 0 && u.Year == g.Guard.Year {
			n++
		}
	}
	if g.Guard != nil && n >= g.Guard.Below {
		return false
	}
	s.uses = append(s.uses, *g.Use)
	s.requests[c.Benefit+" "+c.Request]++
	return true
}

// claims is a shop in which customers claim while all is edited.
type claims struct {
	question
	engines []*catalog.Engine // of catalogs with other limits
	store   store
}

func drawClaims(t *rapid.T) *claims {
	s := &claims{question: drawQuestion(t), store: store{requests: map[string]int{}}}
	s.member.Uses = nil
	s.engines = []*catalog.Engine{s.engine(t)}
	if rapid.Bool().Draw(t, "limits edited") {
		other := slices.Clone(s.catalog.Benefits)
		for i := range other {
			if b := &other[i]; b.Kind != catalog.EarlyAccess && b.When.Birthday == nil {
				b.Limit = catalog.Limit{Times: rapid.Int64Range(1, 3).Draw(t, "other times"), Per: rapid.SampledFrom([]catalog.Period{catalog.Month, catalog.Year}).Draw(t, "other per")}
			}
		}
		s.engines = append(s.engines, newEngine(t, s.loc, other...))
	}
	return s
}

// drawMember returns the member by a reading of so many of the uses, whatever
// birthday is given by then.
func (s *claims) drawMember(t *rapid.T, known int) catalog.Member {
	m := s.member
	m.Uses = slices.Clone(s.store.uses[:known])
	if m.Birthday != "" {
		m.Birthday = rapid.SampledFrom([]string{"12-30", "01-02", "02-29", m.Birthday}).Draw(t, "edited")
	}
	return m
}

func (s *claims) claim(t *rapid.T, m catalog.Member, c catalog.Claim) catalog.Grant {
	e := rapid.SampledFrom(s.engines).Draw(t, "engine")
	g, err := e.Claim(m, c, s.launches...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// step is one claim from a reading of any age, and a retry of it from a fresh one.
func (s *claims) step(t *rapid.T) {
	known := len(s.store.uses)
	if rapid.Bool().Draw(t, "old reading") {
		known = rapid.IntRange(0, known).Draw(t, "known")
	}
	c := catalog.Claim{
		Benefit: rapid.SampledFrom(s.catalog.Benefits).Draw(t, "of").ID,
		Request: rapid.SampledFrom([]string{"r1", "r2", "r3", "r4", "r5"}).Draw(t, "request"),
		At:      drawInstant(t, "claimed", s.at, s.loc, 3),
	}
	g := s.claim(t, s.drawMember(t, known), c)
	if g.Use != nil && !g.Recorded {
		fresh := known == len(s.store.uses)
		switch ok := s.store.record(c, g); {
		case g.Entitlement.Status != catalog.Available:
			t.Fatalf("granted: %+v", g)
		case !ok && fresh:
			t.Fatalf("available, and never recorded: %+v, of %+v", g, s.store.uses)
		}
	} else if g.Use == nil && g.Entitlement.Status == catalog.Available {
		t.Fatalf("available, and refused: %+v", g)
	}
	s.retry(t, c)
}

// retry claims again, with a fresh reading and whatever is edited by then, and
// may give the use back.
func (s *claims) retry(t *rapid.T, c catalog.Claim) {
	i := slices.IndexFunc(s.store.uses, func(u catalog.Use) bool {
		return u.Key == fmt.Sprintf("benefit/%s/C1/%s", c.Benefit, c.Request)
	})
	if i < 0 {
		return
	}
	u := &s.store.uses[i]
	u.Returned = u.Returned || rapid.IntRange(0, 5).Draw(t, "given back") == 0
	c.At = drawInstant(t, "retried", s.at, s.loc, 3)
	switch g := s.claim(t, s.drawMember(t, len(s.store.uses)), c); {
	case u.Returned && (g.Use != nil || g.Entitlement.Status != catalog.Returned):
		t.Fatalf("given back, and again: %+v", g)
	case !u.Returned && (!g.Recorded || g.Guard != nil || text(t, g.Use) != text(t, u)):
		t.Fatalf("%+v, again: %+v", u, g)
	}
}

// However claims interleave, from however old a reading of the uses, whatever
// birthday the customer gives, however the limits are edited and the clocks
// differ: no limit is exceeded, no request is recorded twice, a retry is the same
// use, and what is available to who has read all uses is recorded.
func checkClaims(t *rapid.T) {
	s := drawClaims(t)
	for range rapid.IntRange(1, 12).Draw(t, "claims") {
		s.step(t)
	}
	for request, n := range s.store.requests {
		if n > 1 {
			t.Fatalf("%s was recorded %d times", request, n)
		}
	}
	n := map[string]int64{}
	for _, u := range s.store.uses {
		if u.Returned {
			continue
		}
		b := s.benefitOf(u.Benefit)
		periods, most := []string{slowPeriod(b.Limit.Per, u.At, s.loc)}, b.Limit.Times
		switch {
		case b.When.Birthday != nil:
			periods, most = []string{fmt.Sprint("for ", u.Year), slowPeriod(catalog.Year, u.At, s.loc)}, 1
		case most == 0 || len(s.engines) > 1:
			continue
		}
		for _, p := range periods {
			if n[b.ID+" "+p]++; n[b.ID+" "+p] > most {
				t.Fatalf("%d uses of %+v in %s: %+v", n[b.ID+" "+p], b, p, s.store.uses)
			}
		}
	}
}

func TestClaims(t *testing.T) { rapid.Check(t, checkClaims) }
func FuzzClaims(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkClaims)) }

// What Entitlements answers to who has no later uses, Claim answers too.
func checkAgreement(t *rapid.T) {
	q := drawQuestion(t)
	q.member.Uses = slices.DeleteFunc(q.member.Uses, func(u catalog.Use) bool { return u.At.After(q.at) })
	e := q.engine(t)
	for _, want := range q.ask(t, e, q.at).Benefits {
		g, err := e.Claim(q.member, catalog.Claim{Benefit: want.Benefit, Request: "new", At: q.at}, q.launches...)
		if err != nil {
			t.Fatal(err)
		}
		if text(t, g.Entitlement) != text(t, want) || (g.Use != nil) != (want.Status == catalog.Available) || g.Recorded {
			t.Fatalf("%+v, want %+v", g, want)
		}
		if g.Use != nil && !(&store{uses: q.member.Uses, requests: map[string]int{}}).record(catalog.Claim{}, g) {
			t.Fatalf("available, and never recorded: %+v", g)
		}
	}
}

func TestAgreement(t *testing.T) { rapid.Check(t, checkAgreement) }
func FuzzAgreement(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkAgreement)) }
