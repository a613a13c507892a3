package message_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"example.com/membership/care/message"
	"pgregory.net/rapid"
)

func TestMeasure(t *testing.T) {
	x, han, smile := func(n int) string { return strings.Repeat("x", n) }, func(n int) string { return strings.Repeat("汉", n) }, "😀"
	for _, c := range []struct {
		why, text    string
		as           message.Encoding
		units, parts int
	}{
		{"nothing is one empty message", "", message.GSM7, 0, 1},
		{"160 septets fill one", x(160), message.GSM7, 160, 1},
		{"161 need headers", x(161), message.GSM7, 161, 2},
		{"306 fill two", x(306), message.GSM7, 306, 2},
		{"307 do not", x(307), message.GSM7, 307, 3},
		{"459 fill three", x(459), message.GSM7, 459, 3},
		{"70 characters fill one", han(70), message.UCS2, 70, 1},
		{"71 need headers", han(71), message.UCS2, 71, 2},
		{"134 fill two", han(134), message.UCS2, 134, 2},
		{"135 do not", han(135), message.UCS2, 135, 3},
		{"one character of Chinese makes all of it UCS-2", x(69) + "汉", message.UCS2, 70, 1},
		{"and so 71 letters cost two", x(70) + "汉", message.UCS2, 71, 2},

		{"the euro sign costs two", "€", message.GSM7, 2, 1},
		{"in one message nothing is split", x(158) + "€", message.GSM7, 160, 1},
		{"it does not fit", x(159) + "€", message.GSM7, 161, 2},
		{"it ends the first part", x(151) + "€" + x(153), message.GSM7, 306, 2},
		{"it is not split over the first and the second", x(152) + "€" + x(152), message.GSM7, 306, 3},
		{"nor over the second and the third", x(305) + "€", message.GSM7, 307, 3},
		{"only euros: 76 a part", strings.Repeat("€", 152), message.GSM7, 304, 2},
		{"and one more", strings.Repeat("€", 153), message.GSM7, 306, 3},

		{"an emoji is a pair", smile, message.UCS2, 2, 1},
		{"35 of them fill one", strings.Repeat(smile, 35), message.UCS2, 70, 1},
		{"36 make two parts", strings.Repeat(smile, 36), message.UCS2, 72, 2},
		{"33 a part, as 67 is odd", strings.Repeat(smile, 66), message.UCS2, 132, 2},
		{"and one more", strings.Repeat(smile, 67), message.UCS2, 134, 3},
		{"it ends the first part", han(65) + smile + han(67), message.UCS2, 134, 2},
		{"it is not split over the first and the second", han(66) + smile + han(66), message.UCS2, 134, 3},

		{"form feed is in the extension table", "\f", message.GSM7, 2, 1},
		{"line ends are in the alphabet", "a\r\nb", message.GSM7, 4, 1},
		{"a tab is not", "\t", message.UCS2, 1, 1},
		{"nor the grave accent by itself", "`", message.UCS2, 1, 1},
		{"nor the small c with cedilla", "ç", message.UCS2, 1, 1},
		{"the capital one is", "Ç", message.GSM7, 1, 1},
		{"escape itself is not a character", "\x1b", message.UCS2, 1, 1},
		{"a no-break space makes it UCS-2", "5\u00a0%", message.UCS2, 3, 1},
		{"what is not UTF-8 counts as U+FFFD", "a\xff\xfe", message.UCS2, 3, 1},
		{"so does U+FFFD", "\uFFFD", message.UCS2, 1, 1},
	} {
		want := message.Length{Encoding: c.as, Units: c.units, Parts: c.parts}
		if got := message.Measure(c.text); got != want {
			t.Errorf("%s: got %+v, want %+v", c.why, got, want)
		}
	}
}

