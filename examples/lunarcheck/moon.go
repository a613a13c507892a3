package main

import "math"

// meanNewMoon is the number of days from one new moon to the next, in the mean.
const meanNewMoon = 29.530588861

// newMoon returns the instant of the k-th new moon, 0 that of 6 January 2000, as
// a Julian day of dynamical time: Jean Meeus, "Astronomical Algorithms", second
// edition, chapter 49. It is right to about 10 seconds, and 20 at most.
func newMoon(k int) float64 {
	n := float64(k)
	t := n / 1236.85 // Julian centuries
	e := 1 - 0.002516*t - 0.0000074*t*t
	sun := 2.5534 + 29.10535670*n - 0.0000014*t*t - 0.00000011*t*t*t                                 // mean anomaly, in degrees
	moon := 201.5643 + 385.81693528*n + 0.0107582*t*t + 0.00001238*t*t*t - 0.000000058*t*t*t*t       // mean anomaly
	latitude := 160.7108 + 390.67050284*n - 0.0016118*t*t - 0.00000227*t*t*t + 0.000000011*t*t*t*t   // argument of latitude
	at := 2451550.09766 + meanNewMoon*n + 0.00015437*t*t - 0.000000150*t*t*t + 0.00000000073*t*t*t*t // mean new moon
	at -= 0.00017 * sin(124.7746-1.56375588*n+0.0020672*t*t+0.00000215*t*t*t)                        // ascending node
	at += 0.000325 * sin(299.77+0.107408*n-0.009173*t*t)                                             // the first of the planets
	for _, p := range moonTerms {
		at += p.days * math.Pow(e, math.Abs(p.sun)) * sin(p.moon*moon+p.sun*sun+p.latitude*latitude)
	}
	for _, p := range planets {
		at += p.days * sin(p.angle+p.speed*n)
	}
	return at
}

// moonTerms are the periodic terms of the table of chapter 49, by the multiples
// of the three arguments.
var moonTerms = []struct{ days, moon, sun, latitude float64 }{
	{-0.40720, 1, 0, 0},
	{0.17241, 0, 1, 0},
	{0.01608, 2, 0, 0},
	{0.01039, 0, 0, 2},
	{0.00739, 1, -1, 0},
	{-0.00514, 1, 1, 0},
	{0.00208, 0, 2, 0},
	{-0.00111, 1, 0, -2},
	{-0.00057, 1, 0, 2},
	{0.00056, 2, 1, 0},
	{-0.00042, 3, 0, 0},
	{0.00042, 0, 1, 2},
	{0.00038, 0, 1, -2},
	{-0.00024, 2, -1, 0},
	{-0.00007, 1, 2, 0},
	{0.00004, 2, 0, -2},
	{0.00004, 0, 3, 0},
	{0.00003, 1, 1, -2},
	{0.00003, 2, 0, 2},
	{-0.00003, 1, 1, 2},
	{0.00003, 1, -1, 2},
	{-0.00002, 1, -1, -2},
	{-0.00002, 3, 1, 0},
	{0.00002, 4, 0, 0},
}

// planets are the additional terms A2 to A14, in days and degrees.
var planets = []struct{ days, angle, speed float64 }{
	{0.000165, 251.88, 0.016321},
	{0.000164, 251.83, 26.651886},
	{0.000126, 349.42, 36.412478},
	{0.000110, 84.66, 18.206239},
	{0.000062, 141.74, 53.303771},
	{0.000060, 207.14, 2.453732},
	{0.000056, 154.84, 7.306860},
	{0.000047, 34.52, 27.261239},
	{0.000042, 207.19, 0.121824},
	{0.000040, 291.34, 1.844379},
	{0.000037, 161.72, 24.198154},
	{0.000035, 239.56, 25.513099},
	{0.000023, 331.55, 3.592518},
}

// sin is the sine of an angle in degrees.
func sin(degrees float64) float64 { return math.Sin(degrees * math.Pi / 180) }
