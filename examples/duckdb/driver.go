//go:build cgo

package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/duckdb/duckdb-go/v2"
)

// load opens a DuckDB in memory that holds the rows.
func load(rows []row) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	if err := fill(db, rows); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func fill(db *sql.DB, rows []row) error {
	if _, err := db.Exec(schema); err != nil {
		return err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(raw any) error { return insert(raw.(driver.Conn), rows) })
}

// insert hands over whole numbers and lets SQL make decimals and timestamps of
// them: twice as fast as decimals through the driver.
func insert(conn driver.Conn, rows []row) error {
	const query = `
		INSERT INTO orders
		SELECT customer, make_timestamp(1000000 * second), 0.01 * amount, 0.01 * refunded FROM rows`
	bigint, err := duckdb.NewTypeInfo(duckdb.TYPE_BIGINT)
	if err != nil {
		return err
	}
	a, err := duckdb.NewQueryAppender(conn, query, "rows", []duckdb.TypeInfo{bigint, bigint, bigint, bigint},
		[]string{"customer", "second", "amount", "refunded"})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := a.AppendRow(r.customer, r.second, r.amount, r.refunded); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	return a.Close()
}
