package lunar

import (
	"fmt"
	"time"
)

// A RangeError says that a date or a year is outside the calendar that is known:
// the lunar years [MinYear] to [MaxYear], the civil dates 1900-01-31 to
// 2101-01-28.
type RangeError struct {
	What string // what is outside, such as "lunar year 2101" or "civil date 1900-01-30"
}

// Error returns one line.
func (e *RangeError) Error() string {
	return fmt.Sprintf("care/lunar: %s: is outside the lunar years %d..%d, the civil dates 1900-01-31..2101-01-28",
		e.What, MinYear, MaxYear)
}

// A DataError says that a date does not exist, or that a name is not known.
type DataError struct {
	Record string // such as "lunar date 2033-08L-01" or "festival"
	Field  string // such as "day"; "" when the whole record is meant
	Why    string // what is wrong, with the value and the remedy
}

// Error returns one line.
func (e *DataError) Error() string {
	if e.Field == "" {
		return "care/lunar: " + e.Record + ": " + e.Why
	}
	return "care/lunar: " + e.Record + ": " + e.Field + ": " + e.Why
}

// checkYear says that the table does not have a lunar year.
func checkYear(year int) error {
	if year < MinYear || year > MaxYear {
		return &RangeError{What: fmt.Sprintf("lunar year %d", year)}
	}
	return nil
}

// fault says what is wrong with a field of the date.
func (d Date) fault(field, format string, args ...any) error {
	return &DataError{Record: "lunar date " + d.String(), Field: field, Why: fmt.Sprintf(format, args...)}
}

// noLeapMonth says which leap month the year has instead.
func (d Date) noLeapMonth(has int) error {
	if has == 0 {
		return d.fault("leap", "%d has no leap month", d.Year)
	}
	return d.fault("leap", "the leap month of %d is %d, not %d", d.Year, has, d.Month)
}

func noCivilDate(year int, month time.Month, day int) error {
	return &DataError{Record: "civil date " + civilText(year, month, day), Why: "there is no such day"}
}

// unknown quotes a name in a bounded length, and lists the known ones.
func unknown[T ~string](record string, name T, known []T) error {
	return &DataError{Record: record, Why: fmt.Sprintf("%.40q is unknown: use one of %s", string(name), join(known))}
}

func join[T ~string](names []T) (text string) {
	for i, name := range names {
		if i > 0 {
			text += ", "
		}
		text += string(name)
	}
	return text
}

// civilText writes a civil date that may not exist.
func civilText(year int, month time.Month, day int) string {
	return fmt.Sprintf("%04d-%02d-%02d", year, int(month), day)
}
