package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress reports on a terminal how far long work has come; it stays silent
// for work of less than a second. The nil progress is always silent.
type progress struct {
	terminal io.Writer
	started  time.Time
	next     time.Time
	shown    bool
}

// newProgress returns the progress to report on w, nil if w is no terminal.
func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return startProgress(w, time.Now())
}

func startProgress(w io.Writer, now time.Time) *progress {
	return &progress{terminal: w, started: now, next: now.Add(time.Second)}
}

// step says that n items of the work named are done. It looks at the clock
// once in 4,096 steps.
func (p *progress) step(work string, n int) {
	if p == nil || n%4096 != 0 {
		return
	}
	p.at(time.Now(), work, n)
}

func (p *progress) at(now time.Time, work string, n int) {
	if now.Before(p.next) {
		return
	}
	fmt.Fprintf(p.terminal, "\r\x1b[K%s: %d (%.0f s)", work, n, now.Sub(p.started).Seconds())
	p.next = now.Add(200 * time.Millisecond)
	p.shown = true
}

// done wipes the line, so that nothing of it stays above the report.
func (p *progress) done() {
	if p != nil && p.shown {
		fmt.Fprint(p.terminal, "\r\x1b[K")
	}
}
