package main

func Example() {
	main()
	// Output:
	// Lin shops twice and joins in between:
	//   2026-03-05 qualified
	//   2026-03-09 joined
	//   2026-03-09 upgraded pudding
	//   2026-03-20 upgraded premium
	// On 31 March Lin is a member at 高级布丁 until 2027-03-21.
	// To keep 高级布丁: 500.00 more (last 12 months), from 2026-03-21 on.
	// If nothing happens, on 2027-03-21: downgraded to pudding.
	// RFM 523: value 23, Silver; last bought 11 days ago.
	// By a repurchase cycle of 30 days Lin is new_repeat, and regular from 2026-04-05 on.
	// Invited to the tasting: true because tier is premium
	// Entitled to 9折: available
	// Entitled to mug: available
	//   takes 11.97 off 119.7 by benefit/9折
	//   takes 15 off 107.73 by 满100减15
	// Lin would pay 92.73 instead of 119.7 and earn 92 points.
	// Planned: birthday birthday:2026: by sms at 2026-04-02T08:00:00+08:00
	// Not planned: second order winback:2026-03-20:1: not, due 2026-04-03T00:00:00+08:00: not_tagged: new_once; quiet_hours on sms, 2026-04-03T08:00:00+08:00
}
