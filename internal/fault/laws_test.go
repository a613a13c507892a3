package fault

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// drawn makes values whose JSON form reads back as the same value.
func drawn(depth int) *rapid.Generator[sample] {
	return rapid.Custom(func(t *rapid.T) sample {
		amount := rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-12, 11).Draw(t, "exponent"))
		})
		s := sample{
			ID:     rapid.String().Draw(t, "id"),
			Colour: colour(rapid.String().Draw(t, "colour")),
			On:     rapid.Bool().Draw(t, "on"),
			Small:  rapid.Int8().Draw(t, "small"),
			Big:    rapid.Int64().Draw(t, "big"),
			Byte:   rapid.Uint8().Draw(t, "byte"),
			Count:  rapid.Uint64().Draw(t, "count"),
			Spend:  amount.Draw(t, "spend"),
			Limit:  rapid.Ptr(amount, true).Draw(t, "limit"),
			At:     time.Unix(rapid.Int64Range(-1e10, 1e11).Draw(t, "at"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos")).UTC(),
			Even:   even(2 * rapid.IntRange(-9, 9).Draw(t, "even")),
			Names:  rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "names"),
			Totals: rapid.MapOfN(rapid.String(), amount, 0, 3).Draw(t, "totals"),
			Window: window{Days: rapid.Int().Draw(t, "days"), Labels: rapid.SliceOfN(rapid.String(), 0, 2).Draw(t, "labels")},
			Plain:  rapid.Int().Draw(t, "plain"),
		}
		if depth > 0 {
			s.AnyOf = rapid.SliceOfN(rapid.SliceOfN(drawn(depth-1), 0, 2), 0, 2).Draw(t, "anyOf")
			s.Next = rapid.Ptr(drawn(depth-1), true).Draw(t, "next")
			s.Palette = rapid.MapOfN(rapid.Map(rapid.String(), func(s string) colour { return colour(s) }), drawn(0), 0, 2).Draw(t, "palette")
		}
		return s
	})
}

// decodeAgrees: a document that encoding/json wrote reads back as encoding/json
// reads it.
func decodeAgrees(t *rapid.T) {
	data, err := json.Marshal(drawn(1).Draw(t, "value"))
	if err != nil {
		t.Fatal(err)
	}
	var want, got sample
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if err := Decode("sample", data, &got); err != nil {
		t.Fatalf("%s\n%v", data, err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sample{}, code{})); diff != "" {
		t.Fatalf("%s\n-want +got:\n%s", data, diff)
	}
}

func TestDecodeAgrees(t *testing.T) { rapid.Check(t, decodeAgrees) }

func FuzzDecodeAgrees(f *testing.F) { f.Fuzz(rapid.MakeFuzz(decodeAgrees)) }

// FuzzDecode: whatever the text, Decode answers; what it accepts encoding/json
// accepts with the same meaning, and it survives a round trip.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"id":"\u5e03丁","spend":1.50,"limit":"-0.01","at":"2026-03-05T00:00:00.5+08:00","small":-128}`,
		`{"anyOf":[[],[{"id":"x"},{}]],"next":{"id":""},"names":["a"],"totals":{"a b":2,"":"1e12"},"palette":{"red":{}}}`,
		`{"even":4,"code":"abc","window":{"days":3,"inner":{"labels":["q"]}},"raw":{"a":[null]},"Plain":7}`,
		`{"idd":1,"id":2,"on":null,"id":null} x`, `{"spend":1e10000000}`, `[[[[`, `{"id":"\ud800"}`, "\xff", "", `{"a":`, `{"":{`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first sample
		if err := Decode("sample", data, &first); err != nil {
			var invalid *Error
			if !errors.As(err, &invalid) || len(invalid.Faults) == 0 || !reflect.ValueOf(first).IsZero() {
				t.Fatalf("%q: %v, %+v", data, err, first)
			}
			return
		}
		var reference sample
		if err := json.Unmarshal(data, &reference); err != nil {
			t.Fatalf("%q: accepted, but %v", data, err)
		}
		if diff := cmp.Diff(reference, first, cmp.AllowUnexported(sample{}, code{})); diff != "" {
			t.Fatalf("%q: -json +fault:\n%s", data, diff)
		}
		written, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		var second sample
		if err := Decode("sample", written, &second); err != nil {
			t.Fatalf("%q, written as %s: %v", data, written, err)
		}
		again, err := json.Marshal(second)
		if err != nil || string(again) != string(written) {
			t.Fatalf("%s comes back as %s, %v", written, again, err)
		}
	})
}
