// Package rfm says how valuable a customer is, on a scale the shop chose: by
// how recently they bought, how often, and for how much.
//
// A [Model] is plain data: the evaluation period, the cuts that turn each of
// the three numbers into a score, the weights that add the scores up, and the
// grades. [Textbook] is one. [New] checks a model and compiles it for a shop's
// location, [Engine.At] binds it to an instant, and the [Scorer] does the rest:
//
//	engine, err := rfm.New(rfm.Textbook(), shanghai)
//	if err != nil {
//		return err
//	}
//	scorer := engine.At(now)
//	var s rfm.Summary
//	for _, o := range orders {
//		if err := scorer.Add(&s, rfm.Purchase{At: o.PaidAt, Amount: o.Paid, Refunded: o.Refunded}); err != nil {
//			return err
//		}
//	}
//	score, err := scorer.Score(s) // score.Grade is "Gold"
//
// Why so? [Engine.Bin] tells which numbers get each of score.R, score.F and
// score.M.
//
// # Summaries
//
// All that a score needs of a customer is a [Summary]: the last purchase ever,
// and count and amount within the period. Summaries merge in any order and any
// grouping to the same result, so they can be added up in goroutines, on many
// machines, or by a database, whose result [NewSummary] takes:
//
//	SELECT customer_id, MAX(paid_at),
//	       SUM(CASE WHEN paid_at >= $from THEN 1 ELSE 0 END),
//	       COALESCE(SUM(CASE WHEN paid_at >= $from THEN amount - COALESCE(refunded, 0) END), 0)
//	FROM orders
//	WHERE paid_at <= $to AND NOT (COALESCE(refunded, 0) > 0 AND refunded = amount)
//	GROUP BY customer_id
//
// with from and to of [Scorer.Bounds]. A summary holds no list of orders, so it
// cannot tell a repeated one: what may come twice is made distinct before. The
// amounts are of a decimal type, not REAL, and paid_at is an instant. Who gave
// everything back has no row: score the zero Summary for them.
//
// Many customers need no table where purchases come in their order: [Grouped]
// adds up one at a time. [Summarize] takes purchases in any order. Neither starts
// a goroutine: let each worker take a share, of any purchases for Summarize and
// of whole customers for Grouped. [Customers.Merge] and [Population.Merge] make
// one answer of theirs.
//
// # Cuts
//
// A [Scale] lists cuts, and its bins are what lies between them: gaps and
// overlaps cannot be written down. Whole days, weeks and months run by civil
// dates of the location, so the hour of the day at which a shop computes changes
// nothing. The amount is the sum of the period, or the average order.
//
// [Scorer.Fit] takes cuts from a population, in the dimensions that a [Rule]
// names; the others keep the shop's own. The result is a Model like any other:
// stored, it gives later customers scores by the same cuts. Its findings say
// which bins merged and why, and which nobody falls into. Bins of equal size by
// rank are not offered: they split customers with equal numbers by the order of
// the rows, and have no cuts that could be stored.
//
// # Segments and figures
//
// A [Segmentation] names combinations of scores by ordered boxes, of which the
// first match wins: [TenBoxes], [RFGrid], [ValueGrid] or the shop's own.
// [Segments.Check] tells what a list of boxes hides: combinations that none
// holds, boxes that earlier ones swallow. [Engine.Check] does it for a model.
//
// A [Population] counts customers by their scores, and says what each grade,
// segment, status, score or pair of R and F brings: customers, orders, amount and
// exact shares.
//
//	segments, err := rfm.NewSegments(rfm.TenBoxes())
//	if err != nil {
//		return err
//	}
//	population := scorer.Population()
//	for _, s := range summaries {
//		score, err := population.Add(s)
//		if err != nil {
//			return err
//		}
//		name := segments.Name(score) // such as "Loyal Customers"
//		...
//	}
//	for _, g := range population.By(segments) {
//		fmt.Println(g.Key, g.Customers, g.Orders, g.Amount)
//	}
//
// [Compare] counts who moved between two dates or two models, and [Move.By] says
// by which dimension.
//
// # No score
//
// Customers who never bought, whose last purchase is before the period, or who
// got back all they paid have no score. That is an answer, [Score.Status], not
// an error. Recency stands beside every grade, because a grade alone can
// mislead: with the textbook's weights a customer silent for eleven months can
// be Platinum.
//
// Engine, Scorer and [Segments] are immutable and safe for concurrent use. A
// Population and [Customers] are added to by one goroutine at a time.
package rfm
