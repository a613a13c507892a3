package fault

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestDecodeLimits(t *testing.T) {
	nested := func(n int) string { return `{"raw":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + "}" }
	values := func(n int) string { return `{"raw":[` + strings.Repeat("1,", n-3) + "1]}" } // the object, the array, and its elements
	spaced := func(n int) string { return "{}" + strings.Repeat(" ", n-2) }
	for _, c := range []struct{ why, doc, message string }{
		{"100 levels", nested(100), ""},
		{"101 levels", nested(101), "line 1, column 107: nested deeper than 100 levels: make it flatter"},
		{"brackets in a string", `{"id":"\"` + strings.Repeat("[", 200) + `"}`, ""},
		{"siblings", `{"raw":[` + strings.Repeat(`[{}],`, 200) + `[]]}`, ""},
		{"as many values as may be", values(maxValues), ""},
		{"one value more", values(maxValues + 1), "line 1, column 2097156: more than 1048576 values: split the document"},
		{"as long as may be", spaced(MaxBytes), ""},
		{"one byte more", spaced(MaxBytes + 1), "must have at most 16777216 bytes, not 16777217: split the document"},
	} {
		var got sample
		err := Decode("x", []byte(c.doc), &got)
		var invalid *Error
		switch {
		case c.message == "" && err != nil:
			t.Errorf("%s: %v", c.why, err)
		case c.message != "" && (!errors.As(err, &invalid) || len(invalid.Faults) != 1 || invalid.Faults[0].Message != c.message):
			t.Errorf("%s: got %v, want %s", c.why, err, c.message)
		}
	}
}

func TestDecodeHostileInputIsCheap(t *testing.T) {
	const size = 2 << 20
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	keys := func() string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, `"%x":1,`, i)
		}
		return b.String()
	}
	for why, doc := range map[string]string{
		"brackets":            fill("["),
		"objects":             fill(`{"next":`),
		"as many keys as fit": `{"totals":{` + keys() + `"z":null}}`,
		"one key again":       `{` + strings.Repeat(`"id":"",`, 1_000_000) + `"id":""}`,
		"one name again":      `{"totals":{` + strings.Repeat(`"a":1,`, 1_000_000) + `"a":1}}`,
		"unknown fields":      `{` + strings.Repeat(`"idd":1,`, 1_000_000) + `"id":""}`,
		"empty objects":       `{"anyOf":[[` + strings.Repeat(`{},`, 1_000_000) + `0]]}`,
		"wide structs":        `{"anyOf":[[` + fill(`{"on":true},`) + `0]]}`,
		"a long name":         `{"totals":{"` + fill("x") + `":null}}`,
		"a long name above":   `{"palette":{"` + strings.Repeat("x", size) + `":{"names":[` + strings.Repeat("1,", 1_000_000) + `1]}}}`,
		"a long string":       `{"spend":"` + fill("9") + `"}`,
		"a long number":       `{"spend":` + fill("9") + `}`,
		"a long integer":      `{"big":` + fill("9") + `}`,
		"escapes":             `{"id":5,"spend":"` + fill(`\u0039`) + `"}`,
		"backslashes":         `{"id":"` + fill(`\`),
		"lines":               fill("\n") + "x",
		"windows":             `{"window":` + strings.Repeat(`{"inner":`, 97) + `{"labels":[` + strings.Repeat(`"a",`, 30_000) + `1]}` + strings.Repeat("}", 99),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		err := Decode("x", []byte(doc), new(sample))
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		megabytes := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%s: %d MB in all, %v", why, megabytes, took)
		if err == nil || len(err.Error()) > 5_000 {
			t.Errorf("%s: accepted, or an error of a length without bound", why)
		}
		if took > 30*time.Second || megabytes > 1000 {
			t.Errorf("%s: took %v and %d MB", why, took, megabytes)
		}
	}
}

func TestDecodeTooManyFaults(t *testing.T) {
	for n, last := range map[int]string{99: "wrong_type", 100: "wrong_type", 101: "too_many", 5000: "too_many"} {
		faults := faultsOf(t, `{"names":[`+strings.Repeat("1,", n-1)+`1]}`)
		if len(faults) != min(n, 101) || faults[len(faults)-1].Code != last || faults[98].Path != "names[98]" {
			t.Errorf("%d faults: got %d, the last %+v", n, len(faults), faults[len(faults)-1])
		}
	}
}
