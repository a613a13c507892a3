package main

import (
	"encoding/csv"
	"io"
	"time"
)

// writeCSV writes a header and one line a row.
func writeCSV(out io.Writer, rows []row, zone *time.Location) error {
	columns := columns(zone)
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.name
	}
	w := csv.NewWriter(out)
	if err := w.Write(record); err != nil {
		return err
	}
	for i := range rows {
		for k, c := range columns {
			record[k] = c.text(&rows[i])
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
