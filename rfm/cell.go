package rfm

import (
	"cmp"
	"strconv"
	"strings"
)

// Cell is one combination of scores.
type Cell struct {
	R int `json:"r"` // score of recency: high is recent
	F int `json:"f"` // score of frequency
	M int `json:"m"` // score of the amount
}

// String returns the scores side by side, "215", and apart when one of them has
// two digits, "10-2-5". A 0, for any score, is "*".
func (c Cell) String() string {
	scores := []string{scoreText(c.R), scoreText(c.F), scoreText(c.M)}
	if min(c.R, c.F, c.M) < 0 || max(c.R, c.F, c.M) > 9 {
		return strings.Join(scores, "-")
	}
	return strings.Join(scores, "")
}

func scoreText(n int) string {
	if n == 0 {
		return "*"
	}
	return strconv.Itoa(n)
}

// compare orders by recency, then frequency, then the amount, rising.
func (c Cell) compare(d Cell) int {
	return cmp.Or(cmp.Compare(c.R, d.R), cmp.Compare(c.F, d.F), cmp.Compare(c.M, d.M))
}
