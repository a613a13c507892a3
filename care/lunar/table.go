package lunar

import (
	"math/bits"

	"example.com/membership/internal/civil"
)

// The first and the last civil day of the table's years: 1900-01-31 and
// 2101-01-28.
const (
	firstDay civil.Date = -25537
	lastDay  civil.Date = 47874
)

// longMonth and shortMonth are the two lengths a month can have.
const (
	longMonth  = 30
	shortMonth = 29
)

// An entry is a lunar year. In hexadecimal digits it reads DDLMMMM:
//
//	MMMM  bits 0 to 12, the months in order, the leap month among them: 1 where the month has 30 days, 0 where it has 29
//	L     bits 16 to 19, the number of the leap month, 0 where there is none
//	DD    bits 20 to 25, the civil date of the first day, as the day of the civil year: 1 is 1 January
//
// Such as 0x1f816d2: begins on day 0x1f, 31 January, has a leap month 8, and of
// its months the second (0x2), the fifth (0x10) and so on have 30 days.
type entry uint32

// table has the lunar years from MinYear on. It is made of the tables of the
// Hong Kong Observatory for 1901 to 2100 ("Gregorian-Lunar Calendar Conversion
// Table"), which were compared day by day with two independent libraries, and of
// these for the days before and after. The one doubt is the ninth month of 2057, whose new
// moon is within a minute of midnight: the Observatory has 28 September, taken
// here, others 29. Popular tables are wrong in 1933, 1954, 1956, 1978, 1996,
// 2033, 2057 and 2060; the tests name what is right.
var table = [...]entry{
	0x1f816d2, 0x3200752, 0x2700ea5, 0x1d5164a, 0x2f0064b, 0x2300a9b, 0x1941556, 0x2c0056a, 0x2100b59, 0x1621752, // 1900
	0x2900752, 0x1e61b25, 0x3100b25, 0x2500a4b, 0x1a514ab, 0x2d002ad, 0x220056b, 0x1720b69, 0x2a00da9, 0x2071d92, // 1910
	0x3300e92, 0x2700d25, 0x1c51a4d, 0x2f00a56, 0x24002b6, 0x18415b5, 0x2c006d4, 0x2100ea9, 0x1721e92, 0x2900e92, // 1920
	0x1e60d26, 0x300052b, 0x2500a57, 0x1a512b6, 0x2d00b5a, 0x23006d4, 0x1830ec9, 0x2a00749, 0x1f71693, 0x3200a93, // 1930
	0x270052b, 0x1b60a5b, 0x2e00aad, 0x240056a, 0x1941b55, 0x2c00ba4, 0x2100b49, 0x1621a93, 0x2900a95, 0x1d7152d, // 1940
	0x3000536, 0x2500aad, 0x1b515aa, 0x2d005b2, 0x2200da5, 0x1831d4a, 0x2b00d4a, 0x1f80a95, 0x3100a97, 0x2700556, // 1950
	0x1c60ab5, 0x2e00ad5, 0x24006d2, 0x1940ea5, 0x2c00ea5, 0x210064a, 0x1530c97, 0x2800a9b, 0x1e7155a, 0x300056a, // 1960
	0x2500b69, 0x1b51752, 0x2e00b52, 0x2200b25, 0x174164b, 0x2a00a4b, 0x1f814ab, 0x31002ad, 0x260056d, 0x1c60b69, // 1970
	0x2f00da9, 0x2400d92, 0x1941d25, 0x2c00d25, 0x21a1a4d, 0x3300a56, 0x28002b6, 0x1d605b5, 0x30006d5, 0x2500ea9, // 1980
	0x1b51e92, 0x2e00e92, 0x2300d26, 0x1730a56, 0x2900a57, 0x1f814d6, 0x320035a, 0x26006d5, 0x1c516c9, 0x2f00749, // 1990
	0x2400693, 0x184152b, 0x2b0052b, 0x2000a5b, 0x162155a, 0x280056a, 0x1d71b55, 0x3100ba4, 0x2600b49, 0x1a51a93, // 2000
	0x2d00a95, 0x220052d, 0x1740aad, 0x2900ab5, 0x1f915aa, 0x32005d2, 0x2700da5, 0x1c61d4a, 0x2f00d4a, 0x2400c95, // 2010
	0x194152e, 0x2b00556, 0x2000ab5, 0x16215b2, 0x29006d2, 0x1d60ea5, 0x3000725, 0x250064b, 0x1a50c97, 0x2c00cab, // 2020
	0x220055a, 0x1730ad6, 0x2a00b69, 0x1fb1752, 0x3200b52, 0x2700b25, 0x1c61a4b, 0x2e00a4b, 0x23004ab, 0x185055b, // 2030
	0x2b005ad, 0x2000b6a, 0x1621b52, 0x2900d92, 0x1e71d25, 0x3000d25, 0x2500a55, 0x1a514ad, 0x2d004b6, 0x21005b5, // 2040
	0x1730daa, 0x2a00ec9, 0x2081e92, 0x3200e92, 0x2700d26, 0x1c60a56, 0x2e00a57, 0x2300556, 0x18406d5, 0x2b00755, // 2050
	0x2100749, 0x1530e93, 0x2800693, 0x1d7152b, 0x300052b, 0x2400a5b, 0x1a5155a, 0x2d0056a, 0x2200b65, 0x174174a, // 2060
	0x2a00b4a, 0x1f81a95, 0x3200a95, 0x260052d, 0x1b60aad, 0x2e00ab5, 0x24005aa, 0x1840ba5, 0x2b00da5, 0x2100d4a, // 2070
	0x1631c95, 0x2800c96, 0x1d7194e, 0x3000556, 0x2500ab5, 0x1a515b2, 0x2d006d2, 0x2200ea5, 0x1840e4a, 0x290068b, // 2080
	0x1e80c97, 0x31004ab, 0x260055b, 0x1b60ad6, 0x2e00b6a, 0x2400752, 0x1941725, 0x2b00b45, 0x2000a8b, 0x152149b, // 2090
	0x28004ab, // 2100
}

// entryOf returns the entry of a year of the table.
func entryOf(year int) entry { return table[year-MinYear] }

// newYear returns the civil date of the first day of the year, whose number is
// not part of the entry.
func (e entry) newYear(year int) civil.Date {
	january, _ := civil.New(year, 1, 1)
	return january + civil.Date(e>>20) - 1
}

// leap returns the number of the leap month, 0 where there is none.
func (e entry) leap() int { return int(e >> 16 & 0xf) }

// length returns the days of the month at a place, from 0.
func (e entry) length(place int) int { return shortMonth + int(e>>place&1) }

// before returns the days of the year before the month at a place.
func (e entry) before(place int) int {
	return shortMonth*place + bits.OnesCount32(uint32(e)&(1<<place-1))
}

// place returns where in the year a month is, from 0. A leap month is one of
// this year.
func (e entry) place(month int, leap bool) int {
	if leap || e.leap() != 0 && month > e.leap() {
		return month
	}
	return month - 1
}

// month returns the month at a place.
func (e entry) month(place int) (number int, leap bool) {
	if e.leap() == 0 || place < e.leap() {
		return place + 1, false
	}
	return place, place == e.leap()
}
