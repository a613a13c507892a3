package catalog_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func (q question) engine(t failer) *catalog.Engine { return newEngine(t, q.loc, q.catalog.Benefits...) }

func (q question) ask(t failer, e *catalog.Engine, at time.Time) catalog.Entitlements {
	return ask(t, e, q.member, at, q.launches...)
}

// benefitOf returns the benefit of an answer.
func (q question) benefitOf(id string) catalog.Benefit {
	return q.catalog.Benefits[slices.IndexFunc(q.catalog.Benefits, func(b catalog.Benefit) bool { return b.ID == id })]
}

// One answer per benefit, and each agrees with the definition: whether it is
// available, and until when or from when on.
func checkDefinition(t *rapid.T) {
	q := drawQuestion(t)
	has := q.ask(t, q.engine(t), q.at)
	if len(has.Benefits) != len(q.catalog.Benefits) {
		t.Fatalf("%d answers for %d benefits", len(has.Benefits), len(q.catalog.Benefits))
	}
	for _, got := range has.Benefits {
		b := q.benefitOf(got.Benefit)
		free := func(at time.Time) bool { return slowFree(b, q.member, q.at, at, q.loc, q.launches) }
		forTier := len(b.Tiers) == 0 || slices.Contains(b.Tiers, q.member.Tier)
		belongs := forTier && !(q.member.Withdrawn && (len(b.Tiers) > 0 || b.When.Joined != ""))
		if want := belongs && free(q.at); want != (got.Status == catalog.Available) || want != (len(got.Reasons) == 0) {
			t.Fatalf("%+v: available %v", got, want)
		}
		if (got.Status == catalog.OtherTier) == forTier {
			t.Fatalf("%+v: for the tier %q: %v", got, q.member.Tier, forTier)
		}
		switch {
		case got.Status == catalog.Available && b.Limit.Times == 0: // with a limit, time brings more uses
			checkEdge(t, got, q.at, got.Until, true, free)
		case belongs && got.Status != catalog.Available:
			checkEdge(t, got, q.at, got.Opens, false, free)
		}
		checkCodes(t, q, got)
	}
}

// checkEdge checks that free stays as it is from one instant to another, and
// changes there.
func checkEdge(t *rapid.T, got catalog.Entitlement, from, to time.Time, is bool, free func(time.Time) bool) {
	last := to
	if to.IsZero() {
		last = from.AddDate(5, 0, 0) // as good as never: there are a few years of birthdays
	} else if free(to) == is {
		t.Fatalf("%+v: nothing changes at %s", got, to)
	}
	for at := from; at.Before(last); at = at.Add(20*time.Hour + last.Sub(at)/50) {
		if free(at) != is {
			t.Fatalf("%+v: changes before %s, at %s", got, to, at)
		}
	}
	if free(last.Add(-1)) != is {
		t.Fatalf("%+v: changes just before %s", got, to)
	}
}

// checkCodes checks the reasons against whether a window is open.
func checkCodes(t *rapid.T, q question, got catalog.Entitlement) {
	b := q.benefitOf(got.Benefit)
	open := slowOpen(b, q.member, q.at, q.loc, q.launches)
	shut := slices.ContainsFunc(got.Reasons, func(r catalog.Reason) bool { return r.Code == catalog.NotYet || r.Code == catalog.Ended })
	if shut == (len(open) > 0) {
		t.Fatalf("%+v: open %v", got, open)
	}
	if b.Kind == catalog.EarlyAccess {
		slices.Sort(open)
		if !slices.Equal(got.Launches, open) {
			t.Fatalf("%+v: open %v", got, open)
		}
	}
	if len(got.Reasons) > 0 && got.Status != got.Reasons[0].Code {
		t.Fatalf("%+v: status is not the first reason", got)
	}
	if got.Left < 0 || got.Left > 0 && (got.Status != catalog.Available || got.Left != got.Times-got.Used) {
		t.Fatalf("%+v: left", got)
	}
}

func TestDefinition(t *testing.T) { rapid.Check(t, checkDefinition) }
func FuzzDefinition(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkDefinition)) }

// Nothing changes strictly between an instant and Next.
func checkNext(t *rapid.T) {
	q := drawQuestion(t)
	q.member.Uses = slices.DeleteFunc(q.member.Uses, func(u catalog.Use) bool { return u.At.After(q.at) })
	e := q.engine(t)
	now := q.ask(t, e, q.at)
	last := now.Next
	if last.IsZero() {
		last = q.at.AddDate(4, 0, 0)
	} else if !last.After(q.at) {
		t.Fatalf("Next %s is not after %s", last, q.at)
	}
	same := func(at time.Time) {
		then := q.ask(t, e, at)
		if then.At = now.At; text(t, then) != text(t, now) {
			t.Fatalf("at %s, Next %s:\n%s", at, now.Next, cmp.Diff(now, then))
		}
	}
	for at := q.at; at.Before(last); at = at.Add(20*time.Hour + last.Sub(at)/20) {
		same(at)
	}
	same(last.Add(-1))
}

