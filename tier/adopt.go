package tier

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Adopt returns what keeps a member of an earlier programme from falling when
// the programme changes: events that hold the tiers that old had earned, or had
// been given, as grants until their old ends; none if there is nothing to hold
// on to. Append them to the customer's history and [Engine.Replay] that. Unlike
// other grants they do not wait for the customer to join.
//
// at is the instant of the change; old must have been advanced to it by the
// engine that made it, otherwise the error is [ErrReplay]. A tier that the
// programme no longer has must be in the Replaces of another, so that removing
// a level never cancels its members; the error is an [*EventError] that names
// it. What was bought is in the history already.
func (e *Engine) Adopt(old State, at time.Time) ([]Event, error) {
	if err := checkInstant(at); err != nil {
		return nil, fmt.Errorf("tier: %w", err)
	}
	switch {
	case at.Before(old.at):
		return nil, replay("%s is before the last change, of %s", instant(at), instant(old.at))
	case !old.next.IsZero() && !old.next.After(at):
		return nil, replay("the state changes at %s; first advance it to %s with the engine that made it", instant(old.next), instant(at))
	}
	var events []Event
	holdings := []Holding{old.earned.Holding}
	for _, g := range old.granted {
		if g.live(at) && !g.since.IsZero() {
			holdings = append(holdings, Holding{Tier: g.tier, Until: g.until})
		}
	}
	for _, h := range holdings {
		if h.Tier == "" {
			continue
		}
		ev, err := e.adopt(h, at.Round(0))
		if err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	return events, nil
}

// adopt returns the event that keeps a holding to its end. Its ID tells what is
// kept, so that adopting twice is adopting once.
func (e *Engine) adopt(h Holding, at time.Time) (Event, error) {
	ev := Event{Kind: Adopted, At: at}
	if !h.Until.IsZero() {
		ev.Through = e.date(h.Until.Add(-1)).String()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %s %s %s", h.Tier, ev.Through, e.print, instant(at)))
	ev.ID = hex.EncodeToString(sum[:16])
	i := e.rank(h.Tier)
	if i < 0 {
		return Event{}, ev.fault("tier", "the programme has no %q and none replaces it; add it to the replaces of one of %s", clip(h.Tier), e.ids())
	}
	ev.Tier = e.tiers[i].id
	return ev, nil
}
