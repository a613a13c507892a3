package civil

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// tzdb returns the locations of the tz database that comes with Go, by name,
// one for each set of data that several names share. It is read once.
var tzdb = sync.OnceValues(func() (map[string]*time.Location, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	zones, seen := make(map[string]*time.Location), make(map[string]bool)
	for _, file := range archive.File {
		data, err := readZipped(file)
		if err != nil {
			return nil, err
		}
		if file.FileInfo().IsDir() || seen[data] && !named[file.Name] {
			continue
		}
		seen[data] = true
		if zones[file.Name], err = time.LoadLocationFromTZData(file.Name, []byte(data)); err != nil {
			return nil, err
		}
	}
	if len(zones) < 300 {
		return nil, errors.New("the tz database is not complete")
	}
	return zones, nil
})

// named holds the locations that tests ask for by name.
var named = map[string]bool{
	"America/Havana": true, "America/Juneau": true, "America/New_York": true, "America/Sao_Paulo": true,
	"America/St_Johns": true, "Asia/Beirut": true, "Asia/Manila": true, "Asia/Shanghai": true,
	"Europe/Berlin": true, "Pacific/Apia": true, "Pacific/Kwajalein": true,
}

func readZipped(file *zip.File) (string, error) {
	r, err := file.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	return string(data), err
}

// loadZones returns the tz database, or skips where there is none.
func loadZones(tb testing.TB) map[string]*time.Location {
	tb.Helper()
	zones, err := tzdb()
	if err != nil {
		tb.Skipf("SKIPPED, nothing about time zones is checked: no tz database: %v", err)
	}
	return zones
}

func zoneNames(zones map[string]*time.Location) []string {
	return slices.Sorted(maps.Keys(zones))
}

func offsetAt(loc *time.Location, sec int64) int64 {
	_, offset := time.Unix(sec, 0).In(loc).Zone()
	return int64(offset)
}

// changesOf returns every instant between two at which the offset of loc
// changes, in order. It looks at every UTC midnight and halves the day where
// the offset differs; what comes and goes within a day it learns from
// ZoneBounds.
func changesOf(loc *time.Location, from, to int64) []int64 {
	var found []int64
	before := offsetAt(loc, from)
	for day := from; day < to; day += secondsADay {
		after := offsetAt(loc, day+secondsADay)
		_, end := time.Unix(day, 0).In(loc).ZoneBounds()
		within := !end.IsZero() && end.Unix() > day && end.Unix() < day+secondsADay
		if within && offsetAt(loc, end.Unix()-1) != offsetAt(loc, end.Unix()) {
			found = append(found, end.Unix())
		}
		if before != after {
			lo, hi := day, day+secondsADay
			for hi-lo > 1 {
				if mid := (lo + hi) / 2; offsetAt(loc, mid) == before {
					lo = mid
				} else {
					hi = mid
				}
			}
			found = append(found, hi)
		}
		before = after
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// A change is one entry of a made-up location: from at on, the clock is so far
// ahead of UTC.
type change struct {
	at     int64
	offset int32
}

// madeUp returns a location that starts at the given offset, goes through the
// changes as they stand, and then follows rule, in the form of the TZ
// environment variable; an empty rule keeps the last offset.
func madeUp(tb testing.TB, offset int32, changes []change, rule string) *time.Location {
	tb.Helper()
	header := func(b []byte, times, types, chars int) []byte {
		b = append(b, "TZif2"...)
		b = append(b, make([]byte, 15)...)
		for _, n := range []int{0, 0, 0, times, types, chars} { // RFC 9636 section 3.1
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		return b
	}
	b := header(nil, 0, 0, 0) // the old form of the data, empty
	b = header(b, len(changes), len(changes)+1, 4)
	for _, c := range changes {
		b = binary.BigEndian.AppendUint64(b, uint64(c.at))
	}
	for i := range changes {
		b = append(b, byte(i+1))
	}
	for _, c := range slices.Concat([]change{{0, offset}}, changes) {
		b = binary.BigEndian.AppendUint32(b, uint32(c.offset))
		b = append(b, 0, 0) // standard time, the first name
	}
	b = append(b, "XXX\x00\n"+rule+"\n"...)
	loc, err := time.LoadLocationFromTZData("Made/Up", b)
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}
