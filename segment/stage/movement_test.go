package stage_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"example.com/membership/segment/stage"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Who is known to neither date, or to one, never bought there.
func TestUnknownNeverBought(t *testing.T) {
	before := map[string]stage.Stage{"C1": stage.Regular}
	after := map[string]stage.Stage{"C1": stage.Silent, "C2": stage.NewOnce}
	var moves []stage.Move
	for _, id := range []string{"C1", "C2"} {
		moves = append(moves, stage.Move{From: before[id], To: after[id]})
	}
	got, err := stage.Compare(slices.Values(moves))
	if err != nil {
		t.Fatal(err)
	}
	want := stage.Movement{Stages: stage.Stages(), Customers: make([][]int64, 7)}
	for i := range want.Customers {
		want.Customers[i] = make([]int64, 7)
	}
	want.Customers[0][1] = 1 // never_bought to new_once
	want.Customers[3][4] = 1 // regular to silent
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNoMoves(t *testing.T) {
	got, err := stage.Compare(nil)
	if err != nil || len(got.Customers) != 7 || sum(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestBadMoves(t *testing.T) {
	for want, m := range map[string]stage.Move{
		`from: "asleep" is no stage; use one of ["never_bought" "new_once" "new_repeat" "regular" "silent" "sleeping" "lost"]`: {From: "asleep", To: "gone"},
		`to: "Lost" is no stage; use one of ["never_bought" "new_once" "new_repeat" "regular" "silent" "sleeping" "lost"]`:     {From: stage.Silent, To: "Lost"},
		`to: "new" is no stage; use one of ["never_bought" "new_once" "new_repeat" "regular" "silent" "sleeping" "lost"]`:      {From: stage.NeverBought, To: "new"},
	} {
		got, err := stage.Compare(slices.Values([]stage.Move{{}, m}))
		wantData(t, err, "segment: move 1, counted from 0: "+want)
		if got.Customers != nil {
			t.Errorf("an error, and %+v", got)
		}
	}
}

func sum(m stage.Movement) (n int64) {
	for _, row := range m.Customers {
		for _, count := range row {
			n += count
		}
	}
	return n
}

// The matrix sums to the population, its rows and columns to the stages at the
// two dates, and the order of the moves does not matter.
func checkMovement(t *rapid.T) {
	stages := rapid.SampledFrom(stage.Stages())
	moves := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stage.Move {
		return stage.Move{From: stages.Draw(t, "from"), To: stages.Draw(t, "to")}
	}), 0, 40).Draw(t, "moves")
	m, err := stage.Compare(slices.Values(moves))
	if err != nil {
		t.Fatal(err)
	}
	if n := sum(m); n != int64(len(moves)) {
		t.Fatalf("sums to %d of %d", n, len(moves))
	}
	for i, from := range m.Stages {
		for j, to := range m.Stages {
			n := int64(0)
			for _, move := range moves {
				if move == (stage.Move{From: from, To: to}) {
					n++
				}
			}
			if m.Customers[i][j] != n {
				t.Fatalf("%d from %s to %s, want %d", m.Customers[i][j], from, to, n)
			}
		}
	}
	other, err := stage.Compare(slices.Values(rapid.Permutation(moves).Draw(t, "order")))
	if err != nil {
		t.Fatal(err)
	}
	x, _ := json.Marshal(m)
	if y, _ := json.Marshal(other); !bytes.Equal(x, y) {
		t.Fatalf("%s, permuted %s", x, y)
	}
}

func TestMovementLaws(t *testing.T) { rapid.Check(t, checkMovement) }
func FuzzMovement(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkMovement)) }
