package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A rowError says what is wrong at one place of one file. The place is given
// as file:line: column, the column by its name in the header.
type rowError struct {
	file   string
	line   int
	column string
	what   string
}

// Error returns the place and what is wrong there.
func (e *rowError) Error() string {
	return fmt.Sprintf("%s:%d: %s: %s", e.file, e.line, e.column, e.what)
}

// A layout says which columns a table may have.
type layout struct {
	columns  []string // the columns read, required ones first
	required int      // how many of columns must be there
	open     bool     // further columns are allowed, and ignored
}

// A table reads one CSV file with a header row by row. A byte-order mark and
// CRLF line ends are accepted, empty lines are skipped; every other departure
// from RFC 4180 and every byte that is not UTF-8 is a *rowError.
//
// Splitting the text into values and reading the values are about as much
// work, so each has a goroutine of its own: see split.
type table struct {
	file   string
	csv    *csv.Reader
	header []string
	names  []string // the columns of the layout
	at     []int    // at[i] is the position of column i in the file, -1 if absent

	full, free chan *batch   // from and to the goroutine that splits
	stop       chan struct{} // closed when nobody reads on
	batch      *batch        // the rows being read
	row        int           // the row read last, in batch
}

// openTable reads the header of the CSV text in r. The name of the file only
// serves the faults. The table must be closed before r is.
func openTable(file string, r io.Reader, want layout) (*table, error) {
	t := &table{file: file, csv: csv.NewReader(withoutMark(r)), names: want.columns}
	t.csv.ReuseRecord = true
	t.csv.FieldsPerRecord = -1 // checked here, to name the column
	header, err := t.record()
	if err == io.EOF {
		return nil, t.headerFault(want.columns[0], "the file is empty; its first line must name the columns %s",
			strings.Join(want.columns[:want.required], ","))
	}
	if err != nil {
		return nil, err
	}
	t.header = slices.Clone(header)
	if err := t.place(want); err != nil {
		return nil, err
	}
	t.start()
	return t, nil
}

// withoutMark returns r without the UTF-8 byte-order mark that spreadsheets
// put in front.
func withoutMark(r io.Reader) io.Reader {
	mark := []byte("\ufeff")
	b := bufio.NewReaderSize(r, 1<<16)
	if start, _ := b.Peek(len(mark)); bytes.Equal(start, mark) {
		_, _ = b.Discard(len(mark)) // cannot fail: Peek has buffered it
	}
	return b
}

// place finds the wanted columns in the header.
func (t *table) place(want layout) error {
	for i, name := range want.columns {
		found := slices.Index(t.header, name)
		if found < 0 && i < want.required {
			return t.headerFault(name, "the header lacks this column")
		}
		if found >= 0 && slices.Contains(t.header[found+1:], name) {
			return t.headerFault(name, "the header names this column twice")
		}
		t.at = append(t.at, found)
	}
	if want.open {
		return nil
	}
	for i, name := range t.header {
		if !slices.Contains(want.columns, name) {
			return t.headerFault(t.columnName(i), "unknown column; known are %s", strings.Join(want.columns, ","))
		}
	}
	return nil
}

// headerFault is an error in the header, which it shows if there is one.
func (t *table) headerFault(column, format string, args ...any) error {
	what := fmt.Sprintf(format, args...)
	if len(t.header) > 0 {
		what += "; the header is: " + clip(strings.Join(t.header, ","), 120)
	}
	return &rowError{t.file, 1, column, what}
}

// next reads the next row. It reports false at the end of the file.
func (t *table) next() (bool, error) {
	t.row++
	if t.batch == nil || t.row == t.batch.rows {
		if t.batch != nil {
			if t.batch.err != nil {
				return false, ended(t.batch.err)
			}
			t.free <- t.batch
		}
		t.batch, t.row = <-t.full, 0
	}
	if t.row < t.batch.rows {
		return true, nil
	}
	return false, ended(t.batch.err)
}

func ended(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// get returns the row's value of layout column i, "" where the file has no
// such column. The text pins the memory of the whole row: clone what is kept.
func (t *table) get(i int) string {
	return t.batch.values[t.row*len(t.names)+i]
}

// line returns the line on which the value of layout column i begins.
func (t *table) line(i int) int {
	return int(t.batch.lines[t.row*len(t.names)+i])
}

// fault is the error of layout column i in the row read last.
func (t *table) fault(i int, format string, args ...any) error {
	return &rowError{t.file, t.line(i), t.names[i], fmt.Sprintf(format, args...)}
}

// maxID is the length of the longest ID the engines take, in bytes.
const maxID = 1000

// checkID checks that layout column i of the row read last can be an ID.
func (t *table) checkID(i int) error {
	switch id := t.get(i); {
	case strings.TrimSpace(id) == "":
		return t.fault(i, "is empty")
	case len(id) > maxID:
		return t.fault(i, "%s is longer than %d bytes", quote(id), maxID)
	}
	return nil
}

// show cuts a name from the input to a length fit for an error message and
// keeps control characters out of it.
func show(s string) string { return clip(s, 40) }

// clip is show for a length given in characters.
func clip(s string, most int) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '\ufffd'
		}
		return r
	}, s)
	if runes := []rune(clean); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return clean
}

// quote is show in quotes: a value from the input inside a sentence.
func quote(s string) string { return `"` + show(s) + `"` }
