package rfm

// TenBoxes returns the ten segments of the R package rfm 0.3.0, over scores of
// 1 to 5. Ten of the 125 combinations are in none, and named Others: that is
// how it is published, and [Segments.Check] says which they are.
func TenBoxes() Segmentation {
	return Segmentation{
		Boxes: []Box{
			{"Champions", "The best score in all three.", Range{5, 5}, Range{5, 5}, Range{5, 5}},
			{"Potential Loyalist", "Not silent for long, bought often, for more than the least.", Range{3, 5}, Range{3, 5}, Range{2, 5}},
			{"Loyal Customers", "Between the ends in all three.", Range{2, 4}, Range{2, 4}, Range{2, 4}},
			{"Promising", "Not silent for long, bought rarely, for a good amount.", Range{3, 4}, Range{1, 3}, Range{3, 5}},
			{"New Customers", "Bought recently, but rarely, for any amount.", Range{4, 5}, Range{1, 3}, Range{1, 5}},
			{"Can't Lose Them", "Silent for long, bought often, for a large amount.", Range{1, 2}, Range{3, 4}, Range{4, 5}},
			{"At Risk", "Silent for long, bought more than the least often, for a large amount.", Range{1, 2}, Range{2, 5}, Range{4, 5}},
			{"Need Attention", "Silent for a while or longer, bought often, for a good amount.", Range{1, 3}, Range{3, 5}, Range{3, 5}},
			{"About To Sleep", "Silent for a while, bought rarely.", Range{2, 3}, Range{1, 3}, Range{1, 4}},
			{"Lost", "Silent the longest, whatever they bought before.", Range{1, 1}, Range{1, 5}, Range{1, 5}},
		},
		Rest: "Others",
	}
}

// RFGrid returns the segments of the R×F grid of 25 cells that is in wide use,
// over scores of 1 to 5 for recency and frequency and any for the amount. Each
// cell is in exactly one of the ten boxes, so their order decides nothing and
// the rest is empty.
func RFGrid() Segmentation {
	all := Range{1, maxScore}
	return Segmentation{
		Boxes: []Box{
			{"hibernating", "Silent for long, bought rarely.", Range{1, 2}, Range{1, 2}, all},
			{"at_risk", "Silent for long, bought often.", Range{1, 2}, Range{3, 4}, all},
			{"cant_lose", "Silent for long, bought the most often.", Range{1, 2}, Range{5, 5}, all},
			{"about_to_sleep", "Silent for a while, bought rarely.", Range{3, 3}, Range{1, 2}, all},
			{"need_attention", "In the middle of both.", Range{3, 3}, Range{3, 3}, all},
			{"loyal_customers", "Not silent for long, bought often.", Range{3, 4}, Range{4, 5}, all},
			{"promising", "Bought recently, the least often.", Range{4, 4}, Range{1, 1}, all},
			{"new_customers", "Bought the most recently, the least often.", Range{5, 5}, Range{1, 1}, all},
			{"potential_loyalists", "Bought recently, and more than the least often.", Range{4, 5}, Range{2, 3}, all},
			{"champions", "Bought the most recently, and often.", Range{5, 5}, Range{4, 5}, all},
		},
		Rest: "others",
	}
}

// ValueGrid returns the eight segments of the Chinese value grid, from
// 重要价值客户 to 一般挽留客户: each score is high or low. high holds the lowest
// high score of each dimension, so a score is high by reaching it. High in
// recency is bought recently: scores are compared, never days, of which the
// longest silence would be the highest.
//
// To compare with the mean of a population's scores, give the mean rounded up:
// a whole score reaches the one exactly if it reaches the other. Every
// combination of scores is in exactly one box. Where no score is low, as with
// 1, or none is high, as with 11, the boxes that could hold nobody are left
// out, so the result is valid for any numbers.
func ValueGrid(high Cell) Segmentation {
	r, rHigh := split(high.R)
	f, fHigh := split(high.F)
	m, mHigh := split(high.M)
	s := Segmentation{Rest: "其他客户"}
	for _, b := range []Box{
		{"重要价值客户", "近期购买，次数多，金额高。", rHigh, fHigh, mHigh},
		{"重要保持客户", "较久未购买，次数多，金额高。", r, fHigh, mHigh},
		{"重要发展客户", "近期购买，次数少，金额高。", rHigh, f, mHigh},
		{"重要挽留客户", "较久未购买，次数少，金额高。", r, f, mHigh},
		{"一般价值客户", "近期购买，次数多，金额低。", rHigh, fHigh, m},
		{"一般保持客户", "较久未购买，次数多，金额低。", r, fHigh, m},
		{"一般发展客户", "近期购买，次数少，金额低。", rHigh, f, m},
		{"一般挽留客户", "较久未购买，次数少，金额低。", r, f, m},
	} {
		if b.R.valid() && b.F.valid() && b.M.valid() {
			s.Boxes = append(s.Boxes, b)
		}
	}
	return s
}

// split divides all scores into those below high and those from it on. One of
// the two is no valid range if it has no score.
func split(high int) (below, from Range) {
	high = min(max(high, 1), maxScore+1)
	return Range{1, high - 1}, Range{high, maxScore}
}
