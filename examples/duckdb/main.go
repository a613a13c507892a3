// Command duckdb compares package rfm with DuckDB, an analytical SQL engine in
// memory, and with what a shop would write by hand: the last purchase, and
// number and net amount of the orders of the last year, of every customer.
//
//	go run .
//
// It generates a tenth of -orders (default 10,000,000) orders and then all of
// them, the same ones in every run, and prints for both how long everybody
// takes: the best of -rounds (default 5), in which they take turns. Everybody
// has two threads at most. Generating, loading and, for who takes them grouped,
// sorting are not timed, so those are not compared with DuckDB; adding up the
// summaries to one line of checksums is, unless they were ready before. The exit
// status is 1 if two sides differ in it, or in the number of customers of a
// grade.
//
// It takes some minutes, 4 GB of memory, cgo, and a C++ compiler to link DuckDB,
// whose library is a download of 32 MB.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"time"
)

func main() {
	log.SetFlags(0)
	orders := flag.Int("orders", 10_000_000, "how many `orders` to generate, 1,000 at least; a tenth comes first")
	rounds := flag.Int("rounds", 5, "how often to measure; the best counts")
	flag.Parse()
	if *orders < 1000 || *rounds < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	runtime.GOMAXPROCS(2)
	if err := compare(os.Stdout, *orders, *rounds); err != nil {
		log.Fatal(err)
	}
}

// A contestant takes one way to the same answer.
type contestant struct {
	name    string
	threads int
	items   int // what nanoseconds are counted by: the orders, or the customers
	run     func() (answer, error)
}

// An answer is the checksums of all summaries.
type answer struct {
	customers int64            // who bought something that was not refunded completely
	orders    int64            // of the period
	cents     int64            // net, of the period
	seconds   int64            // the last purchases in Unix seconds, added up
	grades    map[string]int64 // customers by grade; nil: not asked
}

// A result is the best of a contestant's rounds.
type result struct {
	contestant
	answer
	best   time.Duration
	allocs uint64 // the fewest
}

// compare measures with a tenth of n orders and with n, and writes the tables.
func compare(w io.Writer, n, rounds int) error {
	var tenth []result
	for _, size := range []int{n / 10, n} {
		log.Printf("%d orders:", size)
		results, err := measure(size, rounds)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n%d orders of %d customers, best of %d:\n\n", size, customersOf(size), rounds)
		if err := writeTable(w, results, tenth); err != nil {
			return err
		}
		same, err := agree(results)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\nAll sides agree: %s\n", same)
		tenth = results
	}
	return nil
}

// measure lets all contestants take turns. What a round leaves behind is
// collected before the next one is timed.
func measure(size, rounds int) ([]result, error) {
	log.Print("  generating and loading")
	contestants, done, err := enter(generate(size))
	if err != nil {
		return nil, err
	}
	defer done()
	results := make([]result, len(contestants))
	for i, c := range contestants {
		results[i].contestant = c
	}
	for round := range rounds {
		log.Printf("  round %d of %d", round+1, rounds)
		for i := range results {
			if err := results[i].measure(); err != nil {
				return nil, fmt.Errorf("%s: %w", results[i].name, err)
			}
		}
	}
	return results, nil
}

// enter returns the contestants over the same rows, DuckDB first, and what
// frees its memory.
func enter(rows []row) (list []contestant, done func(), err error) {
	scorer, err := textbook()
	if err != nil {
		return nil, nil, err
	}
	db, err := load(rows)
	if err != nil {
		return nil, nil, err
	}
	list = append(inDuckDB(db, scorer, len(rows)), inGo(decode(rows), scorer)...)
	grouped, err := groupedInGo(decode(sorted(rows)), scorer)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return append(list, grouped...), func() { db.Close() }, nil
}

func (r *result) measure() error {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	got, err := r.run()
	took := time.Since(start)
	if err != nil {
		return err
	}
	runtime.ReadMemStats(&after)
	allocs := after.Mallocs - before.Mallocs
	if r.best == 0 || took < r.best {
		r.best = took
	}
	if r.allocs == 0 || allocs < r.allocs {
		r.allocs = allocs
	}
	r.answer = got
	return nil
}
