package segment

import (
	"strconv"

	"example.com/membership/internal/share"
)

// shareTest compiles a share of the customers, which the field identifies.
func shareTest[T any](f *Field[T], v *values) test[T] {
	draw := v.list[0]
	if draw == "" {
		v.add(0, "missing", "must name the draw, such as \"spring gift\": draws of one name take the same customers")
	}
	drawn, ok := share.Parse(v.list[1])
	if !ok {
		v.add(1, "invalid_value", "must be a share from 0 to 1, such as 0.1 for a tenth, not %.64q", v.list[1])
		return nil
	}
	return func(c T, _ *moment) bool {
		if f.text == nil {
			var digits [20]byte
			return drawn.Holds(share.Ticket(draw, strconv.AppendInt(digits[:0], f.number(c), 10)))
		}
		id := f.text(c)
		return id != "" && drawn.Holds(share.Ticket(draw, id))
	}
}
