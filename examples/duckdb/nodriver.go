//go:build !cgo

package main

import "database/sql"

// load returns errNoDriver.
func load([]row) (*sql.DB, error) { return nil, errNoDriver }
