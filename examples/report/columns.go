package main

import (
	"strconv"
	"time"
)

// A column is one field of a row in the csv and json formats.
type column struct {
	name   string
	number bool // a JSON number rather than a string
	text   func(*row) string
}

// columns returns the columns in their order. Where there is no value the text
// is empty. The zone is that of the instants.
func columns(zone *time.Location) []column {
	return []column{
		{"customer_id", false, func(r *row) string { return r.id }},
		{"status", false, func(r *row) string { return r.status }},
		{"tier", false, func(r *row) string { return r.tier }},
		{"tier_since", false, func(r *row) string { return formatInstant(r.since, zone) }},
		{"tier_until", false, func(r *row) string { return formatInstant(r.until, zone) }},
		{"orders", true, func(r *row) string { return strconv.Itoa(r.orders) }},
		{"spend", false, func(r *row) string { return r.spend.String() }},
		{"last_order", false, func(r *row) string { return formatInstant(r.last, zone) }},
		{"recency_days", true, func(r *row) string { return number(r.recency, r.ordered()) }},
		{"r", true, func(r *row) string { return number(r.r, r.scored) }},
		{"f", true, func(r *row) string { return number(r.f, r.scored) }},
		{"m", true, func(r *row) string { return number(r.m, r.scored) }},
		{"rfm", true, func(r *row) string { return number(r.value, r.scored) }},
		{"grade", false, func(r *row) string { return r.grade }},
		{"segment", false, func(r *row) string { return r.segment }},
		{"stage", false, func(r *row) string { return r.stage }},
	}
}

func number(n int, known bool) string {
	if !known {
		return ""
	}
	return strconv.Itoa(n)
}
