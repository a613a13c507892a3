package main

import "time"

// A difference is a span of days on which the package is known to differ from
// the sky, both ends included, and why the package is right.
type difference struct{ first, last, reason string }

var known = []difference{
	{"1906-04-23", "1906-05-22", "the calendar of 1906 was computed by the theory of its time, which had the new moon on the 24th; what was printed is what was lived by"},
}

// doubtful are the months whose first day a minute decides. Of 2057-09-01 two
// widely used libraries say 29 September; the Hong Kong Observatory, and so the
// package, has the 28th. Of 2097-07-01 all say 7 August.
var doubtful = []string{
	"2057-09-01 on 2057-09-28",
	"2097-07-01 on 2097-08-07",
}

// is says whether the span is a known difference.
func (s span) is(k difference) bool {
	return s.first.Format(time.DateOnly) == k.first && s.last.Format(time.DateOnly) == k.last
}
