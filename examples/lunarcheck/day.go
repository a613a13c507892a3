package main

import (
	"math"
	"time"
)

// A moment is an instant of the sky in China.
type moment struct {
	day    int           // days since 1970-01-01, by the clock the calendar went by
	margin time.Duration // to the nearest midnight
}

// inChina converts a Julian day of dynamical time. Until 1928 the calendar went
// by the mean solar time of Beijing, 116°25' east, since then by UTC+8.
func inChina(at float64) moment {
	const unix, zoneFrom = 2440587.5, 2425612.5 // 1970-01-01, 1929-01-01
	ut := at - deltaT(2000+(at-epoch)/365.25)/86400
	ahead := 8.0 / 24
	if ut+ahead < zoneFrom {
		ahead = (116 + 25.0/60) / 360
	}
	local := ut + ahead - unix
	day := math.Floor(local)
	margin := min(local-day, day+1-local)
	return moment{int(day), time.Duration(margin * float64(24*time.Hour)).Round(time.Second)}
}

// deltaT returns dynamical time less universal time in seconds, as known to
// 2005 and as expected after: the polynomials of Fred Espenak and Jean Meeus,
// "Five Millennium Canon of Solar Eclipses", NASA/TP-2006-214141.
func deltaT(year float64) float64 {
	power := func(origin float64, factors ...float64) (sum float64) {
		for i, f := range factors {
			sum += f * math.Pow(year-origin, float64(i))
		}
		return sum
	}
	switch {
	case year < 1920:
		return power(1900, -2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)
	case year < 1941:
		return power(1920, 21.20, 0.84493, -0.076100, 0.0020936)
	case year < 1961:
		return power(1950, 29.07, 0.407, -1.0/233, 1.0/2547)
	case year < 1986:
		return power(1975, 45.45, 1.067, -1.0/260, -1.0/718)
	case year < 2005:
		return power(2000, 63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599)
	case year < 2050:
		return power(2000, 62.92, 0.32217, 0.005589)
	}
	return power(1820, -20, 0, 0.0032) - 0.5628*(2150-year)
}
