package pattern_test

import (
	"encoding/json"
	"errors"
	"strings"

	"example.com/membership/segment"
	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// failer is what tests, benchmarks and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// encoded returns v as JSON.
func encoded(t failer, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// faults writes the faults of an invalid document as "path code; path code".
func faults(t failer, err error) string {
	t.Helper()
	var invalid *segment.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("%v, want an InvalidError", err)
	}
	var all []string
	for _, f := range invalid.Faults {
		all = append(all, f.Path+" "+f.Code)
	}
	return strings.Join(all, "; ")
}

// badData returns where a DataError points: "record: field".
func badData(t failer, err error) string {
	t.Helper()
	var data *segment.DataError
	if !errors.As(err, &data) {
		t.Fatalf("%v, want a DataError", err)
	}
	return data.Record + ": " + data.Field
}
