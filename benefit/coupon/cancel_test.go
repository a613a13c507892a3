package coupon_test

import (
	"slices"
	"testing"

	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
)

func cancel(t failer, claims []coupon.Claim) []coupon.Step {
	t.Helper()
	steps, err := coupon.Cancel(claims, noon)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

// A pack is cancelled as a whole; what counted it comes back once.
func TestCancelPack(t *testing.T) {
	claims := granted(t, newShop(t, helloBook()), hello, newcomer("a"))
	slices.Reverse(claims)
	steps := cancel(t, claims)
	want := [][]string{
		{"coupon/A", "coupon/A/a", "coupon/B", "coupon/B/a", "gift/MUG/a", "pack/HELLO", "pack/HELLO/a"},
		nil,
		nil,
	}
	var frees [][]string
	var after []coupon.Claim
	for _, s := range steps {
		if !s.Changed || s.Claim.State != coupon.Cancelled || s.Was != coupon.Claimed {
			t.Errorf("%+v", s)
		}
		frees, after = append(frees, s.Frees), append(after, s.Claim)
	}
	if diff := cmp.Diff(want, frees); diff != "" {
		t.Error(diff)
	}
	for _, s := range cancel(t, after) {
		if s.Changed || s.Frees != nil || s.Reasons != nil {
			t.Errorf("twice: %+v", s)
		}
	}
}

// A pack of which one thing is used stays, all of it, and frees nothing.
func TestCancelUsedPack(t *testing.T) {
	claims := granted(t, newShop(t, helloBook()), hello, newcomer("a"))
	claims[1].State, claims[1].Order = coupon.Reserved, "O"
	before := slices.Clone(claims)
	for i, s := range cancel(t, claims) {
		if s.Changed || s.Frees != nil || s.Claim != before[i] || (len(s.Reasons) > 0) != (i == 1) {
			t.Errorf("%+v", s)
		}
	}
	if !slices.Equal(claims, before) {
		t.Error("the claims were changed")
	}
}

func TestCancelErrors(t *testing.T) {
	shop := newShop(t, helloBook())
	a, b := granted(t, shop, hello, newcomer("a")), granted(t, shop, hello, newcomer("b"))
	half := slices.Clone(a)
	half[2].State = coupon.Cancelled
	for _, c := range []struct {
		claims []coupon.Claim
		want   string
	}{
		{nil, "the claims: are missing; give one claim, or all of a pack"},
		{a[:2], `claim "pack/HELLO/a/r/coupon/A": parts: was made as one of 3 claims, not of 2; hand over all of them`},
		{[]coupon.Claim{a[0], b[1], a[2]}, `claim "pack/HELLO/b/r/coupon/B": was not made together with claim "pack/HELLO/a/r/coupon/A"; cancel them one after the other`},
		{half, `claim "pack/HELLO/a/r/gift/MUG": state: is "cancelled" beside "claimed" of claim "pack/HELLO/a/r/coupon/A"; the claims of a pack are cancelled together`},
		{[]coupon.Claim{a[0], half[2], a[1], a[2]}, `claim "pack/HELLO/a/r/gift/MUG": is given twice with different content; hand over each claim once, as it is now`},
	} {
		_, err := coupon.Cancel(c.claims, noon)
		wantData(t, err, "benefit: "+c.want)
	}
	if got := cancel(t, append(slices.Clone(a), a...)); len(got) != 3 {
		t.Errorf("%d steps", len(got))
	}
}
