package main

import "math"

// epoch is the Julian day of 1 January 2000, 12:00, from which the theories count.
const epoch = 2451545.0

// longitude returns the apparent longitude of the Sun in degrees, at a Julian
// day of dynamical time. It is right to about a second of arc, in which the Sun
// moves for 24 seconds.
func longitude(at float64) float64 {
	t := (at - epoch) / 365250 // Julian millennia
	earth := vsop(earth0, t) + vsop(earth1, t)*t + vsop(earth2, t)*t*t
	anomaly := 357.52911 + 359990.5029*t
	distance := 1 - 0.016709*cos(anomaly) - 0.00014*cos(2*anomaly)
	arc := nutation(t*10) - 20.4898/distance - 0.09033 // in seconds: the last is the turn to the frame FK5
	return math.Mod(earth*180/math.Pi+180+arc/3600, 360)
}

// nutation returns that in longitude, in seconds of arc, at a time in Julian
// centuries: Meeus, chapter 22.
func nutation(t float64) float64 {
	node := 125.04452 - 1934.136261*t
	sun := 280.4665 + 36000.7698*t
	moon := 218.3165 + 481267.8813*t
	return -17.20*sin(node) - 1.32*sin(2*sun) - 0.23*sin(2*moon) + 0.21*sin(2*node) +
		0.14*sin(357.52911+35999.0503*t) + 0.07*sin(134.963+477198.8676*t)
}

// majorTerm returns the instant, near a guess, at which the Sun has a longitude.
func majorTerm(degrees int, guess float64) float64 {
	for range 10 {
		ahead := math.Mod(longitude(guess)-float64(degrees)+540, 360) - 180
		guess -= ahead * 365.2422 / 360
	}
	return guess
}

// cos is the cosine of an angle in degrees.
func cos(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }

// A wave is a term of the theory VSOP87 (Bretagnon and Francou, 1988).
type wave struct{ size, phase, speed float64 } // in 10⁻⁸, radians, radians in a millennium

// vsop adds waves up, in radians.
func vsop(waves []wave, t float64) (sum float64) {
	for _, w := range waves {
		sum += w.size * 1e-8 * math.Cos(w.phase+w.speed*t)
	}
	return sum
}

// earth0 to earth2 are the largest terms of the heliocentric longitude of the
// Earth, as Meeus, appendix III, gives them.
var (
	earth0 = []wave{
		{175347046, 0, 0}, {3341656, 4.6692568, 6283.0758500}, {34894, 4.62610, 12566.15170},
		{3497, 2.7441, 5753.3849}, {3418, 2.8289, 3.5231}, {3136, 3.6277, 77713.7715},
		{2676, 4.4181, 7860.4194}, {2343, 6.1352, 3930.2097}, {1324, 0.7425, 11506.7698},
		{1273, 2.0371, 529.6910}, {1199, 1.1096, 1577.3435}, {990, 5.233, 5884.927},
		{902, 2.045, 26.298}, {857, 3.508, 398.149}, {780, 1.179, 5223.694},
		{753, 2.533, 5507.553}, {505, 4.583, 18849.228}, {492, 4.205, 775.523},
		{357, 2.920, 0.067}, {317, 5.849, 11790.629}, {284, 1.899, 796.298},
		{271, 0.315, 10977.079}, {243, 0.345, 5486.778}, {206, 4.806, 2544.314},
		{205, 1.869, 5573.143}, {202, 2.458, 6069.777}, {156, 0.833, 213.299},
		{132, 3.411, 2942.463}, {126, 1.083, 20.775}, {115, 0.645, 0.980},
		{103, 0.636, 4694.003}, {102, 0.976, 15720.839}, {102, 4.267, 7.114},
		{99, 6.21, 2146.17}, {98, 0.68, 155.42}, {86, 5.98, 161000.69},
		{85, 1.30, 6275.96}, {85, 3.67, 71430.70}, {80, 1.81, 17260.15},
		{79, 3.04, 12036.46}, {75, 1.76, 5088.63}, {74, 3.50, 3154.69},
		{74, 4.68, 801.82}, {70, 0.83, 9437.76}, {62, 3.98, 8827.39}, {61, 1.82, 7084.90},
	}
	earth1 = []wave{
		{628331966747, 0, 0}, {206059, 2.678235, 6283.075850}, {4303, 2.6351, 12566.1517},
		{425, 1.590, 3.523}, {119, 5.796, 26.298}, {109, 2.966, 1577.344},
		{93, 2.59, 18849.23}, {72, 1.14, 529.69}, {68, 1.87, 398.15},
		{67, 4.41, 5507.55}, {59, 2.89, 5223.69}, {56, 2.17, 155.42},
	}
	earth2 = []wave{
		{52919, 0, 0}, {8720, 1.0721, 6283.0758}, {309, 0.867, 12566.152},
	}
)
