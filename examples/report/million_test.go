//go:build unix

package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// generateOrders writes n orders of n/10 customers over two years, in no
// order, as a large shop would export them.
func generateOrders(tb testing.TB, n int) (file string) {
	tb.Helper()
	file = filepath.Join(tb.TempDir(), "orders.csv")
	f, err := os.Create(file)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	fmt.Fprintln(w, "order_id,customer_id,paid_at,amount")
	for i := range n {
		at := start.Add(time.Duration(random.IntN(2*365*24*3600)) * time.Second)
		fmt.Fprintf(w, "O%07d,C%06d,%s,%d.%02d\n", i, random.IntN(n/10), at.Format(time.RFC3339), 5+random.IntN(400), random.IntN(100))
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return file
}

// buildReport builds the program itself: its memory is not that of the tests.
func buildReport(tb testing.TB) (program string) {
	tb.Helper()
	program = filepath.Join(tb.TempDir(), "report")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, out)
	}
	return program
}

// measured runs the program and returns how long it took and the most memory
// it held, in MiB.
func measured(tb testing.TB, program string, args ...string) (time.Duration, float64) {
	tb.Helper()
	c := exec.Command(program, args...)
	c.Stderr = os.Stderr
	start := time.Now()
	if err := c.Run(); err != nil {
		tb.Fatal(err)
	}
	took := time.Since(start)
	most := float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / (1 << 10)
	if runtime.GOOS == "darwin" {
		most /= 1 << 10 // bytes there, KiB elsewhere
	}
	return took, most
}

// readAlone reads the file with encoding/csv and does nothing else.
func readAlone(tb testing.TB, file string) time.Duration {
	tb.Helper()
	start := time.Now()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); err == io.EOF {
			return time.Since(start)
		} else if err != nil {
			tb.Fatal(err)
		}
	}
}

const mostMiB = 400

func TestMemoryForAMillionOrders(t *testing.T) {
	if testing.Short() {
		t.Skip("takes several seconds")
	}
	file, program := generateOrders(t, 1_000_000), buildReport(t)
	for _, format := range []string{"csv", "text"} {
		took, most := measured(t, program, "-orders", file, "-format", format, "-rfm", "quintile")
		t.Logf("%s: %.0f MiB, %v", format, most, took)
		if most >= mostMiB {
			t.Errorf("%s: %.0f MiB at its most, want less than %d", format, most, mostMiB)
		}
	}
}

// One operation is a whole report on a million orders of 100,000 customers. The
// ratio compares it with reading the same file with encoding/csv in the same
// run; both are the best of all.
func BenchmarkMillionOrders(b *testing.B) {
	file, program := generateOrders(b, 1_000_000), buildReport(b)
	report, alone, most := time.Hour, time.Hour, 0.0
	for b.Loop() {
		took, held := measured(b, program, "-orders", file, "-format", "csv")
		report, most = min(report, took), max(most, held)
		alone = min(alone, readAlone(b, file))
	}
	ratio := report.Seconds() / alone.Seconds()
	b.ReportMetric(report.Seconds(), "report-s")
	b.ReportMetric(alone.Seconds(), "csv-s")
	b.ReportMetric(ratio, "ratio")
	b.ReportMetric(most, "MiB")
	if ratio > 10 {
		b.Errorf("%.1f times as long as reading the file, want at most 10", ratio)
	}
}
