package segment_test

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// tickets are the numbers that SHA-256 gives, worked out elsewhere: who has won
// wins again after every update.
var tickets = []struct {
	draw, id string
	ticket   uint64
}{
	{"spring gift", "C17", 0x1ae92728a6352536},
	{"a", "bc", 0x3fafa1cf2f19a7c1},
	{"ab", "c", 0x601d5476e2ccfe2c},
	{"春", "客户1", 0x812612bc06fa62d0},
	{"gift", "-9223372036854775808", 0xd32ef615ff90f5e1},
	{"d", strings.Repeat("x", 300), 0x44a6b34e8eb7cb12},
}

// A customer is in from the first share above their ticket on. Shares have 12
// decimals; the two nearest a ticket lie on either side of it.
func TestShareTickets(t *testing.T) {
	scale := decimal.New(1, 12).BigInt()
	for _, c := range tickets {
		if got := ticketOf(c.draw, c.id); got != c.ticket {
			t.Errorf("%s, %.20s: ticket %#x, want %#x", c.draw, c.id, got, c.ticket)
		}
		least := new(big.Int).Mul(new(big.Int).SetUint64(c.ticket), scale)
		least.Rsh(least, 64)
		for n, want := range []bool{false, true} {
			share := decimal.NewFromBigInt(new(big.Int).Add(least, big.NewInt(int64(n))), -12).StringFixed(12)
			if got := holds(t, &customer{ID: c.id}, clause("id", segment.Share, c.draw, share), now); got != want {
				t.Errorf("%s, %.20s: share %s: %v, want %v", c.draw, c.id, share, got, want)
			}
		}
	}
}

// A number identifies by its decimal digits.
func TestShareOfNumber(t *testing.T) {
	for _, n := range []int64{0, 1, -1, 42, -1 << 63, 1<<63 - 1} {
		for share := 1; share < 10; share++ {
			values := []string{"spring", "0." + strconv.Itoa(share)}
			got := holds(t, &customer{Orders: n}, clause("orders", segment.Share, values...), now)
			want := holds(t, &customer{ID: strconv.FormatInt(n, 10)}, clause("id", segment.Share, values...), now)
			if got != want {
				t.Errorf("%d, share %s: %v, as a text %v", n, values[1], got, want)
			}
		}
	}
}

// A larger share of a draw holds for the same customers and more: nobody at 0,
// everybody with an identity at 1.
func checkShareGrows(t *rapid.T) {
	draw := rapid.StringN(1, 20, 300).Draw(t, "draw")
	c := &customer{ID: rapid.StringN(0, 20, 300).Draw(t, "id")}
	held := false
	for i := range int64(41) {
		share := decimal.New(25*i, -3).String()
		got := holds(t, c, clause("id", segment.Share, draw, share), now)
		if held && !got {
			t.Fatalf("share %s holds no longer", share)
		}
		want := c.ID != "" && drawn(segment.Values{draw, share}, c.ID)
		if got != want {
			t.Fatalf("share %s: %v, want %v", share, got, want)
		}
		held = got
	}
	if held != (c.ID != "") {
		t.Fatalf("share 1: %v", held)
	}
}

func TestShareGrows(t *testing.T) { rapid.Check(t, checkShareGrows) }
func FuzzShareGrows(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkShareGrows)) }

func TestShareEnds(t *testing.T) {
	for _, text := range []string{"0", "0.000", "0e5", "-0", "1", "1.0", "10e-1", "1.000000000000"} {
		r := clause("id", segment.Share, "spring", text)
		for i := range 200 {
			if got, want := holds(t, &customer{ID: strconv.Itoa(i)}, r, now), strings.Contains(text, "1"); got != want {
				t.Fatalf("share %s: %v", text, got)
			}
		}
		if holds(t, &customer{}, r, now) {
			t.Errorf("share %s holds for nobody's identity", text)
		}
	}
}

// winners asks a share of a draw about the customers 0 to 9,999.
func winners(t *testing.T, draw, share string) (won [10_000]bool) {
	t.Helper()
	m := must(compileRule(t, customerSchema(t), clause("id", segment.Share, draw, share), time.UTC).At(now))
	for i := range won {
		won[i] = m.Match(&customer{ID: fmt.Sprintf("customer %d", i)})
	}
	return won
}

// Of 10,000 customers each tenth gets a tenth: chi-square of ten classes, whose
// critical value for a chance of 0.1 % at 9 degrees of freedom is 27.877.
func TestShareIsUniform(t *testing.T) {
	for _, draw := range []string{"spring gift", "spring gift 2", "春"} {
		below, chi := 0, 0.0
		for tenth := 1; tenth <= 10; tenth++ {
			count := 0
			for _, won := range winners(t, draw, decimal.New(int64(tenth), -1).String()) {
				if won {
					count++
				}
			}
			off := float64(count - below - 1000)
			below, chi = count, chi+off*off/1000
		}
		if below != 10_000 || chi > 27.877 {
			t.Errorf("%s: %d customers, chi-square %.1f, want at most 27.877", draw, below, chi)
		}
	}
}

// Draws whose names are all but the same are independent, two by two and all
// together: chi-square of the pairs at 1 degree of freedom against 17.99, which
// one of 45 pairs exceeds with a chance of 0.1 %, and of 1,024 classes at 1,013
// (ten sizes of draws are as drawn) against 1,157.8, for the same chance.
func TestSharesAreIndependent(t *testing.T) {
	var draws [10][10_000]bool
	for i := range draws {
		draws[i] = winners(t, fmt.Sprintf("gift %d", i), "0.5")
	}
	for i := range draws {
		for j := range i {
			var n [4]float64
			for c := range draws[i] {
				n[bit(draws[i][c])+2*bit(draws[j][c])]++
			}
			cross := n[0]*n[3] - n[1]*n[2]
			if chi := 10_000 * cross * cross / ((n[0] + n[1]) * (n[2] + n[3]) * (n[0] + n[2]) * (n[1] + n[3])); chi > 17.99 {
				t.Errorf("draws %d and %d: chi-square %.1f, want at most 17.99", i, j, chi)
			}
		}
	}
	var classes [1024]int
	for c := range 10_000 {
		class := 0
		for i := range draws {
			class = 2*class + bit(draws[i][c])
		}
		classes[class]++
	}
	chi := 0.0
	for class, n := range classes {
		want := 10_000.0
		for i := range draws {
			won := 0
			for _, w := range draws[i] {
				won += bit(w)
			}
			share := float64(won) / 10_000
			if class>>(9-i)&1 == 0 {
				share = 1 - share
			}
			want *= share
		}
		chi += (float64(n) - want) * (float64(n) - want) / want
	}
	if chi > 1157.8 {
		t.Errorf("all draws: chi-square %.1f, want at most 1157.8", chi)
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A share of a share is what the two would be of each other's: half of a tenth of
// one draw by another draw, not all or none of it.
func TestShareOfAShare(t *testing.T) {
	tenth, half, both := winners(t, "pilot", "0.1"), winners(t, "mail", "0.5"), 0
	for i := range tenth {
		both += bit(tenth[i] && half[i])
	}
	if both < 430 || both > 570 { // 500 ± 3.3 standard deviations of 21.8
		t.Errorf("%d of 10,000 are in both, want about 500", both)
	}
	for i, won := range winners(t, "pilot", "0.05") {
		if won && !tenth[i] {
			t.Fatalf("customer %d is in the smaller share alone", i)
		}
	}
}
