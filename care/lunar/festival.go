package lunar

// Festival is a festival of the lunar calendar. A festival is in a regular
// month, never in the leap month that may follow it.
type Festival string

const (
	// SpringFestival (春节), the New Year, is day 1 of month 1.
	SpringFestival Festival = "spring_festival"
	// Lantern (元宵节) is day 15 of month 1.
	Lantern Festival = "lantern"
	// DragonBoat (端午节) is day 5 of month 5.
	DragonBoat Festival = "dragon_boat"
	// Qixi (七夕) is day 7 of month 7.
	Qixi Festival = "qixi"
	// MidAutumn (中秋节) is day 15 of month 8.
	MidAutumn Festival = "mid_autumn"
	// DoubleNinth (重阳节) is day 9 of month 9.
	DoubleNinth Festival = "double_ninth"
	// Laba (腊八节) is day 8 of month 12, mostly in January of the next civil year.
	Laba Festival = "laba"
	// NewYearsEve (除夕) is the last day of the year, day 29 or 30 of month 12, in
	// January or February of the next civil year.
	NewYearsEve Festival = "new_years_eve"
)

// festivals are in the order of the year. A day that the month does not have is
// its last one.
var festivals = [...]struct {
	name       Festival
	month, day int
}{
	{SpringFestival, 1, 1},
	{Lantern, 1, 15},
	{DragonBoat, 5, 5},
	{Qixi, 7, 7},
	{MidAutumn, 8, 15},
	{DoubleNinth, 9, 9},
	{Laba, 12, 8},
	{NewYearsEve, 12, longMonth},
}

// Festivals returns all festivals, in the order of the year.
func Festivals() []Festival {
	names := make([]Festival, len(festivals))
	for i, f := range festivals {
		names[i] = f.name
	}
	return names
}

// In returns the day of the festival in a lunar year. That of [Laba] and
// [NewYearsEve] is mostly or always in the civil year after. A year out of range
// is a [*RangeError], an unknown festival a [*DataError].
func (f Festival) In(year int) (Date, error) {
	if err := checkYear(year); err != nil {
		return Date{}, err
	}
	for _, known := range festivals {
		if known.name == f {
			return entryOf(year).clamp(Date{Year: year, Month: known.month, Day: known.day}), nil
		}
	}
	return Date{}, unknown("festival", f, Festivals())
}
