// Package cycle estimates how long a product lasts a customer, from what they
// bought: the repurchase cycle (复购周期) that [care.OnCycle] recalls.
//
// A [Policy] says which products are repeat-bought; its zero value is a start.
// [New] checks it and binds it to the shop's location. Every night a
// [Population] reads the purchases of all customers, one customer after the other,
// and says of each [Product] how long a unit of it usually lasts:
//
//	engine, err := cycle.New(cycle.Policy{}, shanghai)
//	if err != nil {
//		return err
//	}
//	population, err := engine.Population(now)
//	for _, purchases := range byCustomer {
//		if err := population.Add(purchases); err != nil {
//			return err
//		}
//	}
//	products := population.Products() // to store, as JSON or one row each
//
// By these products a [Model] estimates the cycles of a customer, for
// [care.Customer]:
//
//	model, err := engine.Model(products)
//	customer.Cycles, err = model.Cycles(purchases, now)
//
// # The estimate
//
// Purchases of one product and one civil date of the shop's location count as
// one, quantities added up. Each date but the last gives a gap: the days until the
// next one, divided by the quantity bought. Two bottles that last 180 days are a
// gap of 90. Of a customer with k gaps of a product, whose median is own, where
// the median over all customers' gaps is typical, a unit lasts
//
//	(k × own + 2 × typical) / (k + 2)
//
// days: the customer's own value weighs k/(k+2), nothing without a gap and a
// third with one. The cycle is that, times the quantity of the last date. A
// median of an even number of gaps is the mean of the middle two. All of it is
// exact, and rounded once, at the end: to 4 decimals, a half up.
//
// A shampoo that lasts 90 days is due again, at the 0.73 of [care.OnCycle], after
// 65.
//
// Two things the purchases cannot tell: who did not come back has no gap, and of
// a new product the long gaps are not closed yet, so its median comes out too
// short. And each customer weighs by the gaps there are of them.
//
// # What counts
//
// Purchases later than the instant asked about do not exist yet. Which others
// count is the shop's to say: purchases given back completely are left out, and
// of those given back in part the quantity is what was kept.
//
// Products that are not repeat-bought by the policy have no cycle, nor has one
// of less than 0.0001 or more than 3,660 days, which [care.Cycle] cannot hold.
// [Engine.Judge] and [Model.Explain] say why.
//
// # Errors
//
// Errors are [*care.InvalidError] for a policy, a location or a product in JSON,
// and [*care.DataError] for a purchase, a stored product or another argument; with
// one there is no result. Engine and Model are immutable and safe for concurrent
// use; a Population is added to by one goroutine at a time.
package cycle
