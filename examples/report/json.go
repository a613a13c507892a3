package main

import (
	"bytes"
	"encoding/json"
	"time"
)

// writeJSON writes an array with one object a row, each on a line of its own,
// with the fields of the csv format in their order. Fields without a value are
// left out. The spend is a string, because a JSON number may lose digits.
func writeJSON(out *bytes.Buffer, rows []row, zone *time.Location) error {
	columns := columns(zone)
	text := json.NewEncoder(out)
	text.SetEscapeHTML(false)
	out.WriteByte('[')
	for i := range rows {
		out.WriteString(separator(i, "\n  {", ",\n  {"))
		for k, c := range columns {
			value := c.text(&rows[i])
			if value == "" {
				continue
			}
			out.WriteString(separator(k, `"`, `, "`))
			out.WriteString(c.name)
			out.WriteString(`": `)
			if c.number {
				out.WriteString(value)
				continue
			}
			if err := text.Encode(value); err != nil {
				return err
			}
			out.Truncate(out.Len() - 1) // the encoder ends each value with a newline
		}
		out.WriteByte('}')
	}
	out.WriteString(separator(len(rows), "]\n", "\n]\n"))
	return nil
}

// separator is first in place 0 and later in all others.
func separator(place int, first, later string) string {
	if place == 0 {
		return first
	}
	return later
}