func TestNext(t *testing.T) { rapid.Check(t, checkNext) }
func FuzzNext(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkNext)) }

// The order of the input and what comes twice change nothing, byte for byte; nor
// does writing the catalog and the member to JSON and reading them back. Nothing
// handed in is changed.
func checkInput(t *rapid.T) {
	q := drawQuestion(t)
	before := text(t, []any{q.catalog, q.member, q.launches})
	want := text(t, q.ask(t, q.engine(t), q.at))
	if after := text(t, []any{q.catalog, q.member, q.launches}); after != before {
		t.Fatalf("%s became %s", before, after)
	}

	p := q
	p.catalog.Benefits = rapid.Permutation(q.catalog.Benefits).Draw(t, "benefits")
	for i := range p.catalog.Benefits {
		tiers := slices.Clone(p.catalog.Benefits[i].Tiers)
		slices.Reverse(tiers)
		p.catalog.Benefits[i].Tiers = tiers
	}
	p.member.Uses = rapid.Permutation(append(slices.Clone(q.member.Uses), q.member.Uses...)).Draw(t, "uses")
	p.member.Birthdays = rapid.Permutation(q.member.Birthdays).Draw(t, "birthdays")
	p.launches = rapid.Permutation(append(slices.Clone(q.launches), q.launches...)).Draw(t, "launches")
	if got := text(t, p.ask(t, p.engine(t), p.at)); got != want {
		t.Fatalf("permuted:\n%s\n%s", want, got)
	}

	read, err := catalog.ParseCatalog([]byte(text(t, q.catalog)))
	if err != nil {
		t.Fatal(err)
	}
	q.catalog, q.member.Uses = read, nil
	if err := json.Unmarshal([]byte(text(t, p.member)), &q.member); err != nil {
		t.Fatal(err)
	}
	if got := text(t, q.ask(t, q.engine(t), q.at.UTC())); got != want {
		t.Fatalf("read back:\n%s\n%s", want, got)
	}
}

func TestInput(t *testing.T) { rapid.Check(t, checkInput) }
func FuzzInput(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkInput)) }

// The offers are those a quote takes, and are open at the instant.
func checkOffers(t *rapid.T) {
	q := drawQuestion(t)
	has := q.ask(t, q.engine(t), q.at)
	pricing, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp, Offers: has.Offers})
	if err != nil {
		t.Fatal(err)
	}
	quote, err := pricing.Quote(benefit.Cart{Tier: q.member.Tier, Lines: []benefit.Line{{ID: "1", Item: "x", Quantity: 1, Price: dec("100")}}}, q.at)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range quote.Rejected {
		for _, why := range r.Reasons {
			if why.Code == benefit.NotYet || why.Code == benefit.Ended || why.Code == benefit.OtherTier || why.Code == benefit.NoLines && r.Lane == benefit.ItemLane {
				t.Fatalf("%+v of %+v", r, has.Offers)
			}
		}
	}
}

func TestOffers(t *testing.T) { rapid.Check(t, checkOffers) }
func FuzzOffers(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkOffers)) }

// Whatever the bytes: a catalog or an InvalidError, and then a working engine or
// an InvalidError, and no panic.
func FuzzParseCatalog(f *testing.F) {
	f.Add([]byte(`{"tiers": ["gold"], "benefits": [{"id": "a", "kind": "discount", "deal": {"pays": 0.85}}]}`))
	f.Add([]byte(`{"benefits": [{"id": "b", "kind": "coupon", "item": "C", "when": {"birthday": {"before": 3, "leap": "march-1"}}}]}`))
	f.Add([]byte(`{"benefits": [{"id": "c", "kind": "gift", "item": "g", "limit": {"times": 2, "per": "year"}, "when": {"joined": "1 day"}}]}`))
	f.Add([]byte(`{"benefits": [{"id": "d", "kind": "discount", "deal": {"set": {"parts": null}}, "scope": {"items": [""]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := catalog.ParseCatalog(data)
		var wrong *benefit.InvalidError
		if err != nil {
			if !errors.As(err, &wrong) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		e, err := catalog.New(c, time.UTC)
		if err != nil {
			if !errors.As(err, &wrong) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		at := time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC)
		if has, err := e.Entitlements(catalog.Member{ID: "C1", Birthday: "02-29"}, at); err == nil && len(has.Benefits) != len(c.Benefits) {
			t.Fatalf("%+v", has)
		}
	})
}
