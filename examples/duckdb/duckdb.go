package main

import (
	"database/sql"
	"errors"

	"example.com/membership/rfm"
)

// schema is what the orders are loaded into.
const schema = `
PRAGMA threads=2;
CREATE TABLE orders (
	customer_id BIGINT NOT NULL,
	paid_at     TIMESTAMP NOT NULL,
	amount      DECIMAL(18,2) NOT NULL,
	refunded    DECIMAL(18,2) NOT NULL
)`

// documented is the query of package rfm's comment, in any SQL.
const documented = `
SELECT customer_id, MAX(paid_at) AS last,
       SUM(CASE WHEN paid_at >= $1 THEN 1 ELSE 0 END) AS orders,
       COALESCE(SUM(CASE WHEN paid_at >= $1 THEN amount - COALESCE(refunded, 0) END), 0) AS amount
FROM orders
WHERE paid_at <= $2 AND NOT (COALESCE(refunded, 0) > 0 AND refunded = amount)
GROUP BY customer_id`

// fastest is the same for DuckDB and columns without NULL, the fastest of some
// forms tried.
const fastest = `
SELECT customer_id, MAX(paid_at) AS last,
       COUNT(*) FILTER (paid_at >= $1) AS orders,
       COALESCE(SUM(amount - refunded) FILTER (paid_at >= $1), 0) AS amount
FROM orders
WHERE paid_at <= $2 AND (refunded < amount OR refunded = 0)
GROUP BY customer_id`

// checksums add up what a query of summaries returns, an answer's columns.
const checksums = `
COUNT(*), SUM(orders)::BIGINT, (SUM(amount) * 100)::BIGINT, (SUM(epoch_us(last)) // 1000000)::BIGINT`

// graded gives every summary the textbook's grade, written independently of
// package rfm. Days begin in UTC.
const graded = `
WITH summaries AS (` + fastest + `),
scores AS (
	SELECT *,
		CASE WHEN last >= $2::DATE - INTERVAL 1 MONTH THEN 5
		     WHEN last >= $2::DATE - INTERVAL 3 MONTH THEN 4
		     WHEN last >= $2::DATE - INTERVAL 4 MONTH THEN 3
		     WHEN last >= $2::DATE - INTERVAL 7 MONTH THEN 2 ELSE 1 END AS r,
		CASE WHEN orders >= 6 THEN 5 WHEN orders >= 4 THEN 4
		     WHEN orders >= 3 THEN 3 WHEN orders >= 2 THEN 2 ELSE 1 END AS f,
		CASE WHEN amount >= 2000 THEN 5 WHEN amount >= 1000 THEN 4
		     WHEN amount >= 500 THEN 3 WHEN amount >= 300 THEN 2 ELSE 1 END AS m
	FROM summaries
),
grades AS (
	SELECT *,
		CASE WHEN orders = 0 OR amount <= 0 THEN 'none'
		     WHEN r + 3*f + 4*m >= 36 THEN 'Platinum'
		     WHEN r + 3*f + 4*m >= 26 THEN 'Gold'
		     WHEN r + 3*f + 4*m >= 17 THEN 'Silver' ELSE 'Bronze' END AS grade
	FROM scores
)
SELECT grade, ` + checksums + ` FROM grades GROUP BY grade`

const duckdbGroupBy = "DuckDB, GROUP BY with FILTER"

// inDuckDB returns the ways to the answer in SQL. The bounds of the period are
// the scorer's.
func inDuckDB(db *sql.DB, scorer *rfm.Scorer, orders int) []contestant {
	from, to := scorer.Bounds()
	sum := func(summaries string) func() (answer, error) {
		return func() (a answer, err error) {
			row := db.QueryRow("SELECT "+checksums+" FROM ("+summaries+")", from, to)
			return a, row.Scan(&a.customers, &a.orders, &a.cents, &a.seconds)
		}
	}
	grade := func() (answer, error) { return gradesOf(db.Query(graded, from, to)) }
	return []contestant{
		{duckdbGroupBy, 2, orders, sum(fastest)},
		{"DuckDB, the query that package rfm documents", 2, orders, sum(documented)},
		{"DuckDB, GROUP BY with FILTER, and grades by CASE", 2, orders, grade},
	}
}

func gradesOf(rows *sql.Rows, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	defer rows.Close()
	var all answer
	for rows.Next() {
		var a answer
		var grade string
		if err := rows.Scan(&grade, &a.customers, &a.orders, &a.cents, &a.seconds); err != nil {
			return answer{}, err
		}
		a.grades = map[string]int64{grade: a.customers}
		all.add(a)
	}
	return all, rows.Err()
}

// errNoDriver is what load answers in a program built without cgo.
var errNoDriver = errors.New("DuckDB's driver needs cgo: set CGO_ENABLED=1 and install a C and a C++ compiler")
