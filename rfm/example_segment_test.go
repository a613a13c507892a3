package rfm_test

import (
	"fmt"
	"log"
	"time"

	"example.com/membership/rfm"
)

// Naming the group of a customer by ordered boxes, and saying why.
func ExampleSegments_Name() {
	segments, err := rfm.NewSegments(rfm.TenBoxes())
	if err != nil {
		log.Fatal(err)
	}
	for _, score := range []rfm.Score{
		{Status: rfm.Scored, R: 5, F: 1, M: 1}, // bought yesterday, once, for little: new, not lost
		{Status: rfm.Scored, R: 1, F: 4, M: 5},
		{Status: rfm.Scored, R: 5, F: 5, M: 1},
	} {
		box, ok := segments.Box(score)
		if !ok {
			fmt.Println(segments.Name(score), "– in no box")
			continue
		}
		fmt.Println(box, "–", box.Text)
	}
	// Output:
	// New Customers: R 4–5, F 1–3, M 1–5 – Bought recently, but rarely, for any amount.
	// Can't Lose Them: R 1–2, F 3–4, M 4–5 – Silent for long, bought often, for a large amount.
	// Others – in no box
}

// Checking a shop's own boxes against its model before they are stored.
func ExampleSegments_Check() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	all, top := rfm.Range{Min: 1, Max: 5}, rfm.Range{Min: 5, Max: 5}
	segments, err := rfm.NewSegments(rfm.Segmentation{
		Boxes: []rfm.Box{
			{Name: "recent", R: rfm.Range{Min: 3, Max: 5}, F: all, M: all},
			{Name: "best", R: top, F: top, M: top},
			{Name: "silent", R: rfm.Range{Min: 1, Max: 2}, F: rfm.Range{Min: 1, Max: 4}, M: all},
		},
		Rest: "others",
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, finding := range segments.Check(engine) {
		fmt.Println(finding)
	}
	// Output:
	// boxes[1]: this box of "best" names nobody: it holds 1 of 125 combinations, and earlier boxes take all: boxes[0] "recent" takes 1 (such as 555); move it before them or remove it
	// rest: no box holds 10 of 125 combinations, named "others": 151 152 153 154 155 251 252 253 254 255
}

// Eight segments, high or low, against scores that the shop chose.
func ExampleValueGrid() {
	segments, err := rfm.NewSegments(rfm.ValueGrid(rfm.Cell{R: 3, F: 3, M: 4}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(segments.Name(rfm.Score{Status: rfm.Scored, R: 5, F: 3, M: 4}))
	fmt.Println(segments.Name(rfm.Score{Status: rfm.Scored, R: 1, F: 5, M: 5})) // silent for longest
	fmt.Println(segments.Name(rfm.Score{Status: rfm.Scored, R: 5, F: 1, M: 3}))
	// Output:
	// 重要价值客户
	// 重要保持客户
	// 一般发展客户
}

// Segments as a shop keeps them: all three ranges are given, and 1 to 10 is any
// score.
func ExampleParseSegmentation() {
	const document = `{
		"boxes": [
			{"name": "VIP", "text": "call them", "r": {"min": 4, "max": 5}, "f": {"min": 4, "max": 5}, "m": {"min": 1, "max": 10}},
			{"name": "wake up", "r": {"min": 1, "max": 2}, "f": {"min": 1, "max": 10}, "m": {"min": 4, "max": 5}}
		],
		"rest": "all others"
	}`
	segmentation, err := rfm.ParseSegmentation([]byte(document))
	if err != nil {
		log.Fatal(err)
	}
	segments, err := rfm.NewSegments(segmentation)
	if err != nil {
		log.Fatal(err)
	}
	for _, score := range []rfm.Score{
		{Status: rfm.Scored, R: 5, F: 4, M: 1},
		{Status: rfm.Scored, R: 1, F: 5, M: 5},
		{Status: rfm.Scored, R: 3, F: 3, M: 3},
	} {
		fmt.Println(segments.Name(score))
	}
	// Output:
	// VIP
	// wake up
	// all others
}
