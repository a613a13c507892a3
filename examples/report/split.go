package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// A batch is some rows on their way from the goroutine that splits the text to
// the one that reads the values.
type batch struct {
	rows   int
	values []string // row by row, those of the layout's columns
	lines  []uint32 // on which each value begins
	err    error    // what comes after the rows: nil for more, io.EOF for nothing
}

const (
	batchRows = 512
	batches   = 4 // on the way at once
)

// start begins to split the rows after the header.
func (t *table) start() {
	t.full = make(chan *batch, batches)
	t.free = make(chan *batch, batches)
	t.stop = make(chan struct{})
	for range batches {
		t.free <- &batch{}
	}
	go func() {
		defer close(t.full)
		for {
			var b *batch
			select {
			case b = <-t.free:
			case <-t.stop:
				return
			}
			t.split(b)
			t.full <- b // has room for all batches
			if b.err != nil {
				return
			}
		}
	}()
}

// close ends the goroutine that splits, and waits for it.
func (t *table) close() {
	close(t.stop)
	for range t.full { // what is left of its work
	}
}

// split fills a batch with the next rows.
func (t *table) split(b *batch) {
	b.rows, b.values, b.lines = 0, b.values[:0], b.lines[:0]
	for b.rows < batchRows {
		var record []string
		if record, b.err = t.record(); b.err == nil {
			b.err = t.measure(len(record))
		}
		if b.err != nil {
			return
		}
		start, _ := t.csv.FieldPos(0)
		for _, at := range t.at {
			value, line := "", start
			if at >= 0 {
				value = record[at]
				line, _ = t.csv.FieldPos(at)
			}
			b.values = append(b.values, value)
			b.lines = append(b.lines, uint32(line))
		}
		b.rows++
	}
}

// measure checks how many columns a row has.
func (t *table) measure(have int) error {
	line, _ := t.csv.FieldPos(0)
	switch want := len(t.header); {
	case have < want:
		return &rowError{t.file, line, t.columnName(have), fmt.Sprintf("the row ends before this column; it has %d of %d", have, want)}
	case have > want:
		return &rowError{t.file, line, t.columnName(want), fmt.Sprintf("the row has %d columns, the header %d", have, want)}
	}
	return nil
}

// record reads one record, which the next one overwrites, and checks its
// encoding. The error is io.EOF at the end.
func (t *table) record() ([]string, error) {
	record, err := t.csv.Read()
	var parse *csv.ParseError
	switch {
	case err == io.EOF:
		return nil, err
	case errors.As(err, &parse):
		// The record holds the fields before the broken one.
		return nil, &rowError{t.file, parse.StartLine, t.columnName(len(record)), quoteFault(parse)}
	case err != nil:
		return nil, fmt.Errorf("%s: %w", t.file, err)
	}
	for i, field := range record {
		if !utf8.ValidString(field) {
			line, _ := t.csv.FieldPos(i)
			return nil, &rowError{t.file, line, t.columnName(i),
				"not UTF-8 text; save the file as UTF-8 (not as GBK or another local encoding)"}
		}
	}
	return record, nil
}

func quoteFault(parse *csv.ParseError) string {
	switch {
	case errors.Is(parse.Err, csv.ErrBareQuote):
		return `a quote inside a value without quotes; write the value in quotes and double the inner ones: "5"" plate"`
	case errors.Is(parse.Err, csv.ErrQuote):
		return `a quoted value is not closed, or text follows its closing quote`
	}
	return parse.Err.Error()
}

// columnName names column i for a fault: by the header, or by its number in a
// header that is itself broken or too short.
func (t *table) columnName(i int) string {
	if i < len(t.header) && t.header[i] != "" {
		return show(t.header[i])
	}
	return fmt.Sprintf("column %d", i+1)
}