// alphabet is the table of 3GPP TS 23.038, 6.2.1, row by row of codes; ESC, at
// 0x1B, has no character. extended is that of 6.2.1.1.
const (
	alphabet = "@£$¥èéùìòÇ\nØø\rÅå" + "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" + " !\"#¤%&'()*+,-./" + "0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNO" + "PQRSTUVWXYZÄÖÑÜ§" + "¿abcdefghijklmno" + "pqrstuvwxyzäöñüà"
	extended = "\f^{}\\[~]|€"
)

func TestAlphabet(t *testing.T) {
	if n := len([]rune(alphabet)); n != 128 {
		t.Fatalf("the table has %d characters", n)
	}
	has := 0
	for r := rune(0); r <= 0x10FFFF; r++ {
		if l := message.Measure(string(r)); l.Encoding == message.GSM7 {
			has++
			if want := reference(string(r)); l != want {
				t.Errorf("%q: got %+v, want %+v", r, l, want)
			}
		}
	}
	if has != 127+10 {
		t.Errorf("%d characters are in the alphabet", has)
	}
}

// reference measures by definition: the alphabet as a table, and the least
// number of parts over all ways to cut between characters.
func reference(text string) message.Length {
	l, alone, inPart := message.Length{Encoding: message.GSM7}, 160, 153
	var costs []int
	for _, r := range text {
		switch {
		case r != 0x1b && strings.ContainsRune(alphabet, r):
			costs = append(costs, 1)
		case strings.ContainsRune(extended, r):
			costs = append(costs, 2)
		default:
			l.Encoding, alone, inPart = message.UCS2, 70, 67
		}
	}
	if l.Encoding == message.UCS2 {
		costs = nil
		for _, r := range text {
			costs = append(costs, len(utf16.Encode([]rune{r})))
		}
	}
	least := make([]int, len(costs)+1) // parts of the first i characters
	for i := 1; i <= len(costs); i++ {
		l.Units += costs[i-1]
		least[i] = len(costs)
		for j, units := i, 0; j > 0; j-- {
			if units += costs[j-1]; units > inPart {
				break
			}
			least[i] = min(least[i], least[j-1]+1)
		}
	}
	if l.Parts = least[len(costs)]; l.Units <= alone {
		l.Parts = 1
	}
	return l
}

// stretches draws text near the edges of parts.
func stretches() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		parts := rapid.SampledFrom([][]string{{"x", "€", "[", "é"}, {"汉", "😀", "x", "€"}, {"x", "\t", "\xff", "\f"}}).Draw(t, "of")
		for range rapid.IntRange(0, 4).Draw(t, "stretches") {
			n := rapid.SampledFrom([]int{1, 2, 3, 33, 65, 66, 67, 70, 76, 151, 152, 153, 160}).Draw(t, "length")
			b.WriteString(strings.Repeat(rapid.SampledFrom(parts).Draw(t, "text"), n))
		}
		return b.String()
	})
}

// checkMeasure: Measure agrees with the definition, and no part has nothing.
// Text put in never makes it shorter: neither in septets nor in parts.
func checkMeasure(t *rapid.T) {
	text := rapid.OneOf(stretches(), rapid.String()).Draw(t, "text")
	got := message.Measure(text)
	if want := reference(text); got != want {
		t.Fatalf("%q: got %+v, want %+v", text, got, want)
	}
	more := rapid.OneOf(stretches(), rapid.String()).Draw(t, "more")
	at := rapid.SampledFrom(boundaries(text)).Draw(t, "at")
	if longer := message.Measure(text[:at] + more + text[at:]); longer.Parts < got.Parts {
		t.Fatalf("%q with %q at %d: %d parts, without %d", text, more, at, longer.Parts, got.Parts)
	}
}

// boundaries lists where characters begin, and the end.
func boundaries(text string) []int {
	var all []int
	for i := range text {
		all = append(all, i)
	}
	return append(all, len(text))
}

func TestMeasureByDefinition(t *testing.T) { rapid.Check(t, checkMeasure) }

func FuzzMeasure(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMeasure)) }
